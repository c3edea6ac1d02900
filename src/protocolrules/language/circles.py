"""Finds what depends on itself: facts, statuses, duties and ladders that could never be settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from protocolrules.diagnostics import Place
from protocolrules.document import (
    Assignments,
    Duty,
    Ladder,
    OnBegin,
    OnDuty,
    OnEnd,
    OnLasted,
    Rule,
    StatusGiven,
    Who,
)
from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    DutyIs,
    FactIs,
    Lasted,
    Not,
    Previously,
    RoleIs,
    RungReached,
    Unreported,
)
from protocolrules.language.reader import Reader, shown
from protocolrules.vocabulary import Vocabulary

DEEPEST: Final = 50
SHOWN: Final = 8
MOST: Final = 50
Thing = tuple[str, str]
"""A fact (or status), role, duty or ladder, by its sort and name."""


@dataclass(slots=True)
class _Needs:
    """What each thing rests on, how deep its own conditions go, and where it stands."""

    of: dict[Thing, list[Thing]] = field(default_factory=dict)
    depth: dict[Thing, int] = field(default_factory=dict)
    places: dict[Thing, Place] = field(default_factory=dict)
    circles: int = 0

    def add(self, thing: Thing, *conditions: Condition | None) -> None:
        """Note what a thing's conditions rest on."""
        needed = self.of.setdefault(thing, [])
        for condition in conditions:
            if condition is not None:
                needed += _rests_on(condition)
                self.depth[thing] = max(self.depth.get(thing, 0), _depth(condition))


def check_circles(r: Reader, rules: Mapping[str, Rule], ladders: Mapping[str, Ladder]) -> None:
    """Report each thing that depends on itself, and chains that are too long."""
    needs = _gather(r.vocabulary, rules, ladders)
    needs.places.update({("fact", name): place for name, place in r.defined_at.items()})
    depths: dict[Thing, int] = {}
    for thing in needs.of:
        _visit(r, needs, thing, depths)


def _gather(
    vocabulary: Vocabulary, rules: Mapping[str, Rule], ladders: Mapping[str, Ladder]
) -> _Needs:
    needs = _Needs()
    for definition in vocabulary.definitions:
        thing = ("role", definition.vacant) if definition.vacant else ("fact", definition.fact)
        needs.add((thing[0], thing[1] or ""), definition.condition)
    for rule in rules.values():
        _add_rule(needs, rule)
    for ladder in ladders.values():
        thing = ("ladder", ladder.name)
        needs.places[thing] = ladder.place
        needs.add(thing, *(start.when for start in ladder.begins_at))
        for rung in ladder.rungs:
            needs.add(thing, *_of_who(rung.to))
        if isinstance(ladder.starts, OnDuty):
            needs.of[thing].append(("duty", ladder.starts.rule))
    return needs


def _add_rule(needs: _Needs, rule: Rule) -> None:
    effect = rule.effect
    thing = ("fact", effect.status) if isinstance(effect, StatusGiven) else ("duty", rule.name)
    needs.places.setdefault(thing, rule.place)
    needs.add(thing, rule.condition, rule.while_, rule.unless)
    match rule.trigger:
        case OnBegin(condition) | OnEnd(condition) | OnLasted(condition):
            needs.add(thing, condition)
        case OnDuty(other):
            needs.of[thing].append(("duty", other))
    if isinstance(effect, Duty):
        needs.add(thing, effect.broken_while, *_of_who(effect.who), *_of_who(effect.to))
        needs.add(thing, effect.anchor.begins if effect.anchor else None)
        if effect.after is not None:
            needs.of[thing].append(("duty", effect.after))
    elif isinstance(effect, Assignments):
        for part in effect.parts:
            needs.add(thing, *_of_who(part.who))


def _of_who(who: Who | None) -> Iterator[Condition]:
    for case in who.cases if who is not None else ():
        if case.when is not None:
            yield case.when
        yield from _of_who(case.who)


def _rests_on(condition: Condition) -> Iterator[Thing]:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _rests_on(part)
        case Not(part) | Previously(part) | Lasted(part):
            yield from _rests_on(part)
        case FactIs(fact) | Unreported(fact):
            yield "fact", fact
        case RoleIs(role, _, False):
            yield "role", role
        case DutyIs(rule):
            yield "duty", rule
        case RungReached(ladder):
            yield "ladder", ladder


def _depth(condition: Condition) -> int:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return 1 + max(map(_depth, parts), default=0)
        case Not(part) | Previously(part) | Lasted(part):
            return 1 + _depth(part)
    return 1


def _visit(r: Reader, needs: _Needs, start: Thing, depths: dict[Thing, int]) -> None:
    """Walk from a thing to all that it rests on; without recursion, since a hostile file could
    make chains of any length. A thing that is on the path already rests on itself."""
    if start in depths:
        return
    path, on_path = [(start, iter(needs.of.get(start, ())))], {start}
    while path:
        thing, rest = path[-1]
        below = next(rest, None)
        if below is None:
            path.pop()
            on_path.discard(thing)
            depths[thing] = _deep(needs, thing, depths)
            if depths[thing] > DEEPEST >= depths[thing] - needs.depth.get(thing, 0):
                _too_deep(r, needs, thing)
        elif below in on_path:
            needs.circles += 1
            if needs.circles <= MOST:
                _circle(r, needs, [thing for thing, _ in path], below)
        elif below not in depths:
            path.append((below, iter(needs.of.get(below, ()))))
            on_path.add(below)


def _deep(needs: _Needs, thing: Thing, depths: Mapping[Thing, int]) -> int:
    under = max((depths.get(below, 0) for below in needs.of.get(thing, ())), default=0)
    return needs.depth.get(thing, 0) + under


def _circle(r: Reader, needs: _Needs, path: list[Thing], below: Thing) -> None:
    circle = [*path[path.index(below) + 1 :], below]
    place = next((needs.places[thing] for thing in circle if thing in needs.places), None)
    if place is None:
        return
    listed = ", which rests on ".join(_says(thing) for thing in circle[:SHOWN])
    r.report(
        "PR401",
        f"{_says(below)} rests on itself: it rests on {listed}",
        place,
        "nobody could say which of them comes first",
        "take one of the conditions out",
    )


def _says(thing: Thing) -> str:
    return f"the {thing[0]} {shown(thing[1])}"


def _too_deep(r: Reader, needs: _Needs, thing: Thing) -> None:
    place = needs.places.get(thing)
    if place is not None:
        message = f"{_says(thing)} rests on too long a chain of conditions"
        why = "nobody could follow it"
        r.report("PR407", message, place, why, "say more directly what it rests on")
