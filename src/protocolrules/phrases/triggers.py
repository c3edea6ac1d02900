"""What sets a rule off, with its conditions."""

from __future__ import annotations

from protocolrules.document import (
    OfOccasion,
    OnBegin,
    OnDuty,
    OnEdition,
    OnEnd,
    OnEvent,
    OnLasted,
    OnRise,
    Rule,
    Standing,
    Trigger,
)
from protocolrules.phrases.conditions import condition, lasting, pattern, tests
from protocolrules.phrases.terms import Terms
from protocolrules.words import Words, listed

_MET = {"met": "is met", "unmet": "turns out unmet"}


def set_off_by(words: Words, rule: Rule) -> str:
    """What sets the rule off, with its conditions, as one clause of a sentence.

    Readings are named and not filled in: a run can choose others than the file has.
    """
    terms = Terms(words)
    if isinstance(rule.trigger, Standing):
        said = "stands" if rule.while_ or rule.unless else "always stands"
    else:
        said = f"is set off by {trigger(terms, rule.trigger)}"
    kinds = event_kinds(terms, rule.trigger)
    for word, part in (("if", rule.condition), ("while", rule.while_), ("unless", rule.unless)):
        if part is not None:
            said += f", {word} {condition(terms, part, kinds)}"
    return said


def trigger(terms: Terms, trigger: Trigger) -> str:
    """What a rule waits for, as a noun. A standing rule waits for nothing: `always`."""
    match trigger:
        case OnEvent(patterns, first):
            which = "the first event" if first else "an event"
            return f"{which} {listed((pattern(terms, p) for p in patterns), 'or')}"
        case OnBegin(part):
            return f"the beginning of this: {condition(terms, part)}"
        case OnEnd(part):
            return f"the end of this: {condition(terms, part)}"
        case OnRise(fact):
            return f"a rise of {terms.words.fact(fact)}"
        case OnLasted(part, at_least, added_up):
            return condition(terms, part) + lasting(terms, at_least, added_up)
        case OnDuty(rule, outcome):
            return f"the duty {rule}, when it {_MET[outcome]}"
        case OnEdition():
            return "the start of the edition"
        case OfOccasion(kinds, fields):
            about = tests(terms, event_kinds(terms, trigger), fields)
            return listed(map(terms.words.occasion, kinds), "or") + about
        case Standing():
            return "always"


def event_kinds(terms: Terms, trigger: Trigger) -> tuple[str, ...]:
    """The kinds of event whose fields a rule with this trigger can ask about."""
    match trigger:
        case OnEvent(patterns):
            return tuple(dict.fromkeys(kind for each in patterns for kind in each.kinds))
        case OfOccasion():
            events = terms.words.vocabulary.events.values()
            return tuple(kind.name for kind in events if kind.occasion)
    return ()
