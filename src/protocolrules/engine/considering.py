"""Every time that a rule was looked at, and what came of it, also where nothing did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from protocolrules.engine.arisings import conditions, triggered
from protocolrules.engine.plans import Plan
from protocolrules.engine.show import conditions as shown
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import Verdict
from protocolrules.engine.working import Working
from protocolrules.results import Considered, Reason

_OUTCOMES: Mapping[bool | None, Literal["arose", "condition_false", "condition_unknown"]] = {
    True: "arose",
    False: "condition_false",
    None: "condition_unknown",
}


def consider(working: Working, plan: Plan) -> tuple[Considered, ...]:
    """Each time that the rule was triggered, with the verdict on its conditions."""
    core, rule = working.core, plan.rule
    looked = [
        (a, conditions(core, a)) for a in triggered(core, plan, working.outcomes(plan.rule.trigger))
    ]
    if not looked:
        return (_not_triggered(working, plan),)
    return tuple(
        Considered(
            rule=rule.name,
            clause=rule.clause,
            outcome=_OUTCOMES[verdict.holds],
            trigger=a.of,
            event_id=a.trigger.id if a.trigger else a.id,
            at=a.from_,
            conditions=(*_state(a, verdict), *shown(verdict)),
        )
        for a, verdict in looked
    )


def _state(a: Arising, verdict: Verdict) -> tuple[Reason, ...]:
    """The state that a rule lives in, where it arose."""
    return shown(a.spell.verdict) if a.spell is not None and verdict.holds else ()


def _not_triggered(working: Working, plan: Plan) -> Considered:
    """A standing rule to which something in the log speaks is not held, or nobody can say."""
    rule = plan.rule
    if plan.state is not None:
        verdict = working.core.truth(plan.state, working.core.now)
        if _rests_on_events(verdict):
            return Considered(
                rule=rule.name,
                clause=rule.clause,
                outcome=_OUTCOMES[verdict.holds],
                trigger="spell",
                conditions=shown(verdict),
            )
    return Considered(
        rule=rule.name,
        clause=rule.clause,
        outcome="not_triggered",
        trigger=type(rule.trigger).__name__,
    )


def _rests_on_events(v: Verdict) -> bool:
    """Whether something in the log speaks to one of its conditions."""
    return v.event_id is not None or any(_rests_on_events(p) for p in v.parts)
