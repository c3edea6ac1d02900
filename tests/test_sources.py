"""How a text is numbered, and how a rule file is compared with it. All texts are made up."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from events.tools import TOOLS, tool
from language.files import OTHER, loaded, whole
from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.document import Protocol, SourceUnit
from protocolrules.language import load_protocol

check_sources = tool("check_sources")
DOCS = TOOLS.parent / "docs" / "sources.md"


def texts(text: str) -> list[str]:
    return [unit.text for unit in check_sources.units(text)]


# --- splitting ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They meet. They talk.  They go home!", ["They meet.", "They talk.", "They go home!"]),
        ("Call a manager, e.g. Ms. Bell. 7 pass.", ["Call a manager, e.g. Ms. Bell.", "7 pass."]),
        ("This is “so.” Then “more.”", ["This is “so.”", "Then “more.”"]),
        (
            "They meet (weekly). (See below.) Good.",
            ["They meet (weekly).", "(See below.)", "Good."],
        ),
        ("Note s.20 orders down. and then stop", ["Note s.20 orders down. and then stop"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    "mark", ["• ", "· ", "- ", "* ", "– ", "  1. ", "3.2 ", "(4) ", "b) ", "## "]
)
def test_marks_and_labels_start_a_unit_and_are_no_part_of_it(mark: str) -> None:
    assert texts(f"They will:\n{mark}meet\n{mark}talk") == ["They will:", "meet", "talk"]


def test_numbers_that_are_no_labels_stay() -> None:
    kept = ["7 areas matter", "10 working days pass", "01.02.2022 is the date"]
    assert texts("\n".join(kept)) == kept


def test_a_label_on_a_line_of_its_own_is_dropped() -> None:
    assert texts("1.1\n\nThey meet.\n\n1.2\n\n12\n\n---\n") == ["They meet."]


def test_a_wrapped_sentence_is_one_unit() -> None:
    text = "The workers meet and\nThe manager of\n\nEnglish comes,\nSue too, if\nasked.\nBye."
    whole = "The workers meet and The manager of English comes, Sue too, if asked."
    assert texts(text) == [whole, "Bye."]


def test_a_line_that_is_whole_stands_alone() -> None:
    lines = ["YJS – Youth Justice Service", "Signed", "They will:", "meet;", "talk"]
    assert texts("\n".join(lines)) == lines


def test_list_items_in_small_letters_stand_alone() -> None:
    assert texts("Bring\n- bread\n- butter\n") == ["Bring", "bread", "butter"]


def test_rows_of_tables_stand_alone() -> None:
    assert texts("Status\tDate\nagreed\t2020\n| a | b |\n|---|---|\n| c | d |") == [
        "Status Date",
        "agreed 2020",
        "| a | b |",
        "| c | d |",
    ]


def test_what_programs_left_in_a_text_is_taken_out() -> None:
    text = "[bookmark: _T1][bookmark: _T2]2.  **Sharing** <u>now</u>\n[image: ]\n*Soon*, a\\* note"
    assert texts(text) == ["Sharing now", "Soon, a note"]


def test_units_are_numbered_from_one() -> None:
    found = check_sources.units("# Title\n\nThey meet. They talk.\n")
    assert [unit.at.ordinal for unit in found] == [1, 2, 3]
    assert all(re.fullmatch("[0-9a-f]{8}", unit.at.digest) for unit in found)


def test_the_digest_is_of_the_words_alone() -> None:
    digest = check_sources.digest
    assert digest("They meet weekly.") == digest("they  MEET — “weekly”")
    assert digest("They meet weekly.") != digest("They meet monthly.")
    one, two = check_sources.units("3.2a) They meet\n- 3.3 They meet.")
    assert one.at.digest == two.at.digest == digest("they meet")
    assert digest("A, b") == "c8687a08"  # the SHA-256 of "a b"


# --- comparing ------------------------------------------------------------------------------

TEXT = "# Title\n\nThe worker calls. The manager writes.\n\n- Anne, manager\n"


def protocol(calls: str = "", writes: str = "", nothing: str = "") -> Protocol:
    entry = "  - {id: %s, kind: principle, reason: made up, says: it is so%s}\n"
    ledger = entry % ("2a", f", source: {calls}" if calls else "")
    ledger += entry % ("2b", f", source: {writes}" if writes else "")
    text = whole("rules:\n" + OTHER) + ledger
    return loaded(text + (f"not_statements:\n{nothing}" if nothing else ""))


def at(number: int, text: str = TEXT) -> str:
    return str(check_sources.units(text)[number - 1].at)


def nothing(*numbers: int) -> str:
    (first, last) = map(at, numbers)
    return f"  - {{reason: heading, source: {first}}}\n  - {{reason: signature, source: {last}}}\n"


COMPLETE = protocol(at(2), f"[{at(3)}]", nothing(1, 4))


def compared(rules: Protocol, text: str = TEXT) -> list[str]:
    return list(check_sources.lines(check_sources.compare(rules, check_sources.units(text))))


def test_a_rule_file_that_leaves_nothing_out() -> None:
    assert compared(COMPLETE)[0] == (
        "example: 4 units, 2 in the ledger, "
        "2 that state nothing (1 heading and 1 signature), 0 unclaimed"
    )


def test_an_entry_without_a_source_is_reported() -> None:
    report = check_sources.compare(COMPLETE, check_sources.units(TEXT))
    assert (report.without, report.complete) == (("1a",), False)
    assert compared(protocol(at(2)))[-1] == "  without a source: 1a, 2b"


def test_a_unit_that_nothing_claims_is_reported_with_its_text() -> None:
    lines = compared(protocol(at(2), at(2)))
    assert f"  unclaimed {at(3)}: The manager writes." in lines
    assert sum("unclaimed " in line for line in lines[1:]) == 3


def test_units_that_moved_are_reported_and_still_count() -> None:
    text = TEXT.replace("The worker", "First they meet. The worker")
    lines = compared(COMPLETE, text)
    assert [line for line in lines if "unclaimed " in line] == [
        f"  unclaimed {at(2, text)}: First they meet."
    ]
    assert f"  moved {at(2)} of 2a is now {at(3, text)}" in lines
    assert f"  moved {at(4)} of not_statements is now {at(5, text)}" in lines


def test_a_unit_whose_words_changed_is_nowhere() -> None:
    lines = compared(COMPLETE, TEXT.replace("writes", "phones"))
    assert f"  moved {at(3)} of 2b is nowhere in the text" in lines


def test_the_text_is_found_by_its_units() -> None:
    found = {"a.txt": check_sources.units("Something else."), "b.txt": check_sources.units(TEXT)}
    assert check_sources.nearest(COMPLETE, found) == "b.txt"
    assert check_sources.nearest(COMPLETE, {"a.txt": found["a.txt"]}) is None
    assert check_sources.nearest(COMPLETE, {}) is None


# --- running --------------------------------------------------------------------------------


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    script = TOOLS / "check_sources.py"
    return subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True)


def test_the_script_prints_the_units_of_a_text(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8-sig")
    done = run("--units", tmp_path / "text.txt")
    assert (done.returncode, done.stdout.splitlines()[1]) == (0, f"{at(2)} The worker calls.")


def test_the_script_says_which_texts_are_missing(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, len(done.stdout.splitlines())) == (1, len(bundled_ids()))
    assert run(tmp_path / "none").returncode == 2


# --- the bundled rule files -----------------------------------------------------------------


@pytest.mark.parametrize("name", bundled_ids())
def test_the_ledger_and_what_states_nothing_number_the_source_without_gaps(name: str) -> None:
    rules = load_protocol(bundled_path(name))
    assert [entry.id for entry in rules.ledger if not entry.source] == []
    pointers: set[SourceUnit] = {unit for entry in rules.ledger for unit in entry.source}
    pointers |= {unit for group in rules.not_statements for unit in group.source}
    times = Counter(unit.ordinal for unit in pointers)
    assert times == Counter(range(1, len(pointers) + 1))


def test_the_page_names_every_reason() -> None:
    listed = re.findall(r"^\| `([a-z]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    used = {
        group.reason
        for n in bundled_ids()
        for group in load_protocol(bundled_path(n)).not_statements
    }
    assert used <= set(listed)
