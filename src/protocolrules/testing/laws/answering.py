"""That there always is an answer, the same from the engine and from the definition."""

from __future__ import annotations

from protocolrules import api, definition
from protocolrules.testing.history import ALL_KNOWN, History
from protocolrules.testing.laws.law import Law, same, states
from protocolrules.testing.stories import CASE


def _as_defined(history: History) -> None:
    questions = (
        (history.at, history.known_at),
        (history.dice().pick(history.moments() or [history.at]), ALL_KNOWN),
    )
    for at, known_at in questions:
        answer = history.ask(at=at, known_at=known_at, because=True)
        for subject, state in zip(history.subjects, states(answer), strict=True):
            events = {e.event_id: e for e in history.events if e.subject == subject}
            defined = definition.state(
                history.protocol.document,
                list(events.values()),
                subject,
                at,
                known_at,
                {},
                True,
            )
            same(state, defined, "the engine answers otherwise than the definition")


def _never_raises(history: History) -> None:
    dice = history.dice()
    document = history.protocol.document
    readings = {
        name: dice.pick((each.means, *each.others))
        for name, each in sorted(document.readings.items())
    }
    at, known_at = history.at, history.known_at
    result = history.protocol.state(
        history.events, at=at, known_at=known_at, readings=readings, because=True
    )
    about = [duty.id for state in result.cases for duty in state.duties][:2]
    rules = [name for name, rule in document.rules.items() if rule.subject == "case"]
    if rules or document.ladders:
        about.append(dice.pick((*rules, *document.ladders)))
    for each in about:
        told = api.explain(
            history.protocol,
            history.events,
            each,
            at=at,
            case_id=CASE,
            known_at=known_at,
            readings=readings,
        )
        str(told)


def _snapshots(history: History) -> None:
    for subject in history.subjects:
        case = history.protocol.open_case(subject.case_id)
        for event in {e.event_id: e for e in history.events if e.subject == subject}.values():
            case.apply(event)
        again = history.protocol.restore(case.snapshot())
        at, known_at = history.at, history.known_at
        what = "a case that was restored from its snapshot answers otherwise"
        same(again.at(at, known_at), case.at(at, known_at), what)
        what = "a copy of a case answers otherwise"
        same(case.copy().at(at, known_at), case.at(at, known_at), what)


LAWS = (
    Law("never-raises", "no history makes the engine raise, whatever the readings", _never_raises),
    # Two questions about each of two subjects.
    Law("as-defined", "the engine equals the definition", _as_defined, compares=4),
    Law("snapshots", "a case restored from its snapshot answers alike", _snapshots),
)
