"""Which branches scenarios show: for each kind of branch, what has to be asserted.

Three kinds cannot be read off an answer: whether an `unless` held something back, which of
several alternatives met a duty, whether a consultation opened a gate or an event stopped a
ladder. There the moment is asked about once more with that part of the rule taken out, and the
branch is shown when what was asserted would then be otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from protocolrules.document import Duty, Prohibition, Protocol
from protocolrules.results import CaseState, Entry
from protocolrules.scenarios.branches.boundary import on_day_after, on_last_day
from protocolrules.scenarios.branches.duties import only_alternative
from protocolrules.scenarios.branches.ending import can_be_held_back
from protocolrules.scenarios.branches.looks import Absence, Looks, Sight, looks
from protocolrules.scenarios.branches.model import Branch, Kind
from protocolrules.scenarios.branches.people import in_case, in_turn, on_side
from protocolrules.scenarios.branches.users import users
from protocolrules.scenarios.running import Evaluator, Outcome

_GIVEN: Final = ("duty", "permission", "prohibition", "assignment")


def covered(
    protocol: Protocol,
    every: Iterable[Branch],
    outcomes: Iterable[Outcome],
    evaluator: Evaluator,
) -> frozenset[str]:
    """The ids of the branches that the scenarios which passed show. `evaluator` is the one that
    ran them: where an answer does not say by itself, it is asked again."""
    seen = looks(protocol, outcomes, evaluator)
    return frozenset(b.id for b in every if _SHOWN[b.kind](_Case(protocol, seen, b)))


@dataclass(frozen=True, slots=True)
class _Case:
    """A branch, and what is asserted of its rule."""

    protocol: Protocol
    looks: Looks
    branch: Branch

    def sights(self, *topics: str) -> list[Sight]:
        return self.looks.at(self.branch.rule, *topics)

    def duties(self) -> list[Sight]:
        """The duties of the rule; of a rung, the rung or the duty to respond there."""
        found = self.sights("duty", "rung")
        if self.branch.of == "rule":
            return found
        number = self.branch.what[0].removeprefix("rung") if self.branch.what else ""
        return [sight for sight in found if number in ("", str(rung_of(sight)))]

    def absences(self) -> list[Absence]:
        return self.looks.absences.get(self.branch.rule, [])


def rung_of(sight: Sight) -> int:
    """The number of the rung that a sight of a ladder is about."""
    return int(sight.entry.rung if sight.topic == "rung" else sight.entry.occurrence)


# --- every rule -----------------------------------------------------------------------------


def _fires(case: _Case) -> bool:
    begun = any(sight.entry.from_ is not None for sight in case.sights("status"))
    return begun or bool(case.sights(*_GIVEN))


def _does_not_fire(case: _Case) -> bool:
    return any(_tried_in_vain(case, absence) for absence in case.absences())


def _tried_in_vain(case: _Case, absence: Absence) -> bool:
    rule = case.protocol.rules[case.branch.rule]
    looked = absence.asked.consider(rule.name)
    if absence.about is not None:
        looked = [each for each in looked if absence.asked.is_about(each, absence.about)]
    outcomes = {each.outcome for each in looked}
    if "arose" in outcomes:
        return False
    if can_be_held_back(case.protocol, rule):
        return "condition_false" in outcomes
    return absence.asked.touches(rule)


def _unless(case: _Case) -> bool:
    rule = replace(case.protocol.rules[case.branch.rule], unless=None)
    for absence in case.absences():
        if _of_rule(absence.asked.with_rule(rule), rule.name):
            return True
    for sight in case.sights(*_GIVEN, "status"):
        if not {"state", "to"} & sight.says.keys():
            continue
        there = _of_rule(sight.asked.with_rule(rule), rule.name)
        if not any(_same(sight.entry, other) for other in there):
            return True
    return False


def _of_rule(state: CaseState, rule: str) -> list[Entry]:
    groups: tuple[tuple[Entry, ...], ...] = (
        state.duties,
        state.permissions,
        state.prohibitions,
        state.assignments,
        state.statuses,
    )
    return [entry for group in groups for entry in group if entry.rule == rule]


def _same(one: Entry, other: Entry) -> bool:
    return one.model_copy(update={"because": None}) == other.model_copy(update={"because": None})


def _question(case: _Case) -> bool:
    sort, name = case.branch.what
    for sight in case.sights("undetermined"):
        if getattr(sight.entry.missing, sort) == name:
            return True
    return any(
        getattr(missing, sort) == name
        for sight in case.sights("duty")
        if "missing" in sight.says
        for missing in sight.entry.missing
    )


# --- duties ---------------------------------------------------------------------------------


def _state(case: _Case) -> bool:
    (word,) = case.branch.what
    return any("state" in sight.says and sight.entry.state == word for sight in case.duties())


def _last_day(case: _Case) -> bool:
    return any(map(on_last_day, case.duties()))


def _day_after(case: _Case) -> bool:
    return any(map(on_day_after, case.duties()))


def _again(case: _Case) -> bool:
    asserted = {"occurrence", "about", "anchor", "last_day", "due", "last_done"}
    return any(s.entry.occurrence > 1 and asserted & s.says.keys() for s in case.sights("duty"))


def _last_done(case: _Case) -> bool:
    sights = [sight for sight in case.sights("duty") if "last_done" in sight.says]
    return any(sight.entry.last_done_at is not None for sight in sights)


def _broken(case: _Case) -> bool:
    """A prohibition that was, or a duty to keep something up."""
    if any("broken_by" in s.says and s.entry.broken_by for s in case.sights("prohibition")):
        return True
    return any(
        ("state" in sight.says and sight.entry.state == "broken")
        or ("breaches" in sight.says and sight.entry.breaches)
        or ("departures" in sight.says and sight.entry.departures)
        for sight in case.sights("duty")
    )


def _alternative(case: _Case) -> bool:
    rule = case.protocol.rules[case.branch.rule]
    assert isinstance(rule.effect, Duty) and rule.effect.done_when is not None
    only = only_alternative(rule.effect.done_when, case.branch.what[0])
    changed = replace(rule, effect=replace(rule.effect, done_when=only))
    for sight in case.sights("duty"):
        done = [key for key, says in _DONE.items() if says & sight.says.keys()]
        then = {key: getattr(sight.entry, key) for key in done}
        for duty in sight.asked.with_rule(changed).duties if any(then.values()) else ():
            if duty.rule == rule.name and any(v and getattr(duty, k) == v for k, v in then.items()):
                return True
    return False


# What says that something was done, and what the author has to have written for it.
_DONE: Final = {"met_by": {"state", "met_by"}, "last_done_at": {"last_done"}}


# --- the rest -------------------------------------------------------------------------------


def _not_broken(case: _Case) -> bool:
    sights = case.sights("prohibition")
    return any("broken_by" in sight.says and not sight.entry.broken_by for sight in sights)


def _gate(case: _Case) -> bool:
    rule = case.protocol.rules[case.branch.rule]
    assert isinstance(rule.effect, Prohibition)
    changed = replace(rule, effect=replace(rule.effect, unless_first=None))
    for sight in case.sights("prohibition"):
        broken = set(sight.entry.broken_by)
        without = sight.asked.with_rule(changed).prohibitions if "broken_by" in sight.says else ()
        if any(broken < set(p.broken_by) for p in without if p.rule == rule.name):
            return True
    return False


def _used_up(case: _Case) -> bool:
    used = any("uses_left" in s.says and s.entry.uses_left == 0 for s in case.sights("permission"))
    return used or _broken(case)


def _given(case: _Case) -> bool:
    return any(
        "role" in sight.says and (sight.entry.kind, sight.entry.scope) == case.branch.what
        for sight in case.sights("assignment")
    )


def _ended(case: _Case) -> bool:
    if any("to" in s.says and s.entry.to is not None for s in case.sights("assignment")):
        return True
    return any(
        given.rule == case.branch.rule and given.to is not None
        for absence in case.absences()
        for given in absence.asked.answer.case.assignments
    )


def _status(word: str, key: str) -> Callable[[_Case], bool]:
    def shown(case: _Case) -> bool:
        for sight in case.sights("status"):
            said = sight.says["is"].value if "is" in sight.says else None
            if said == word or (key in sight.says and _has(sight, key)):
                return True
        return False

    return shown


def _has(sight: Sight, key: str) -> bool:
    return {"from": sight.entry.from_, "to": sight.entry.to}.get(
        key, sight.entry.expected
    ) is not None


def _reached(case: _Case) -> bool:
    return any(sight.entry.state != "skipped" for sight in case.duties())


def _skipped(case: _Case) -> bool:
    return any(s.entry.state == "skipped" and "state" in s.says for s in case.duties())


def _begins(case: _Case) -> bool:
    for sight in case.sights("rung"):
        steps = sight.asked.answer.case.escalations
        ours = [s for s in steps if (s.ladder, s.about) == (sight.entry.ladder, sight.entry.about)]
        lowest = min(step.rung for step in ours)
        if sight.entry.rung == lowest == int(case.branch.what[0]):
            return True
    return False


def _stopped(case: _Case) -> bool:
    ladder = replace(case.protocol.ladders[case.branch.rule], stops=())
    for sight in case.sights("rung"):
        if not {"state", "until"} & sight.says.keys():
            continue
        here = sight.entry.model_copy(update={"because": None})
        if here not in sight.asked.with_ladder(ladder).escalations:
            return True
    return False


def _reading(case: _Case) -> bool:
    name, (value,) = case.branch.rule, case.branch.what
    for user in users(case.protocol, name):
        looked: list[Sight | Absence] = [
            *case.looks.sights.get(user, ()),
            *case.looks.absences.get(user, ()),
        ]
        if any(each.asked.reading(name) == value for each in looked):
            return True
    return False


def _by_who(test: Callable[[Sight, str, str], bool]) -> Callable[[_Case], bool]:
    def shown(case: _Case) -> bool:
        side, name = case.branch.what
        return any(test(sight, side, name) for sight in case.duties())

    return shown


def _case(case: _Case) -> bool:
    side, number = case.branch.what
    rule = case.protocol.rules[case.branch.rule]
    sights = case.sights(*_GIVEN)
    return any(in_case(case.protocol, rule.effect, s, side, int(number)) for s in sights)


_SHOWN: Final[Mapping[Kind, Callable[[_Case], bool]]] = {
    "fires": _fires,
    "does_not_fire": _does_not_fire,
    "unless": _unless,
    "question": _question,
    "state": _state,
    "last_day": _last_day,
    "day_after": _day_after,
    "again": _again,
    "last_done": _last_done,
    "fallback": _by_who(in_turn),
    "turn": _by_who(in_turn),
    "side": _by_who(on_side),
    "case": _case,
    "alternative": _alternative,
    "not_broken": _not_broken,
    "broken": _broken,
    "gate": _gate,
    "used_up": _used_up,
    "given": _given,
    "ended": _ended,
    "gained": _status("gained", "from"),
    "expected": _status("expected", "expected_on"),
    "lost": _status("lost", "to"),
    "reached": _reached,
    "begins": _begins,
    "skipped": _skipped,
    "stopped": _stopped,
    "reading": _reading,
}
