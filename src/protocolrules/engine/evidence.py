"""Evidence compiled: for the holders and recipients of one duty, what each event is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from protocolrules.engine.comparing import Matcher, StandsFor, passes
from protocolrules.engine.comparing import ValueTest as ValueTest
from protocolrules.engine.log import Seen
from protocolrules.engine.verdicts import NOTHING, Need
from protocolrules.expressions import (
    THE_HOLDER,
    THE_RECIPIENT,
    AllEvidence,
    AnyEvidence,
    Attendance,
    EventPattern,
    Evidence,
    Test,
    ThisEvent,
)
from protocolrules.vocabulary import Vocabulary

if TYPE_CHECKING:
    from protocolrules.engine.core import Core

DELEGATE = "delegate"
Met = Callable[["Core", Seen], "bool | None"]


class Side(NamedTuple):
    """The holders or the recipients of a duty: which roles, and whether each has to be served."""

    roles: tuple[str, ...] = ()
    every: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence. `met` tells whether an event is it (None: a silent field decides);
    `itself`: only the event that is judged can be it. `silent` names the fields it looks at."""

    met: Met
    kinds: frozenset[str] | None  # None: those that hold an occasion, and reports sent
    fields: tuple[str, ...]
    itself: bool = False
    attendance: bool = False

    def silent(self, s: Seen) -> list[str]:
        """The fields that would have said so, where the event is silent."""
        return [n for n in self.fields if s.fields.get(n) is None]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Several pieces: any one of them, or all."""

    need_all: bool
    parts: tuple[Tree, ...]


Tree = Piece | Pieces


def grow(vocabulary: Vocabulary, e: Evidence, holders: Side, to: Side, by: bool) -> Tree:
    """The evidence of one duty. Where each holder or recipient is needed, a piece becomes one
    for each. `by`: it must be the holder's own although the rule does not say so."""
    if isinstance(e, (AnyEvidence, AllEvidence)):
        parts = tuple(grow(vocabulary, p, holders, to, by) for p in e.parts)
        return Pieces(isinstance(e, AllEvidence), parts)
    if by and isinstance(e, EventPattern) and _could_be_anyones(vocabulary, e):
        e = EventPattern(e.kinds, (*e.tests, ("by", Test("is", (THE_HOLDER,)))), e.occasion)
    pieces = tuple(
        _piece(vocabulary, e, {THE_HOLDER: held, THE_RECIPIENT: told})
        for held in _split(holders, _mentions(e, THE_HOLDER))
        for told in _split(to, _mentions(e, THE_RECIPIENT))
    )
    return pieces[0] if len(pieces) == 1 else Pieces(True, pieces)


def _split(side: Side, mentioned: bool) -> list[tuple[str, ...]]:
    return [(r,) for r in side.roles] if side.every and mentioned else [side.roles]


def _could_be_anyones(vocabulary: Vocabulary, e: EventPattern) -> bool:
    own = all("by" in vocabulary.events[k].fields for k in e.kinds)
    return own and not _mentions(e, THE_HOLDER)


def _mentions(e: Evidence, placeholder: str) -> bool:
    if isinstance(e, Attendance):
        return e.role == placeholder
    tests = e.tests if isinstance(e, (EventPattern, ThisEvent)) else ()
    return any(placeholder in test.values for _, test in tests)


def _piece(
    vocabulary: Vocabulary,
    e: EventPattern | Attendance | ThisEvent,
    stands_for: StandsFor,
) -> Piece:
    if isinstance(e, Attendance):
        return Piece(_attended(vocabulary, e, stands_for), None, ("attendance",), attendance=True)
    names = tuple(name for name, _ in e.tests)
    if isinstance(e, ThisEvent):
        return Piece(_says(e, stands_for), None, names, itself=True)
    return Piece(_like(e, stands_for), frozenset(e.kinds), names)


def _like(pattern: EventPattern, stands_for: StandsFor) -> Met:
    """Whether an event is like a pattern, which is compiled when it is first needed."""
    matches: Matcher | None = None

    def met(core: Core, s: Seen) -> bool | None:
        nonlocal matches
        if matches is None:
            matches = core.program.matching.pattern(pattern, stands_for)
        return matches(s)

    return met


def _says(e: ThisEvent, stands_for: StandsFor) -> Met:
    """Whether the event at hand says so."""
    tests: tuple[tuple[str, ValueTest], ...] | None = None

    def met(core: Core, s: Seen) -> bool | None:
        nonlocal tests
        if tests is None:
            field = core.program.matching.field
            tests = tuple((name, field(test, stands_for)) for name, test in e.tests)
        return passes(tests, s.fields)

    return met


def _attended(vocabulary: Vocabulary, what: Attendance, stands_for: StandsFor) -> Met:
    """Whether an occasion's attendance, or a report sent for it, shows that somebody took part.
    Silence about a role is not absence, unless the list is complete."""
    tests: tuple[ValueTest, ValueTest] | None = None

    def service_of(role: str | None) -> str | None:
        declared = vocabulary.roles.get(role or "")
        return declared.service if declared else None

    def ours(core: Core, entry: Any, s: Seen, asked: ValueTest) -> bool:
        if entry.role is not None:
            names = frozenset((entry.role,))
        else:
            names = frozenset(core.roles_of(entry.worker, s.when.latest))
        if what.role:
            return bool(asked(names))
        return bool(asked(entry.service)) or any(asked(service_of(n)) for n in names)

    def met(core: Core, s: Seen) -> bool | None:
        nonlocal tests
        if tests is None:
            matching, whom = core.program.matching, what.role or what.service or ""
            if what.role:
                asked = matching.field(Test("is", (whom,)), stands_for)
            else:
                asked = matching.value("service", Test("is", (whom,)))
            tests = asked, matching.value("attendance", Test("is", what.how))
        (asked, so), fields = tests, s.fields
        if s.kind == "report_sent":
            if not so("report"):
                return False
            by = fields.get("by")
            if what.role:
                return bool(asked(by))
            said = fields.get("service")
            return bool(asked(str(said) if said is not None else service_of(by)))
        if s.does != "holds":
            return False
        entries = [e for e in fields.get("attendance") or () if ours(core, e, s, asked)]
        if any(so(e.how) for e in entries):
            return True
        return False if fields.get("attendance_complete") or (entries and what.role) else None

    return met


def alone(tree: Tree) -> bool:
    """Whether one event is all that is ever needed."""
    return isinstance(tree, Piece) or (not tree.need_all and all(map(alone, tree.parts)))


def complete(core: Core, tree: Tree, events: Sequence[Seen]) -> bool:
    """Whether these events together are all that is needed."""
    if isinstance(tree, Pieces):
        each = (complete(core, p, events) for p in tree.parts)
        return all(each) if tree.need_all else any(each)
    return not tree.itself and any(tree.met(core, s) for s in events)


def contributes(core: Core, tree: Tree, s: Seen) -> bool | None:
    """Whether an event is one of the pieces; None when a silent field decides."""
    if isinstance(tree, Piece):
        return False if tree.itself else tree.met(core, s)
    answer: bool | None = False
    for p in tree.parts:
        one = contributes(core, p, s)
        if one:
            return True
        if one is None:
            answer = None
    return answer


def judge(
    core: Core, tree: Tree, held: Seen, events: Sequence[Seen]
) -> tuple[bool | None, frozenset[Need]]:
    """Whether a duty at an occasion was met, by the occasion and what is about it; with the
    fields that would say so where they are silent."""
    if isinstance(tree, Pieces):
        return _judge_all(core, tree, held, events)
    silent: Seen | None = None
    for s in events:
        answer = False if tree.itself and s is not held else tree.met(core, s)
        if answer:
            return True, NOTHING
        if answer is None and silent is None:
            silent = s
    if silent is None:
        return False, NOTHING
    names = ["attendance"] if tree.attendance else tree.silent(silent)
    return None, frozenset(Need("field", n, silent.id) for n in names)


def _judge_all(
    core: Core, tree: Pieces, held: Seen, events: Sequence[Seen]
) -> tuple[bool | None, frozenset[Need]]:
    answers = [judge(core, p, held, events) for p in tree.parts]
    decides = not tree.need_all
    if any(a is decides for a, _ in answers):
        return decides, NOTHING
    if any(a is None for a, _ in answers):
        return None, NOTHING.union(*(n for a, n in answers if a is None))
    return not decides, NOTHING
