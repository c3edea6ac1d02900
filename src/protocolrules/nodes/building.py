"""Builds the tree of nodes from the parser's events, within limits."""

import re
from dataclasses import dataclass, field
from typing import Final, Protocol

import yaml

from protocolrules.diagnostics import Finding, Place
from protocolrules.nodes.characters import Layout
from protocolrules.nodes.faults import Faults, Lines
from protocolrules.nodes.tree import ListNode, MapNode, Node, Scalar

MAX_DEPTH: Final = 64
MAX_NODES: Final = 500_000
_HIDDEN_BY_HASH: Final = re.compile(r"[ \t]+(#[^\s#])")
_SWALLOWED_DASH: Final = re.compile(r"\n[ \t]*(-)[ \t]")
_DIRECTIVE: Final = re.compile("^%", re.MULTILINE)
_LONGEST: Final = 60
_SHORTHAND_WHY: Final = "each rule has to say in full what it means, where it stands"


class _Mark(Protocol):
    """Where an event starts or ends; all count from 0."""

    @property
    def index(self) -> int: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


def _marks(event: yaml.Event) -> tuple[_Mark, _Mark]:
    start, end = event.start_mark, event.end_mark
    assert start is not None and end is not None, "the parser marks every event"
    return start, end


def _cut(text: str) -> str:
    """The beginning of a text that may be as long as the file."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class Limit(Exception):
    """The file is bigger in some way than a file may be."""

    def __init__(self, finding: Finding) -> None:
        """Carry the finding that says so."""
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet."""

    place: Place
    is_map: bool
    flow: bool
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    seen: dict[str, Place] = field(default_factory=dict)
    # A map alternates between keys and values; a refused key still has a value to skip.
    at_value: bool = False
    key: Scalar | None = None
    key_place: Place | None = None


class Builder:
    """Takes events one by one; `root` is the document once the last has come."""

    def __init__(self, text: str, lines: Lines, faults: Faults, layout: Layout | None) -> None:
        """`layout` is filled with the spans of all texts, when there is one."""
        self.root: Node | None = None
        self._text = text
        self._lines = lines
        self._file = lines.file
        self._faults = faults
        self._layout = layout
        self._open: list[_Open] = []
        self._last: yaml.Event | None = None
        self._count = 0
        self._documents = 0
        self._hash_hides = " #" in text or "\t#" in text

    def take(self, event: yaml.Event) -> None:
        """Take the next event; raises Limit."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)
        self._last = event

    def read_to(self) -> int:
        """The index behind the last event that came."""
        return _marks(self._last)[1].index if self._last else 0

    def _place(self, event: yaml.Event) -> Place:
        start, end = _marks(event)
        length = end.column - start.column if end.line == start.line else 1
        return Place(self._file, start.line + 1, start.column + 1, max(1, length))

    def _report(self, code: str, message: str, place: Place, why: str, hint: str) -> None:
        if not self._faults.is_full(code):
            self._faults.keep(Finding(code, message, place, why=why, hint=hint))

    def _counted(self, event: yaml.Event) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            raise Limit(
                Finding(
                    "PR004",
                    f"more than {MAX_NODES:,} values in one file",
                    self._place(event),
                    why="rule files are written by people; one of this size is a mistake",
                    hint="split the file",
                )
            )

    def _decorated(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Report an anchor and a tag."""
        start = _marks(event)[0].index
        if event.anchor is not None:
            place = self._lines.place(start, len(event.anchor) + 1)
            hint = "delete it, or put the whole value in quotes if the & belongs to the text"
            self._report("PR011", f"an anchor, &{_cut(event.anchor)}", place, _SHORTHAND_WHY, hint)
        if event.tag is not None:
            place = self._lines.place(start)
            why = "a tag asks for something other than text, and a rule file is text only"
            hint = "delete it, or put the whole value in quotes if the ! belongs to the text"
            self._report("PR013", "a tag, which starts with !", place, why, hint)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._counted(event)
        quoted = bool(event.style)
        first, last = _marks(event)
        start, end = first.index, last.index
        if self._layout is not None:
            self._layout.add(start, end, quoted)
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        elif not quoted:
            self._plain(start, end)
        length = end - start if first.line == last.line and end > start else 1
        place = Place(self._file, first.line + 1, first.column + 1, length)
        self._add(Scalar(event.value, quoted, place), empty=start == end)

    def _plain(self, start: int, end: int) -> None:
        """Report what YAML would swallow without a word."""
        if self._hash_hides and (found := _HIDDEN_BY_HASH.match(self._text, end)):
            place = self._lines.place(found.start(1))
            why = "a space and # start a comment, so the rest of the line would be ignored"
            hint = "put the whole value in quotes, or a space after # if it is a comment"
            self._report("PR028", "text hidden by a # sign", place, why, hint)
        if "\n" in self._text[start:end]:
            for found in _SWALLOWED_DASH.finditer(self._text, start, end):
                place = self._lines.place(found.start(1))
                why = "it reads as more words of the value above, not as a list"
                hint = "move the value above into the list, or put it in quotes"
                self._report("PR030", "a list entry under a key that has a value", place, why, hint)

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._counted(event)
        place = self._place(event)
        hint = "write the value out, or put it in quotes if the * belongs to the text"
        self._report("PR012", f"an alias, *{_cut(event.anchor or '')}", place, _SHORTHAND_WHY, hint)
        self._add(Scalar(f"*{event.anchor}", False, place), empty=False)

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        begin, end = _marks(event)
        # The pure-Python parser says nothing of a directive that it does not know.
        if found := _DIRECTIVE.search(self._text, self.read_to(), end.index):
            why = "a directive changes how the file is read"
            place = self._lines.place(found.start())
            self._report("PR016", "a line that starts with %", place, why, "delete the line")
        if self._documents > 1:
            place = self._lines.place(begin.index, 3)
            why = "one file is one protocol; what follows would be lost"
            hint = "delete the line ---, or move what follows to a file of its own"
            self._report("PR015", "a second document in this file", place, why, hint)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        self._counted(event)
        place = self._place(event)
        if len(self._open) == MAX_DEPTH:
            why = "nobody can read it, and reading it could bring the program down"
            hint = "write it flatter"
            message = f"nested more than {MAX_DEPTH} deep"
            raise Limit(Finding("PR003", message, place, why=why, hint=hint))
        self._decorated(event)
        is_map = isinstance(event, yaml.MappingStartEvent)
        self._open.append(_Open(place, is_map, bool(event.flow_style)))

    def _close(self) -> None:
        done = self._open.pop()
        node: Node
        if done.is_map:
            node = MapNode(tuple(done.entries), done.place)
        else:
            node = ListNode(tuple(done.items), done.place)
        self._add(node, empty=False)

    def _add(self, node: Node, *, empty: bool) -> None:
        if not self._open:
            # An empty document has no root; of several documents the first counts.
            if self.root is None and not empty:
                self.root = node
            return
        parent = self._open[-1]
        if not parent.is_map:
            if empty:
                self._no_value("nothing after this dash", self._dash(node), parent)
            parent.items.append(node)
        elif not parent.at_value:
            parent.key, parent.key_place = self._key(node, parent, empty), node.place
            parent.at_value = True
        else:
            self._value(node, parent, empty)

    def _value(self, node: Node, parent: _Open, empty: bool) -> None:
        parent.at_value = False
        if empty and parent.key is not None:
            self._no_value(f'nothing after "{_cut(parent.key.text)}"', parent.key.place, parent)
        if parent.key is not None:
            parent.entries.append((parent.key, node))

    def _dash(self, node: Node) -> Place:
        """The dash before an entry that is not there."""
        place = node.place
        return Place(place.file, place.line, max(1, place.column - 1))

    def _no_value(self, message: str, place: Place, parent: _Open) -> None:
        why = "nobody can tell whether it was forgotten or left out on purpose"
        hint = "write the value, or delete the line"
        if parent.flow:
            hint = "write a value after a colon and a space; a list stands in [ ], not in { }"
        self._report("PR019", message, place, why, hint)

    def _key(self, node: Node, parent: _Open, empty: bool) -> Scalar | None:
        """The key, or None when it is refused."""
        if not isinstance(node, Scalar) or empty:
            message = "nothing before this colon" if empty else "a key that is not plain text"
            why = "a key is the name that the rules use"
            hint = "write a name before the colon, or put the whole value in quotes"
            self._report("PR018", message, node.place, why, hint)
            return None
        if node.text == "<<" and not node.quoted:
            hint = "write the keys out here"
            self._report("PR014", "a merge key, <<", node.place, _SHORTHAND_WHY, hint)
            return None
        first = parent.seen.setdefault(node.text, node.place)
        if first is not node.place:
            self._twice(node, first)
            return None
        return node

    def _twice(self, node: Scalar, first: Place) -> None:
        if not self._faults.is_full("PR017"):
            self._faults.keep(
                Finding(
                    "PR017",
                    f'the key "{_cut(node.text)}" twice in one place',
                    node.place,
                    why="only one of the two values could count, and nobody would see which",
                    hint="delete one, or make it a list under one key",
                    other=first,
                    other_label="the first one",
                )
            )
