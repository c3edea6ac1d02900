"""A result as text that a manager can read: what needs doing first, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from protocolrules.document import Protocol
from protocolrules.page import Page
from protocolrules.render import sections
from protocolrules.render.duties import broken_now, duty_lines, in_order, must_first
from protocolrules.render.saying import Saying
from protocolrules.results import CaseState, Duty, Rejected, Result
from protocolrules.words import asked_about, count, dated

__all__ = ["rejections", "render_result"]

_SHOWN = 20

_CLOSED = {
    "met": "met",
    "met_late": "met late",
    "missed": "missed",
    "kept": "kept",
    "broken": "broken",
    "lapsed": "lapsed",
}


def render_result(
    result: Result, protocol: Protocol, *, width: int = 80, every: bool = False
) -> str:
    """The text of `run`: each case, then services, then rejected events and warnings.

    `width` is in columns. With `every`, what is over is listed too and not only counted. Days
    are those of Europe/London.
    """
    say = Saying.of(result, protocol, Page(width), every)
    say.page.line(f"{result.protocol.title} ({result.protocol.id}, {_edition(result)})")
    known = "then" if result.known_at == result.at else asked_about(result.known_at)
    say.page.line(f"state at {asked_about(result.at)}, as recorded by {known}")
    for case in result.cases:
        say.page.title(f"Case {case.case_id}")
        _case(say, case, protocol)
    for service in result.services:
        say.page.title(f"Services of {service.authority}")
        _case(say, service, protocol)
    if not result.cases and not result.services:
        say.page.heading("No case to report on: no event was about one")
    _rejected(say, result.rejected)
    _warnings(say, result.warnings)
    return str(say.page)


def _edition(result: Result) -> str:
    edition = result.protocol.edition
    return edition if edition == "undated" else f"edition {edition}"


def _case(say: Saying, case: CaseState, protocol: Protocol) -> None:
    overdue = must_first(d for d in case.duties if d.state == "overdue" or broken_now(d))
    say.page.line(_at_a_glance(case, overdue))
    sections.leads(say, case)
    sections.ladders(say, case)
    sections.conflicts(say, case)
    _duties(say, "Overdue", overdue)
    _duties(say, "Due", _those(case, "due"))
    sections.questions(say, case, protocol)
    _duties(say, "Cannot be said yet", _those(case, "undetermined"))
    _duties(say, "Upcoming", _those(case, "upcoming"))
    _duties(say, "No date set", _those(case, "untimed"))
    _duties(say, "To keep to", _those(case, "in_force"))
    sections.in_force(say, case)
    sections.statuses(say, case.statuses)
    _closed(say, case)
    _warnings(say, case.warnings)


def _those(case: CaseState, state: str) -> list[Duty]:
    return in_order(duty for duty in case.duties if duty.state == state)


def _at_a_glance(case: CaseState, overdue: list[Duty]) -> str:
    must = sum(duty.modality == "must" for duty in overdue)
    broken = sum(bool(each.broken_by) for each in case.prohibitions)
    questions = len(case.undetermined)
    parts = [
        f"{len(overdue)} overdue ({must} must, {len(overdue) - must} should)" if overdue else "",
        count(broken, "prohibition") + " broken" if broken else "",
        _number(case, "due", "due"),
        count(questions, "question") if questions else "",
        _number(case, "upcoming", "upcoming"),
        _number(case, "untimed", "without a date"),
    ]
    return ", ".join(filter(None, parts)) or "nothing to do"


def _number(case: CaseState, state: str, word: str) -> str:
    number = len(_those(case, state))
    return f"{number} {word}" if number else ""


def _duties(say: Saying, heading: str, duties: list[Duty]) -> None:
    if duties:
        say.page.heading(f"{heading} ({len(duties)})")
    for duty in duties:
        duty_lines(say, duty)


def _closed(say: Saying, case: CaseState) -> None:
    over = [d for d in case.duties if d.state in _CLOSED and not broken_now(d)]
    if not over:
        return
    totals = Counter(duty.state for duty in over)
    said = ", ".join(f"{totals[s]} {word}" for s, word in _CLOSED.items() if totals[s])  # type: ignore[index]
    say.page.heading(f"Over: {said}" + ("" if say.every else " (listed with --all)"))
    if say.every:
        for duty in in_order(over):
            duty_lines(say, duty)


def _rejected(say: Saying, faults: Sequence[Rejected]) -> None:
    if not faults:
        return
    say.page.title("Events that could not be read")
    for line in rejections(faults):
        say.page.line(line, 2)
    withheld = sorted({each.case_id for each in faults if each.case_id})
    if withheld:
        say.page.line(f"not answered because of that: {', '.join(withheld)}")


def rejections(rejected: Sequence[Rejected]) -> Iterator[str]:
    """A line for each fault of a rejected event, never with a value; after 20 only their number."""
    yield from map(_rejection, rejected[:_SHOWN])
    if len(rejected) > _SHOWN:
        yield f"and {len(rejected) - _SHOWN} more: `--format json` lists them all"


def _rejection(each: Rejected) -> str:
    where = [
        f"line {each.line}" if each.line is not None else "",
        f"event {each.event_id}" if each.event_id else "",
    ]
    return f"{', '.join(filter(None, where)) or 'an event'}: {each.message} ({each.code})"


def _warnings(say: Saying, warnings: Iterable[str]) -> None:
    for number, warning in enumerate(warnings):
        if not number:
            say.page.heading("Please note")
        say.page.line(dated(warning), 2)
