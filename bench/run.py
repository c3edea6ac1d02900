"""Every table: `python -m bench.run` prints them and writes `bench/results.json`.

Names of tables restrict it to these; the others keep what the file says of them. With `--full` it
takes larger sizes, and maybe an hour. A table is a module with `TABLE`, its name, and `rows()`.
A row has the same keys as the others of its table, and maybe a `note` that says why it has no
figures.
"""

import argparse
import json
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from bench import growth, matching, whole_cases

RESULTS = Path(__file__).with_name("results.json")


class Table(Protocol):
    """What a module of a table has."""

    TABLE: str

    def rows(self, *, full: bool = False) -> list[dict[str, Any]]:
        """One row for each thing measured."""
        ...


TABLES: tuple[Table, ...] = (matching, whole_cases, growth)


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when engines differ in their answers: then nothing is printed or written as a figure."""
    options = _options(arguments)
    found = {table.TABLE: _kept(table.TABLE) for table in TABLES}
    for table in TABLES:
        if options.tables and table.TABLE not in options.tables:
            continue
        try:
            rows = table.rows(full=options.full)
        except matching.Unequal as unequal:
            print(f"{table.TABLE}: {unequal}", file=sys.stderr)
            return 1
        print(f"{table.TABLE} ({platform.python_implementation()} {platform.python_version()})\n")
        print("\n".join(_lines(rows)) + "\n", flush=True)
        found[table.TABLE] = rows
    every = [row for rows in found.values() for row in rows]
    RESULTS.write_text(json.dumps(every, indent=2) + "\n", encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    names = [table.TABLE for table in TABLES]
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"one of {', '.join(names)}")
    parser.add_argument("--full", action="store_true", help="larger sizes, for an hour or so")
    options = parser.parse_args(arguments)
    for name in options.tables:
        if name not in names:
            parser.error(f'there is no table "{name}": it is one of {", ".join(names)}')
    return options


def _kept(table: str) -> list[dict[str, Any]]:
    if not RESULTS.exists():
        return []
    return [row for row in json.loads(RESULTS.read_text("utf-8")) if row["table"] == table]


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
    return f"{value:.4f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
