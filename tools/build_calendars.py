"""Make the calendar files from the bank holidays that GOV.UK publishes.

Reads the copy of the list in the package `govuk-bank-holidays`, so the result doesn't depend on
the network. Run it after upgrading that package and read the diff:

    python tools/build_calendars.py [DIRECTORY]
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TypedDict

PACKAGE = "govuk-bank-holidays"
CALENDARS = Path(__file__).parent.parent / "src" / "protocolrules" / "calendars"
TITLES = {
    "england-and-wales": "England and Wales",
    "northern-ireland": "Northern Ireland",
    "scotland": "Scotland",
}
LATER = {"scotland": {"2026-06-15": "World Cup bank holiday"}}
"""Appointed after the packaged list was made: by proclamation on 3 February 2026."""


class Holiday(TypedDict):
    """An entry of the published list; `notes` is empty or a remark such as `Substitute day`."""

    title: str
    date: str
    notes: str


def build(calendar_id: str, published: list[Holiday], edition: str) -> str:
    """The text of a calendar file: one holiday a line, so that a diff can be read.

    `edition` is the version of the package that the list comes from.

    Raises ValueError when the last year has no Boxing Day: the list would end within a year.
    """
    named = {each["date"]: _name(each) for each in published}
    days = sorted({**LATER.get(calendar_id, {}), **named}.items())
    last_year = days[-1][0][:4]
    if not any(day.startswith(f"{last_year}-12") and "Boxing Day" in name for day, name in days):
        raise ValueError(f"{calendar_id}: the list for {last_year} is not complete")
    header = {
        "id": calendar_id,
        "title": TITLES[calendar_id],
        "source": "GOV.UK, UK bank holidays, https://www.gov.uk/bank-holidays, "
        f"as shipped in {PACKAGE} {edition}",
        "licence": "Contains public sector information licensed under the "
        "Open Government Licence v3.0",
        "from": f"{days[0][0][:4]}-01-01",
        "horizon": f"{last_year}-12-31",
    }
    lines = [f"  {_json(key)}: {_json(value)}," for key, value in header.items()]
    holidays = ",\n".join(f"    {_json({'date': day, 'name': name})}" for day, name in days)
    return "\n".join(["{", *lines, '  "holidays": [', holidays, "  ]", "}", ""])


def main(directory: Path) -> None:
    """Write a file for each nation into `directory`."""
    data = files("govuk_bank_holidays").joinpath("bank-holidays.json").read_text("utf-8")
    published = json.loads(data)
    for calendar_id in TITLES:
        text = build(calendar_id, published[calendar_id]["events"], version(PACKAGE))
        (directory / f"{calendar_id}.json").write_text(text, "utf-8")


def _name(holiday: Holiday) -> str:
    # Without the remark, a reader would take 28 December for a mistake.
    substitute = " (substitute day)" if holiday["notes"] == "Substitute day" else ""
    return holiday["title"] + substitute


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CALENDARS)
