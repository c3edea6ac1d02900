"""Evidence compiled: for the holders and recipients of one duty, what each event is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from protocolrules.engine.log import Seen
from protocolrules.engine.verdicts import NOTHING, Need, compare
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
ValueTest = Callable[[Any], "bool | None"]
Tests = tuple[tuple[str, ValueTest], ...]


class Side(NamedTuple):
    """The holders or the recipients of a duty: which roles, and whether each has to be served."""

    roles: tuple[str, ...] = ()
    every: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence. `met` tells whether an event is it (None: a silent field decides);
    `itself`: only the event that is judged can be it. `silent` names the fields it looks at."""

    met: Callable[[Core, Seen], bool | None]
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


def value_test(
    vocabulary: Vocabulary, test: Test, stands_for: Mapping[str, Sequence[str]] | None = None
) -> ValueTest:
    """A test on a field, ready to run: a role stands for the ones it includes, a placeholder for
    the roles of the duty at hand."""
    if test.op != "is":
        return lambda value: compare(test, value)
    wanted: set[Any] = set()
    for v in test.values:
        each = (stands_for or {}).get(v, (v,)) if isinstance(v, str) else (v,)
        for one in each:
            wanted.add(one)
            role = vocabulary.roles.get(one) if isinstance(one, str) else None
            wanted.update(role.includes if role else ())

    def answer(value: Any) -> bool | None:
        if value is None:
            return None
        if isinstance(value, (frozenset, tuple)):
            return not wanted.isdisjoint(value)
        return value in wanted

    return answer


def passes(tests: Tests, fields: Mapping[str, Any]) -> bool | None:
    """Whether the fields of an event pass every test: one that fails decides."""
    answer: bool | None = True
    for name, test in tests:
        one = test(fields.get(name))
        if one is False:
            return False
        if one is None:
            answer = None
    return answer


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
    stands_for: Mapping[str, tuple[str, ...]],
) -> Piece:
    if isinstance(e, Attendance):
        return Piece(_attended(vocabulary, e, stands_for), None, ("attendance",), attendance=True)
    tests = tuple((name, value_test(vocabulary, t, stands_for)) for name, t in e.tests)
    names = tuple(name for name, _ in e.tests)
    if isinstance(e, ThisEvent):
        return Piece(lambda _, s: passes(tests, s.fields), None, names, itself=True)
    kinds, occasion = frozenset(e.kinds), frozenset(e.occasion)

    def met(_: Core, s: Seen) -> bool | None:
        if s.kind not in kinds or (occasion and s.occasion not in occasion):
            return False
        return passes(tests, s.fields)

    return Piece(met, kinds, names)


def _attended(
    vocabulary: Vocabulary, what: Attendance, stands_for: Mapping[str, tuple[str, ...]]
) -> Callable[[Core, Seen], bool | None]:
    """Whether an occasion's attendance, or a report sent for it, shows that somebody took part.
    Silence about a role is not absence, unless the list is complete."""
    roles = set(stands_for.get(what.role or "", (what.role or "",)))
    for role in tuple(roles):
        declared = vocabulary.roles.get(role)
        roles.update(declared.includes if declared else ())
    service, how, declares = what.service, what.how, vocabulary.roles

    def service_of(role: str | None) -> str | None:
        declared = declares.get(role or "")
        return declared.service if declared else None

    def ours(core: Core, entry: Any, s: Seen) -> bool:
        if entry.role is not None:
            names = {entry.role}
        else:
            names = core.roles_of(entry.worker, s.when.latest)
        if what.role:
            return not names.isdisjoint(roles)
        return entry.service == service or any(service_of(n) == service for n in names)

    def met(core: Core, s: Seen) -> bool | None:
        fields = s.fields
        if s.kind == "report_sent":
            if "report" not in how:
                return False
            by = fields.get("by")
            if what.role:
                return by in roles
            said = fields.get("service")
            return (str(said) if said is not None else service_of(by)) == service
        if s.does != "holds":
            return False
        entries = [e for e in fields.get("attendance") or () if ours(core, e, s)]
        if any(e.how in how for e in entries):
            return True
        return False if fields.get("attendance_complete") or (entries and what.role) else None

    return met


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
