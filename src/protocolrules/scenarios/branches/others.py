"""The branches of whatever is no duty, of who does it, and of ladders and readings."""

from __future__ import annotations

from collections.abc import Iterator

from protocolrules.document import (
    Assignments,
    Duty,
    Effect,
    Ladder,
    OnLasted,
    Permission,
    Prohibition,
    Protocol,
    Reading,
    Rule,
    StatusGiven,
    Who,
)
from protocolrules.phrases import Terms, condition, pattern, who
from protocolrules.scenarios.branches.duties import due_of
from protocolrules.scenarios.branches.ending import assignment_can_end, can_end
from protocolrules.scenarios.branches.model import Part
from protocolrules.timing import NoTime, NotSet


def of_effect(protocol: Protocol, rule: Rule) -> Iterator[Part]:
    """The branches of a permission, a prohibition, an assignment or a status."""
    terms = Terms.of(protocol)
    match rule.effect:
        case Permission(at_most=limit, counted_by=uses):
            if limit is not None and uses is not None:
                yield "used_up", (), "used as often as it may be"
        case Prohibition(broken_by=act, unless_first=gate):
            if act is not None:
                yield "not_broken", (), "in force, and not broken"
                yield "broken", (), f"broken by {pattern(terms, act)}"
            if act is not None and gate is not None:
                yield "gate", (), f"opened by {pattern(terms, gate)}: the act breaks nothing"
        case Assignments(parts):
            for part in parts:
                scope = terms.words.scope(part.scope)
                yield "given", (part.kind, part.scope), f"given for the scope {scope}"
            if assignment_can_end(protocol, rule):
                yield "ended", (), "ended"
        case StatusGiven():
            yield "gained", (), "gained"
            if isinstance(rule.trigger, OnLasted):
                yield "expected", (), "expected on a day that lies ahead"
            if can_end(protocol, rule):
                yield "lost", (), "lost"


# --- who ------------------------------------------------------------------------------------


def sides(effect: Effect) -> dict[str, Who]:
    """Everybody that an effect names, by what they are to it."""
    if isinstance(effect, Assignments):
        return {f"{part.kind}.{part.scope}": part.who for part in effect.parts}
    found = {} if isinstance(effect, StatusGiven) else {"who": effect.who}
    if isinstance(effect, Duty) and effect.to is not None:
        found["to"] = effect.to
    return found


def of_people(protocol: Protocol, effect: Effect) -> Iterator[Part]:
    """The branches of who does it and to whom."""
    terms, duty = Terms.of(protocol), isinstance(effect, Duty)
    for side, people in sides(effect).items():
        for number, case in enumerate(people.cases, start=1):
            given = "otherwise" if case.when is None else f"if {condition(terms, case.when)}"
            words = f"{_SIDES.get(side, 'it is')} {who(terms, case.who)}, {given}"
            yield "case", (side, str(number)), words
        for each in _flat(people) if duty else ():
            yield from _shared(terms, side, each)


_SIDES = {"who": "it is for", "to": "it goes to"}


def _flat(people: Who) -> Iterator[Who]:
    yield people
    for case in people.cases:
        yield from _flat(case.who)


def _shared(terms: Terms, side: str, people: Who) -> Iterator[Part]:
    for number, role in enumerate(people.roles):
        title = terms.words.role(role)
        if people.how == "in_this_order" and number:
            yield "fallback", (side, role), f"{_SIDES[side]} {title}, as those before cannot"
        elif people.how == "alternating":
            yield "turn", (side, role), f"it is the turn of {title}"
        elif people.how == "each" and side == "who" and len(people.roles) > 1:
            yield "side", (side, role), f"the one that {title} has"


# --- ladders --------------------------------------------------------------------------------


def of_ladder(protocol: Protocol, ladder: Ladder) -> Iterator[Part]:
    """The branches of a ladder."""
    terms = Terms.of(protocol)
    last, starts = len(ladder.rungs), {start.rung for start in ladder.begins_at} or {1}
    field = any("to_rung" in protocol.vocabulary.events[k].fields for k in ladder.moves_on.kinds)
    for number, rung in enumerate(ladder.rungs, start=1):
        here = (str(number),)
        yield "reached", here, f"rung {number} reached"
        if field and min(starts) < number < last:
            yield "skipped", here, f"rung {number} passed over"
        if rung.substitute is not None:
            title = terms.words.role(rung.substitute)
            yield "fallback", (f"rung{number}", rung.substitute), f"rung {number}: {title} instead"
        for role in rung.to.roles[1:] if rung.to.how == "in_this_order" else ():
            words = f"rung {number}: {terms.words.role(role)}, as those before cannot"
            yield "fallback", (f"rung{number}", role), words
        if not isinstance(due_of(protocol, rung.respond_within), NoTime | NotSet):
            yield "last_day", here, f"rung {number} on the last day to respond"
            yield "day_after", here, f"rung {number} on the day after it should have responded"
    for start in ladder.begins_at:
        if start.when is not None:
            words = f"begun at rung {start.rung}, if {condition(terms, start.when)}"
            yield "begins", (str(start.rung),), words
    if ladder.stops:
        yield "stopped", (), "stopped"


# --- readings -------------------------------------------------------------------------------


def of_reading(reading: Reading) -> Iterator[Part]:
    """One branch for each value that a reading can stand at."""
    for value in dict.fromkeys((reading.means, *reading.others)):
        yield "reading", (value,), f'read as "{value}"'
