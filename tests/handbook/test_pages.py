"""The pages about the protocols: fresh, complete, and every link leads somewhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from language.files import SAMPLES, loaded
from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.document import Edition, Protocol
from protocolrules.handbook import index, page
from protocolrules.handbook.__main__ import main, pages
from protocolrules.handbook.markup import slug
from protocolrules.language import load_protocol

DOCS = Path(__file__).parents[2] / "docs" / "protocols"
MADE = pages()
EVERYTHING = loaded((SAMPLES / "everything.yaml").read_text("utf-8"))
PAGES = {each: MADE[f"{each}.md"] for each in bundled_ids()} | {"everything": page(EVERYTHING)}


def document(name: str) -> Protocol:
    return EVERYTHING if name == "everything" else load_protocol(bundled_path(name))


def anchors(text: str) -> list[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return [slug(heading) for heading in headings] + re.findall(r'<a id="([^"]+)">', text)


@pytest.mark.parametrize("name", MADE)
def test_the_pages_are_fresh(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == MADE[name], "run `make pages`"


def test_there_are_no_others() -> None:
    assert {path.name for path in DOCS.iterdir()} == set(MADE)


def test_writing_takes_old_pages_away(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("a protocol that is gone", "utf-8")
    main(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(MADE)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_one_place(name: str) -> None:
    text = PAGES[name]
    places = anchors(text)
    assert [each for each, number in Counter(places).items() if number > 1] == []
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) - set(places) == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_rule_reading_and_statement_is_there(name: str) -> None:
    protocol, text = document(name), PAGES[name]
    places = set(anchors(text))
    assert set(protocol.rules) <= places
    assert {f"ladder-{each}" for each in protocol.ladders} <= places
    assert {f"reading-{each}" for each in protocol.readings} <= places
    assert {f"statement-{each.id}" for each in protocol.ledger} <= places
    assert text.count("```mermaid\n") == len(protocol.ladders)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_the_program_shows(name: str) -> None:
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|<a id=[^>]*>", "-", PAGES[name])
    assert re.findall(r"\b(?:None|True|False|frozenset)\b|\(\)|\[\]", text) == []
    assert re.findall(r"the_holder|the_recipient", text) == []


@pytest.mark.parametrize("name", PAGES)
def test_tables_have_as_many_cells_in_each_row(name: str) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", PAGES[name], re.MULTILINE):
        cells = {line.replace("\\|", "").count("|") for line in table.splitlines()}
        assert len(cells) == 1, table[:200]


@pytest.mark.parametrize("name", PAGES)
def test_diagrams_name_only_what_they_draw(name: str) -> None:
    for diagram in re.findall(r"```mermaid\n(.*?)```", PAGES[name], re.DOTALL):
        first, *lines = diagram.splitlines()
        assert first == "flowchart TD"
        unlabelled = [re.sub(r'"[^"]*"', "", line) for line in lines]
        drawn = {line.split("[")[0].split("(")[0].strip() for line in unlabelled if "[" in line}
        ends = [re.split(r"-\.->|-->(?:\|\|)?", line) for line in unlabelled if "->" in line]
        used = {re.split(r"\{", end)[0].strip() for pair in ends for end in pair}
        assert used - {"top"} <= drawn


def test_the_review_date_is_stated_without_a_clock() -> None:
    assert "> **Review by Wed 1 February 2023.**" in PAGES["notts"]
    assert "**Review by" not in PAGES["enfield"]
    assert "| review by | the text gives no date |" in PAGES["enfield"]


def test_the_span_of_an_edition() -> None:
    ended = Edition("second", date(2023, 10, 1), date(2025, 9, 30))
    assert "| in force | from Sun 1 October 2023, until Tue 30 September 2025 |" in page(
        replace(EVERYTHING, edition=ended)
    )


def test_open_decisions_are_listed_once() -> None:
    (section,) = re.findall(r"## Open local decisions\n\n(.*?)\n## ", PAGES["enfield"], re.DOTALL)
    assert section.count("\n| ") - 2 == 3
    assert "reading [`custody_information_timeframe`]" in section
    assert "1 hour, 2 hours, 4 hours or end of the day |" in section
    assert "ladder [`dispute`](#ladder-dispute)" in section


def test_a_rule_of_another_reading_says_so() -> None:
    assert (
        "**Only under another reading:** [`placement_meeting_named_twice`]"
        '(#reading-placement_meeting_named_twice) is taken as "one meeting".'
    ) in PAGES["enfield"]


def test_conventions_and_courts() -> None:
    text = PAGES["everything"]
    assert "| working week | Monday to Saturday, office hours 08:30 to 16:00 |" in text
    assert "| closed on | Wed 24 December 2025: council offices closed |" in text
    assert "| courts | Highbury and Islington Youth Court sits on Monday and Friday at 09:30 |" in (
        text
    )


def test_the_ladder_of_a_file_that_has_everything() -> None:
    diagram = page(EVERYTHING).partition("```mermaid\n")[2].partition("```")[0]
    assert '  start -->|"if it says level: operational manager"| r2\n' in diagram
    assert '  start -->|"always"| r1\n' in diagram
    assert '  r2 -->|"dispute escalated<br/>or when its time is up"| r3\n' in diagram
    assert '{{"no rung above<br/>the text names none"}}' in diagram


def test_the_index_has_a_row_for_each_protocol_with_its_totals() -> None:
    rows = index([EVERYTHING]).splitlines()
    (row,) = [line for line in rows if line.startswith("| [everything]")]
    cells = [cell.strip() for cell in row.split("|")[1:-1]]
    assert cells[:2] == ["[everything](everything.md)", EVERYTHING.title]
    assert cells[4] == str(len(EVERYTHING.ledger))
    assert cells[7:] == ["2", "2", "2", str(len(EVERYTHING.ladders)), "6", "2"]
