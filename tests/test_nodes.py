"""YAML to nodes: every fault in its place, hostile files, and text that stays what it is."""

import json
import time
from collections.abc import Mapping

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from protocolrules.diagnostics import CODES, Finding, render_text
from protocolrules.nodes import (
    ListNode,
    MapNode,
    Plain,
    Scalar,
    canonical,
    parse_yaml,
    reading,
    to_plain,
    write_yaml,
)

MEGABYTE = 1_000_000

# code, text, line and column of the finding
FAULTS: list[tuple[str, bytes | str, int, int]] = [
    ("PR001", "", 1, 1),
    ("PR001", "# only a comment\n", 1, 1),
    ("PR001", "---\n", 1, 1),
    ("PR002", b"a" * (5 * MEGABYTE + 1), 1, 1),
    ("PR002", "é" * (3 * MEGABYTE), 1, 1),
    ("PR003", "\n" + "[" * 65, 2, 65),
    ("PR004", "- a\n" * 500_000, 500_000, 3),
    ("PR005", b"who: a\nmust: caf" + b"\xe9\n", 2, 10),
    ("PR005", "a: £".encode("utf-16"), 1, 1),
    ("PR006", "a: b\nc: d\x07e\n", 2, 5),
    ("PR006", 'a: "b\x00"\n', 1, 6),
    ("PR007", "a:\n\tb: c\n", 2, 1),
    ("PR007", "a:\n  - b\n \t- c\n", 3, 2),
    ("PR008", "a: b\nmust:\u00a0attend\n", 2, 6),
    ("PR008", "within: 10\u202fdays\n", 1, 11),
    ("PR009", "a: 'b\u200bc'\n", 1, 6),
    ("PR009", "# \u202e hidden\na: b\n", 1, 3),
    ("PR009", "a: b\n\ufeffc: d\n", 2, 1),
    ("PR010", "must: \u201chold\u201d a meeting\n", 1, 7),
    ("PR010", "- a\n- \u2018b\u2019\n", 2, 3),
    ("PR011", "a: &x b\n", 1, 4),
    ("PR011", "a: & b\n", 1, 4),
    ("PR012", "a: *x\n", 1, 4),
    ("PR012", "a: * b\n", 1, 4),
    ("PR013", "a: !foo b\n", 1, 4),
    ("PR013", "a: !!python/object:os.system {x: y}\n", 1, 4),
    ("PR013", "a: !<b\n", 1, 4),
    ("PR014", "a: b\n<<: c\n", 2, 1),
    ("PR015", "a: b\n---\nc: d\n", 2, 1),
    ("PR015", "a: b\n...\nc: d\n", 3, 1),
    ("PR016", "%YAML 1.2\n---\na: b\n", 1, 1),
    ("PR016", "%FOO bar\n---\na: b\n", 1, 1),
    ("PR017", "who: a\nmust: b\nwho: c\n", 3, 1),
    ("PR017", 'a:\n  b: c\n  "b": d\n', 3, 3),
    ("PR018", "? [a]\n: b\n", 1, 3),
    ("PR018", "a: {: c}\n", 1, 5),
    ("PR018", "a: b\n: c\n", 2, 1),
    ("PR019", "a: b\nwho:\n", 2, 1),
    ("PR019", "- a\n-\n- b\n", 2, 1),
    ("PR019", "who: {together, each: b}\n", 1, 7),
    ("PR020", "must: tell them: at once\n", 1, 16),
    ("PR020", "- must: tell them: at once\n", 1, 18),
    ("PR021", "a: b\n  c: d\n", 2, 3),
    ("PR021", "a:\n    b: c\n  d: e\n", 3, 3),
    ("PR021", "  a: b\nc: d\n", 2, 1),
    ("PR022", 'a: "b\nc: d\n', 1, 4),
    ("PR022", "a: b\nc: 'd\n", 2, 4),
    ("PR023", "a: 'child's plan'\n", 1, 11),
    ("PR023", 'a: b\nc: "d" e\n', 2, 8),
    ("PR024", 'a: "b\\q"\n', 1, 6),
    ("PR025", "a: [b, c\nd: e\n", 1, 4),
    ("PR025", "a: {b: c\nd: e\n", 1, 4),
    ("PR025", "a: [b]]\n", 1, 7),
    ("PR025", "a: [b,, c]\n", 1, 7),
    ("PR025", "a: [\n", 1, 4),
    ("PR026", "a: @b\n", 1, 4),
    ("PR026", "a: `b`\n", 1, 4),
    ("PR026", "a: ? b\n", 1, 4),
    ("PR027", "a: b\nwho:yjs\nc: d\n", 2, 1),
    ("PR027", "who yjs\nmust: b\n", 1, 1),
    ("PR028", "must: attend #4\n", 1, 14),
    ("PR029", "a: | b\n  c\n", 1, 4),
    ("PR030", "a: - b\n", 1, 4),
    ("PR030", "a: b\n- c\n", 2, 1),
    ("PR030", "- a\nb: c\n", 2, 1),
    ("PR030", "a: b\n  - c\n", 2, 3),
    ("PR031", "a: |\n  b\n", 1, 1),
]
NEEDS_A_BROKEN_PARSER = "PR031"


def shown(findings: list[Finding]) -> list[tuple[str, int, int]]:
    return [(found.code, found.place.line, found.place.column) for found in findings]


def node_of(text: str) -> Plain:
    node, findings = parse_yaml(text, "f.yaml")
    assert findings == []
    assert node is not None
    return to_plain(node)


@pytest.mark.parametrize(
    ("code", "data", "line", "column"),
    [row for row in FAULTS if row[0] != NEEDS_A_BROKEN_PARSER],
    ids=lambda value: repr(value)[:40],
)
def test_each_fault_is_found_in_its_place(
    code: str, data: bytes | str, line: int, column: int
) -> None:
    _, findings = parse_yaml(data, "f.yaml")
    assert shown(findings) == [(code, line, column)]


def test_an_unknown_complaint_of_the_parser_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        mark = yaml.Mark("f", 3, 0, 3, None, 0)
        raise yaml.MarkedYAMLError(None, None, "something new", mark)

    monkeypatch.setattr(yaml, "parse", fail)
    node, findings = parse_yaml("a: b\n", "f.yaml")
    assert node is None
    assert shown(findings) == [("PR031", 1, 4)]
    assert "something new" in findings[0].message


def test_every_yaml_code_is_in_the_table() -> None:
    assert {row[0] for row in FAULTS} == {code for code in CODES if code.startswith("PR0")}


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row[0])
def test_without_libyaml_each_fault_is_found_on_the_same_line(
    row: tuple[str, bytes | str, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, data, line, _ = row
    if code in ("PR004", NEEDS_A_BROKEN_PARSER):
        pytest.skip("slow, or made up")
    monkeypatch.setattr(reading, "_Loader", yaml.SafeLoader)
    _, findings = parse_yaml(data, "f.yaml")
    assert [(found.code, found.place.line) for found in findings] == [(code, line)]


def test_messages_are_lowercase_without_a_full_stop() -> None:
    for _, data, _, _ in FAULTS:
        for found in parse_yaml(data, "f.yaml")[1]:
            for text in (found.message, found.why, found.hint):
                assert text, found
                assert text[0].islower() or text.startswith(("YAML", "UTF")), text
                assert not text.endswith(".") or text.endswith("..."), text


def test_text_stays_what_the_author_sees() -> None:
    text = "on: no\ntime: 17:30\nversion: 3.10\ndate: 2023-10-01\nnothing: ~\nnull: null\nn: 0o7\n"
    assert node_of(text) == {
        "on": "no",
        "time": "17:30",
        "version": "3.10",
        "date": "2023-10-01",
        "nothing": "~",
        "null": "null",
        "n": "0o7",
    }


def test_nodes_carry_places_and_ignore_them_in_equality() -> None:
    node, _ = parse_yaml("who: [a, 'b']\nmust: tell\n", "f.yaml")
    other, _ = parse_yaml('\n\n"who":\n  - "a"\n  - b\nmust: >-\n  tell\n', "g.yaml")
    assert node == other
    assert isinstance(node, MapNode)
    key, value = node.entries[0]
    assert (key.place.line, key.place.column, key.place.length) == (1, 1, 3)
    assert isinstance(value, ListNode)
    first, second = value.items
    assert isinstance(first, Scalar)
    assert isinstance(second, Scalar)
    assert (first.quoted, second.quoted) == (False, True)
    assert (second.place.line, second.place.column, second.place.length) == (1, 10, 3)
    assert node.get("must") == Scalar("tell", False, key.place)
    assert node.get("nobody") is None


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    node, findings = parse_yaml(b"\xef\xbb\xbfa: b\na: c\n", "f.yaml")
    assert shown(findings) == [("PR017", 2, 1)]
    assert node is not None
    assert to_plain(node) == {"a": "b"}


def test_windows_and_old_mac_line_breaks_count_as_one() -> None:
    for breaks in ("\r\n", "\r", "\n"):
        _, findings = parse_yaml(breaks.join(["a: b", "c: d", "a: e", ""]), "f.yaml")
        assert shown(findings) == [("PR017", 3, 1)]


def test_a_duplicate_key_shows_both_places() -> None:
    _, (found,) = parse_yaml("who: a\nmust: b\nwho: c\n", "f.yaml")
    assert found.other is not None
    assert (found.other.line, found.other.column, found.other_label) == (1, 1, "the first one")


def test_spaces_and_curly_quotes_are_fine_where_they_do_no_harm() -> None:
    text = (
        "a: 'no\u00a0break' # \u00a0 \u201cin a comment\u201d\n"
        "b: |\n  text\u00a0here\n  \tindented\n"
        'c: "over\n  two\u00a0lines"\n'
        "d: the child\u2019s \u201cplan\u201d\n"
        "e: it's here # and it's said\n"
    )
    assert node_of(text) == {
        "a": "no\u00a0break",
        "b": "text\u00a0here\n\tindented\n",
        "c": "over two\u00a0lines",
        "d": "the child\u2019s \u201cplan\u201d",
        "e": "it's here",
    }


def test_one_run_finds_characters_before_and_after_the_point_where_reading_stops() -> None:
    text = "a:\u00a0b\nc: d: e\nf: \u201cg\u201d\nh: i\u00a0j\nk: 'l\u00a0m' # \u00a0\n"
    _, findings = parse_yaml(text, "f.yaml")
    assert shown(findings) == [
        ("PR008", 1, 3),
        ("PR020", 2, 5),
        ("PR010", 3, 4),
        ("PR008", 4, 5),
    ]


def test_a_fault_that_follows_from_another_is_not_reported() -> None:
    assert shown(parse_yaml("a: \u201cb: c\u201d\n", "f")[1]) == [("PR010", 1, 4)]
    assert shown(parse_yaml("a:\n\tb: c\n  d: e\n", "f")[1]) == [("PR007", 2, 1)]
    assert shown(parse_yaml("a: *see note*\n", "f")[1]) == [("PR012", 1, 4)]


def test_a_tree_comes_with_the_findings_when_the_file_can_be_read_to_its_end() -> None:
    node, findings = parse_yaml("a: b\na: c\nd: *e\n[f]: g\n<<: h\ni:\nj:\u00a0k\n", "f.yaml")
    codes = " ".join(found.code for found in findings)
    assert codes == "PR017 PR012 PR018 PR014 PR019 PR008"
    assert node is not None
    assert to_plain(node) == {"a": "b", "d": "*e", "i": "", "j": "k"}


def test_many_faults_of_one_kind_are_counted_not_listed() -> None:
    _, findings = parse_yaml("- *a\n" * 1_050, "f.yaml")
    assert len(findings) == 50
    assert findings[-1].message.endswith("(and 1,000 more like it in this file)")


def test_canonical_is_one_text_for_the_same_content() -> None:
    one, _ = parse_yaml("b: [x, 'é']\na: {d: e, c: f}\n", "f.yaml")
    two, _ = parse_yaml("a:\n  c: f\n  d: 'e'\nb:\n  - x\n  - é\n", "f.yaml")
    assert one is not None
    assert two is not None
    assert canonical(one) == canonical(two)
    assert json.loads(canonical(one)) == {"a": {"c": "f", "d": "e"}, "b": ["x", "é"]}


# --- hostile files --------------------------------------------------------------------------

BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE: Mapping[str, tuple[bytes | str, str]] = {
    "50 MB": (b"a: b\n" * (10 * MEGABYTE), "PR002"),
    "brackets": (b"[" * 100_000, "PR003"),
    "braces": (b"{" * 100_000, "PR003"),
    "maps in brackets": (b"[{a: " * 100_000, "PR003"),
    "dashes": (b"- " * 100_000, "PR003"),
    "question marks": (b"? " * 100_000, "PR003"),
    "indentation": ("".join(" " * depth + "a:\n" for depth in range(2_000)), "PR003"),
    "aliases": (BOMB, "PR011"),
    "anchor on itself": ("a: &a [*a]\n", "PR011"),
    "nothing but NUL": (b"\0" * (5 * MEGABYTE), "PR006"),
    "unusual spaces": ("\u00a0a" * (MEGABYTE + MEGABYTE // 2), "PR008"),
    "duplicates": ("a: b\n" * 200_000, "PR017"),
    "backslashes": ('"' + "\\" * (4 * MEGABYTE), "PR022"),
    "surrogate": ("a: \ud800\n", "PR009"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_fails_at_once(name: str) -> None:
    data, code = HOSTILE[name]
    start = time.process_time()
    _, findings = parse_yaml(data, "f.yaml")
    assert time.process_time() - start < 10
    assert code in {found.code for found in findings}
    assert len(findings) < 200


def test_a_long_file_is_read_quickly() -> None:
    rule = "  rule-{}:\n    clause: '8.7'\n    duty: {{who: yjs, must: tell the child\u2019s GP}}\n"
    text = "rules:\n" + "".join(rule.format(number) for number in range(8_000))
    assert text.count("\n") > 24_000
    start = time.process_time()
    node, findings = parse_yaml(text, "f.yaml")
    # Well under half a second on a quiet machine; the margin is for busy ones.
    assert time.process_time() - start < 2
    assert node is not None
    assert findings == []


SNIPPETS = [*"\n \t:-?[]{},#&*!|>'\"%@`\\ab\u00a0\u201c\u2028\ufeff\x00\r", "\n  ", ": ", "- "]
SNIPPETS += ["---\n", "...\n", "<<: ", "\\u00", "%YAML 1.1\n", "'", '"', "a: ", "\n- "]


@given(st.lists(st.sampled_from(SNIPPETS)).map("".join))
@example(": ")
@example("'\n")
@example('a: "\\')
def test_no_text_makes_it_raise(text: str) -> None:
    node, findings = parse_yaml(text, "f.yaml")
    assert node is not None or findings
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for found in findings:
        assert 1 <= found.place.line <= len(lines)
        assert 1 <= found.place.column <= len(lines[found.place.line - 1]) + 1
    assert render_text(findings, {"f.yaml": text}).count(" PR0") >= len(findings)


@given(st.binary())
def test_no_bytes_make_it_raise(data: bytes) -> None:
    node, findings = parse_yaml(data, "f.yaml")
    assert node is not None or findings


# --- writing --------------------------------------------------------------------------------

NASTY = [
    *("", " ", "a ", " a", "on", "no", "~", "null", "17:30", "3.10", "0x1f", "1e3", "<<", "=", "-"),
    *("- a", "-a", "? a", ": a", "a: b", "a:", "a #b", "a#b", "#a", "&a", "*a", "!a", "|", ">"),
    *("@a", "`a`", "%a", "[a]", "{a}", "a, b", "'a'", '"a"', "a'b", 'a"b', "\\", "a\\n", "---"),
    *("...", "--- a", "a\nb", "\n", "a\n", "\ta", "a\tb", "a\r\nb", "\x00", "\x85", "\u2028"),
    *("\u00a0", "a\u00a0b", "\u200b", "\ufeff", "\ufeffa", "\u201ca\u201d", "é", "\U0001f600"),
    *("\ud7ff", "\ue000", "\uffff", "\U0010ffff", "a" * 2_000, "a: " * 500, "# " * 600),
]
TEXTS = st.sampled_from(NASTY) | st.text() | st.lists(st.sampled_from(NASTY)).map("".join)
PLAIN: st.SearchStrategy[Plain] = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
@example([[], [[]], {}, [{}], {"a": {}, "b": [[]]}])
@example({"a" * 2_000: ["b"], "c": {"\n" * 600: "d"}})
def test_what_is_written_reads_back_the_same(plain: Plain) -> None:
    node, findings = parse_yaml(write_yaml(plain), "f.yaml")
    assert findings == []
    assert node is not None
    assert to_plain(node) == plain
    again, _ = parse_yaml(write_yaml(to_plain(node)).encode(), "f.yaml")
    assert again == node


def test_every_nasty_text_reads_back_as_key_and_value() -> None:
    for text in NASTY:
        assert node_of(write_yaml({text: text, "list": [text]})) == {text: text, "list": [text]}


def test_written_files_look_as_a_person_would_write_them() -> None:
    plain: Plain = {
        "rule": {
            "when": {"event": "remanded"},
            "who": ["yjs", {"role": "social worker", "of": ["csc"]}, ["a", "b"]],
            "must": "tell them: at once",
            "at": "17:30",
            "others": [],
        }
    }
    assert write_yaml(plain) == (
        "rule:\n"
        "  when:\n"
        "    event: remanded\n"
        "  who:\n"
        "    - yjs\n"
        "    - role: social worker\n"
        "      of:\n"
        "        - csc\n"
        "    - - a\n"
        "      - b\n"
        '  must: "tell them: at once"\n'
        "  at: 17:30\n"
        "  others: []\n"
    )


def test_half_a_surrogate_pair_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        write_yaml({"a": "\ud800"})
