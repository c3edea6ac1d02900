"""Whether an event is like a pattern, and whether events meet what a duty needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from protocolrules.definition.history import Seen
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Need
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

StandsFor = Mapping[str, Sequence[str]]
DELEGATE = "delegate"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One piece of evidence, with what `the_holder` and `the_recipient` stand for in it."""

    what: EventPattern | Attendance | ThisEvent
    holders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()

    def stands_for(self) -> StandsFor:
        """The roles behind the two placeholders."""
        return {THE_HOLDER: self.holders, THE_RECIPIENT: self.recipients}


@dataclass(frozen=True, slots=True)
class Branch:
    """Several pieces: any one of them, or all."""

    need_all: bool
    parts: tuple[Tree, ...]


Tree = Leaf | Branch


@dataclass(frozen=True, slots=True)
class Side:
    """The holders or the recipients of a duty: which roles, and whether each has to be served."""

    roles: tuple[str, ...] = ()
    every: bool = False

    def each_or_all(self, mentioned: bool) -> list[tuple[str, ...]]:
        """One tuple for each role where each is needed, else one for all of them."""
        return [(r,) for r in self.roles] if self.every and mentioned else [self.roles]


def grow(world: World, e: Evidence, holders: Side, recipients: Side, by: bool) -> Tree:
    """The evidence of one duty. Where each holder or recipient is needed, a leaf becomes one for
    each. `by`: the evidence must be the holder's own although the rule does not say so."""
    if isinstance(e, (AnyEvidence, AllEvidence)):
        parts = tuple(grow(world, p, holders, recipients, by) for p in e.parts)
        return Branch(isinstance(e, AllEvidence), parts)
    if by and isinstance(e, EventPattern) and not _mentions(e, THE_HOLDER):
        kinds = [world.protocol.vocabulary.events[k] for k in e.kinds]
        if all("by" in k.fields for k in kinds):
            e = EventPattern(e.kinds, (*e.tests, ("by", Test("is", (THE_HOLDER,)))), e.occasion)
    held = holders.each_or_all(_mentions(e, THE_HOLDER))
    told = recipients.each_or_all(_mentions(e, THE_RECIPIENT))
    leaves = tuple(Leaf(e, h, r) for h in held for r in told)
    return leaves[0] if len(leaves) == 1 else Branch(True, leaves)


def _mentions(e: Evidence, placeholder: str) -> bool:
    if isinstance(e, Attendance):
        return e.role == placeholder
    return isinstance(e, (EventPattern, ThisEvent)) and any(
        placeholder in test.values for _, test in e.tests
    )


def matches(
    world: World, pattern: EventPattern, s: Seen, stands_for: StandsFor | None = None
) -> bool | None:
    """Whether an event is like the pattern; None when a field that decides is silent."""
    if s.kind not in pattern.kinds or (pattern.occasion and s.occasion not in pattern.occasion):
        return False
    return _tests(world, pattern.tests, s, stands_for or {})


def _tests(
    world: World, tests: Sequence[tuple[str, Test]], s: Seen, stands_for: StandsFor
) -> bool | None:
    answers = [world.compare(test, s.fields.get(name), stands_for) for name, test in tests]
    return False if False in answers else None if None in answers else True


def leaf_met(world: World, leaf: Leaf, s: Seen, judged: Seen | None = None) -> bool | None:
    """Whether one event is that piece of evidence."""
    match leaf.what:
        case EventPattern():
            return matches(world, leaf.what, s, leaf.stands_for())
        case ThisEvent(tests):
            return _tests(world, tests, s, leaf.stands_for()) if s is judged else False
        case Attendance():
            return attended(world, leaf, s)


def attended(world: World, leaf: Leaf, s: Seen) -> bool | None:
    """Whether an occasion's attendance, or a report sent for it, shows that somebody took part.

    Silence about a role is not absence, unless the list is complete.
    """
    what = leaf.what
    assert isinstance(what, Attendance)
    roles = set(leaf.stands_for().get(what.role or "", (what.role,)))
    for role in tuple(roles):
        declared = world.protocol.vocabulary.roles.get(role or "")
        roles.update(declared.includes if declared else ())
    if s.kind == "report_sent":
        if "report" not in what.how:
            return False
        by = s.fields.get("by")
        return by in roles if what.role else _service(world, s, by) == what.service
    if s.does != "holds":
        return False
    entries = [(_roles(world, e, s), e) for e in s.fields.get("attendance") or ()]
    ours = [
        e
        for names, e in entries
        if (
            names & roles
            if what.role
            else e.service == what.service
            or any(_service(world, None, n) == what.service for n in names)
        )
    ]
    if any(e.how in what.how for e in ours):
        return True
    if s.fields.get("attendance_complete") or (ours and what.role):
        return False
    return None


def _roles(world: World, entry: Any, s: Seen) -> set[str]:
    if entry.role is not None:
        return {entry.role}
    return {
        name
        for name in world.protocol.vocabulary.roles
        if entry.worker is not None
        and world.value(f"role:{name}", s.when.latest)[0] == entry.worker
    }


def _service(world: World, s: Seen | None, role: str | None) -> str | None:
    if s is not None and s.fields.get("service") is not None:
        return str(s.fields["service"])
    declared = world.protocol.vocabulary.roles.get(role or "")
    return declared.service if declared else None


def complete(world: World, tree: Tree, events: Sequence[Seen]) -> bool:
    """Whether these events together are all that is needed."""
    if isinstance(tree, Branch):
        answers = [complete(world, p, events) for p in tree.parts]
        return all(answers) if tree.need_all else any(answers)
    return any(leaf_met(world, tree, s) for s in events)


def contributes(world: World, tree: Tree, s: Seen) -> bool | None:
    """Whether an event is one of the pieces; None when a silent field decides."""
    if isinstance(tree, Branch):
        answers = [contributes(world, p, s) for p in tree.parts]
    else:
        answers = [leaf_met(world, tree, s)]
    return True if True in answers else None if None in answers else False


def judge(
    world: World, tree: Tree, held: Seen, events: Sequence[Seen]
) -> tuple[bool | None, frozenset[Need]]:
    """Whether a duty at an occasion was met, by the occasion and what is about it; with the
    fields that would say so where they are silent."""
    if isinstance(tree, Branch):
        answers = [judge(world, p, held, events) for p in tree.parts]
        decides = not tree.need_all
        if any(a is decides for a, _ in answers):
            return decides, frozenset()
        needs = frozenset().union(*(n for a, n in answers if a is None)) if answers else frozenset()
        return (None, needs) if any(a is None for a, _ in answers) else (not decides, frozenset())
    answers_here = [leaf_met(world, tree, s, held) for s in events]
    if True in answers_here:
        return True, frozenset()
    if None in answers_here:
        silent = events[answers_here.index(None)]
        names = (
            ["attendance"]
            if isinstance(tree.what, Attendance)
            else [n for n, _ in tree.what.tests if silent.fields.get(n) is None]
        )
        return None, frozenset(Need("field", n, silent.id) for n in names)
    return False, frozenset()
