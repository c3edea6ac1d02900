"""`python -m protocolrules.handbook FOLDER` writes the pages of the included protocols."""

from __future__ import annotations

import sys
from pathlib import Path

from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.handbook import index, page
from protocolrules.language import load_protocol


def pages() -> dict[str, str]:
    """Each page by its file name."""
    protocols = [load_protocol(bundled_path(each)) for each in bundled_ids()]
    return {"index.md": index(protocols)} | {f"{each.id}.md": page(each) for each in protocols}


def main(folder: Path) -> None:
    """Write the pages, and take away those of protocols that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
