"""What holds of every rule file: layout and order change nothing, hostile files do no harm."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.files import FILE, SAMPLES, errors, findings, loaded, with_rule, with_vocabulary
from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.diagnostics import FindingsError
from protocolrules.document import Protocol
from protocolrules.language import check_file, load_protocol, shared_vocabulary
from protocolrules.nodes import Plain, parse_yaml, to_plain, write_yaml

PATH = SAMPLES / "everything.yaml"
FILES = [PATH, SAMPLES / "base.yaml", *map(bundled_path, bundled_ids())]


def plain(path: Path) -> dict[str, Plain]:
    node, found = parse_yaml(path.read_bytes(), str(path))
    assert node is not None and not found
    read = to_plain(node)
    assert isinstance(read, dict)
    return read


def written(content: Plain) -> Protocol:
    return load_protocol(FILE, write_yaml(content).encode())


# --- the same protocol ----------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_that_is_written_out_reads_back_as_the_same_protocol(path: Path) -> None:
    assert written(plain(path)) == load_protocol(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_order_of_rules_changes_nothing(path: Path) -> None:
    content = plain(path)
    for section in ("rules", "escalations", "readings", "courts"):
        named = content.get(section)
        if isinstance(named, dict):
            names = list(named)
            Random(section).shuffle(names)
            content[section] = {name: named[name] for name in names}
    again, first = written(content), load_protocol(path)
    assert again == first
    assert list(again.rules) == list(first.rules)


def shuffled(content: Plain, random: Random) -> Plain:
    if isinstance(content, list):
        return [shuffled(item, random) for item in content]
    if isinstance(content, str):
        return content
    keys = list(content)
    random.shuffle(keys)
    return {key: shuffled(content[key], random) for key in keys}


def test_comments_layout_and_the_order_of_keys_leave_the_digest_alone() -> None:
    first = load_protocol(PATH).digest
    assert first.startswith("sha256:")
    again = shuffled(plain(PATH), Random(7))
    text = "# another comment\n" + write_yaml(again)
    assert load_protocol(FILE, text.encode()).digest == first


def test_every_word_counts_for_the_digest() -> None:
    text = PATH.read_text()
    digests = {
        load_protocol(PATH, changed.encode()).digest
        for changed in (text, text.replace("1 hour", "2 hours"), text.replace("a great deal", "x"))
    }
    assert len(digests) == 3


def test_the_digest_covers_the_file_that_it_builds_on(tmp_path: Path) -> None:
    top, base = tmp_path / "on_base.yaml", tmp_path / "base.yaml"
    top.write_text((SAMPLES / "on_base.yaml").read_text())
    base.write_text((SAMPLES / "base.yaml").read_text())
    first = load_protocol(top).digest
    base.write_text(base.read_text().replace("must: call", "must: ring"))
    assert load_protocol(top).digest != first


def test_places_take_no_part_in_equality() -> None:
    protocol = load_protocol(PATH)
    moved = load_protocol(PATH, b"\n\n" + PATH.read_bytes())
    assert moved == protocol
    rule = next(iter(protocol.rules.values()))
    assert moved.rules[rule.name].place.line == rule.place.line + 2
    assert replace(rule, place=moved.rules[rule.name].place) == rule


# --- the shared vocabulary ------------------------------------------------------------------


def test_the_shared_vocabulary_is_read_once_and_is_sound() -> None:
    assert shared_vocabulary() is shared_vocabulary()
    assert errors(findings(with_rule("status: care_leaver_eligible\n"))) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sound_files_have_no_findings(path: Path) -> None:
    protocol, found, sources = check_file(path)
    assert protocol is not None and found == ()
    assert sources == {str(path): path.read_text("utf-8")}


# --- one run --------------------------------------------------------------------------------


def test_a_fault_in_one_rule_leaves_the_others_to_be_checked() -> None:
    text = with_rule("when: {event: remandet}\nstatus: care_leaver_eligibel\n", RULE)
    assert [finding.code for finding in findings(text)] == ["PR201", "PR201", "PR104"]


RULE = "  third: {clause: 1a, topic: case_work, whom: yjs, may: {who: yjs, do: it}}\n"


def test_faults_of_the_yaml_come_with_those_of_the_rules() -> None:
    text = with_rule("when: {event: remanded}\nstatus:\n", RULE)
    assert [finding.code for finding in findings(text)] == ["PR019", "PR104"]


def test_a_file_with_faults_is_refused_with_all_of_them() -> None:
    with pytest.raises(FindingsError) as caught:
        load_protocol(FILE, with_rule("status: x\n", RULE).encode())
    assert [finding.code for finding in caught.value.findings] == ["PR201", "PR104"]


def test_a_warning_does_not_stop_anybody() -> None:
    assert loaded(with_vocabulary("roles: {hostel_worker: {title: x}}\n"))


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_protocol(tmp_path / "none.yaml")


@pytest.mark.parametrize("text", ["", "text", "- a\n- b\n", "{}\n", "protocol: x\n"])
def test_what_is_no_rule_file_is_refused(text: str) -> None:
    assert errors(findings(text))


# --- hostile files --------------------------------------------------------------------------

LINES = PATH.read_text().split("\n")
WORDS = sorted({word for line in LINES for word in line.replace(",", " ").split()})
JUNK = st.sampled_from(["", "{}", "[]", "x", "no", "{a: b}", "[a, a]", "999999999999", '""', "~"])


@st.composite
def mutations(draw: st.DrawFn) -> str:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["delete", "copy", "move", "word", "value", "indent"]))
        line = lines[at]
        if change == "delete":
            del lines[at]
        elif change == "copy":
            lines.insert(draw(st.integers(0, len(lines))), line)
        elif change == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        elif change == "indent":
            lines[at] = draw(st.sampled_from(["  ", "    "])) + line
        elif change == "word" and line.split():
            lines[at] = line.replace(
                draw(st.sampled_from(line.split())), draw(st.sampled_from(WORDS))
            )
        elif ":" in line:
            lines[at] = line[: line.index(":") + 1] + " " + draw(JUNK)
    return "\n".join(lines)


@settings(max_examples=300, deadline=None)
@given(mutations())
def test_a_mutated_file_is_read_or_refused(text: str) -> None:
    try:
        load_protocol(FILE, text.encode())
    except FindingsError as error:
        assert error.findings


def trees() -> st.SearchStrategy[Plain]:
    keys = st.sampled_from(WORDS_AS_KEYS)
    leaves: st.SearchStrategy[Plain] = st.sampled_from(WORDS)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=12,
    )


def all_keys(content: Plain) -> Iterator[str]:
    if isinstance(content, dict):
        yield from content
    for inner in content.values() if isinstance(content, dict) else content:
        if not isinstance(inner, str):
            yield from all_keys(inner)


WORDS_AS_KEYS = sorted(set(all_keys(plain(PATH))))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(plain(PATH))), trees(), st.sampled_from(WORDS_AS_KEYS))
def test_any_tree_in_place_of_a_part_is_read_or_refused(key: str, tree: Plain, name: str) -> None:
    for content in (tree, {name: tree}):
        try:
            written({**plain(PATH), key: content})
        except FindingsError as error:
            assert error.findings


def big_files() -> dict[str, str]:
    many = range(10_000)
    chain = "".join(
        f"  r{n}: {{clause: 1a, topic: case_work, when: {{met: r{n + 1}}}, "
        "duty: {who: yjs, must: x, not_observable: y}}\n"
        for n in many
    )
    events = "".join(f"  e{n}: {{title: x, occasion: {{holds: {{kind_in: f}}}}}}\n" for n in many)
    until = ", ".join(f"{{held: x{n}}}" for n in many)
    return {
        "unknown names": with_rule(f"until: [{until}]\nstatus: care_leaver_eligible\n"),
        "known names": with_rule(
            "until: [" + ", ".join(["{held: core_group}"] * 10_000) + "]\n"
            "status: care_leaver_eligible\n"
        ),
        "unknown keys": with_rule("".join(f"k{n}: x\n" for n in many)),
        "a chain": with_rule("status: care_leaver_eligible\n", chain),
        "a circle": with_rule("status: care_leaver_eligible\n", chain.replace("r10000", "r0")),
        "events": with_vocabulary("events:\n" + events),
        "choices": with_vocabulary(
            f"facts:\n  x: {{title: x, choices: [{', '.join(f'c{n}' for n in many)}]}}\n"
        ),
        "entries": with_rule("status: care_leaver_eligible\n")
        + "".join(f"  - {{id: i{n}, kind: obligation, says: x}}\n" for n in many),
        "long words": with_rule(f"topic: {'x' * 1_000_000}\nstatus: {'y' * 1_000_000}\n"),
    }


@pytest.mark.parametrize("name", big_files())
def test_a_big_hostile_file_is_refused_soon(name: str) -> None:
    text = big_files()[name]
    start = process_time()
    found = findings(text)
    assert process_time() - start < 10
    assert len(found) < 1000
    assert errors(found) or name == "known names"
    assert all(len(finding.message) < 300 and len(finding.hint) < 1000 for finding in found)


def test_too_many_declarations_are_refused() -> None:
    named = "".join(f"  t{n}: {{title: x}}\n" for n in range(501))
    assert "PR110" in {finding.code for finding in findings(with_vocabulary("topics:\n" + named))}


def test_too_long_a_chain_of_definitions_is_refused() -> None:
    facts = "".join(f"  f{n}: {{title: x, type: yes_no}}\n" for n in range(60))
    define = "".join(f"  - {{if: {{f{n + 1}: yes}}, then: {{f{n}: yes}}}}\n" for n in range(59))
    codes = [
        finding.code for finding in findings(with_vocabulary(f"facts:\n{facts}define:\n{define}"))
    ]
    assert codes == ["PR407"]
