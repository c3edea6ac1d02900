"""What shows that a duty was done."""

from __future__ import annotations

from protocolrules.expressions import (
    THE_HOLDER,
    THE_RECIPIENT,
    AllEvidence,
    AnyEvidence,
    Attendance,
    EventPattern,
    Evidence,
    ThisEvent,
)
from protocolrules.phrases.conditions import pattern
from protocolrules.phrases.terms import Terms, field_test, plain
from protocolrules.words import listed

_ATTENDED = {
    "in_person": "{} there in person",
    "report": "a report from {}",
    "representative": "a representative of {} there",
}


def evidence(terms: Terms, shown: Evidence, kinds: tuple[str, ...] = ()) -> str:
    """What meets a duty. `kinds` are those of the event that is judged itself."""
    match shown:
        case EventPattern():
            return pattern(terms, shown)
        case Attendance(how, role, service):
            name = _present(terms, role) if role else terms.service(service or "")
            return listed(
                (_ATTENDED.get(each, plain(each) + " {}").format(name) for each in how), "or"
            )
        case ThisEvent(tests):
            said = listed(field_test(terms, kinds, name, test) for name, test in tests)
            return f"the event itself says {said}"
        case AnyEvidence(parts):
            return listed((_part(terms, part, kinds) for part in parts), "or")
        case AllEvidence(parts):
            return listed(_part(terms, part, kinds) for part in parts)


def _part(terms: Terms, shown: Evidence, kinds: tuple[str, ...]) -> str:
    said = evidence(terms, shown, kinds)
    return f"({said})" if isinstance(shown, AnyEvidence | AllEvidence) else said


def _present(terms: Terms, role: str) -> str:
    return plain(role) if role in (THE_HOLDER, THE_RECIPIENT) else terms.words.role(role)
