"""The top of a page: what the protocol is, when it is in force, and between whom."""

from __future__ import annotations

from collections.abc import Iterator

from protocolrules.comparison.tables import escaped, table
from protocolrules.document import Court, Edition, Protocol, Settings
from protocolrules.handbook.markup import heading
from protocolrules.phrases import Terms
from protocolrules.words import day, listed

_CALENDARS = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
_WEEK = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_HOW = """\
This page is made from the rule file and says in plain words what the rules do, so that it can be
checked against the protocol itself. The numbers in front of each rule lead to the statements of the
source in the table at the end, where each statement leads back to its rules. Conditions are said
under the readings that the file takes; the section on readings says what else they could be.
*The holder* and *the recipient* are those whom the rule names. *No time given* means that the text
names no time: such a duty is never overdue. `"a / b" (…)` is either event, with what the brackets
ask for.

"""


def head(protocol: Protocol) -> str:
    """Title, a table of facts, the review date, and how to read the page."""
    facts = ([label, said] for label, said in _facts(protocol) if said)
    return heading(1, protocol.title) + table(("", ""), facts) + "\n" + _review(protocol) + _HOW


def _facts(protocol: Protocol) -> Iterator[tuple[str, str]]:
    terms = Terms.of(protocol)
    edition = protocol.edition
    yield "protocol", f"`{protocol.id}`"
    yield "edition", escaped(edition.name)
    yield "in force", in_force(edition)
    yield "review by", day(edition.review_by) if edition.review_by else "the text gives no date"
    yield "between", escaped(listed(map(terms.service, protocol.parties)))
    yield "reviewed by", escaped(listed(map(terms.service, protocol.owners)))
    yield "bank holidays", _CALENDARS.get(protocol.calendar, protocol.calendar)
    yield "working week", _settings(protocol.settings)
    closures = sorted(protocol.closures.items())
    yield "closed on", escaped("; ".join(f"{day(when)}: {why}" for when, why in closures))
    yield "courts", escaped("; ".join(map(_court, protocol.courts.values())))


def in_force(edition: Edition) -> str:
    """From when and until when."""
    if edition.starts is None:
        return "the text gives no date"
    until = f", until {day(edition.until)}" if edition.until else ", until something replaces it"
    return f"from {day(edition.starts)}{until}"


def _settings(settings: Settings) -> str:
    week = settings.working_week
    days = listed(_WEEK[number] for number in week)
    if len(week) > 2 and week == tuple(range(week[0], week[-1] + 1)):
        days = f"{_WEEK[week[0]]} to {_WEEK[week[-1]]}"
    return f"{days}, office hours {settings.office_opens:%H:%M} to {settings.office_closes:%H:%M}"


def _court(court: Court) -> str:
    days = listed(_WEEK[number] for number in court.weekdays)
    return f"{court.title} sits on {days} at {court.opens:%H:%M}"


def _review(protocol: Protocol) -> str:
    review_by = protocol.edition.review_by
    if review_by is None:
        return ""
    return (
        f"> **Review by {day(review_by)}.** After that day the protocol stays in force until "
        "something replaces it; ask whether there is a newer edition.\n\n"
    )
