"""Every table: `python -m bench.run` prints them and writes `bench/results.json`.

A table is a module with `TABLE`, its name, and `rows()`. A row has the same keys as the others of
its table, and maybe a `note` that says why it has no figures.
"""

import json
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from bench import matching

RESULTS = Path(__file__).with_name("results.json")


class Table(Protocol):
    """What a module of a table has."""

    TABLE: str

    def rows(self) -> list[dict[str, Any]]:
        """One row for each thing measured."""
        ...


TABLES: tuple[Table, ...] = (matching,)


def main() -> int:
    """1 when engines differ in their answers: then nothing is printed or written as a figure."""
    found: list[dict[str, Any]] = []
    for table in TABLES:
        try:
            rows = table.rows()
        except matching.Unequal as unequal:
            print(f"{table.TABLE}: {unequal}", file=sys.stderr)
            return 1
        print(f"{table.TABLE} ({platform.python_implementation()} {platform.python_version()})\n")
        print("\n".join(_lines(rows)) + "\n")
        found += rows
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def _lines(rows: Iterable[dict[str, Any]]) -> list[str]:
    rows = list(rows)
    columns = [key for key in dict.fromkeys(key for row in rows for key in row) if key != "table"]
    cells = [[column.replace("_", " ") for column in columns]]
    cells += [[_cell(row, column) for column in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    return [_line(line, widths) for line in cells]


def _line(cells: list[str], widths: list[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return " | ".join(
        [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    ).rstrip()


def _cell(row: dict[str, Any], column: str) -> str:
    value = row.get(column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
