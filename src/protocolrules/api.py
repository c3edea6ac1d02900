"""The Python interface: load a protocol, ask for the state of cases, and have it explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from protocolrules import __version__, document
from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.calendars import load_calendar
from protocolrules.diagnostics import did_you_mean
from protocolrules.durable import Durable
from protocolrules.engine import snapshots
from protocolrules.engine.case import Case, Rules, check_moment, check_read, once
from protocolrules.engine.matching import Matcher
from protocolrules.events import CaseEvent, EventReader, Subject
from protocolrules.events.types import ID_PATTERN
from protocolrules.explanation import Explanation, explain_case, find, set_off_by
from protocolrules.language import load_protocol
from protocolrules.log import Log, read_lines
from protocolrules.londontime import format_utc, tzdata_version
from protocolrules.results import CalendarRef, CaseState, Considered, ProtocolRef, Result
from protocolrules.words import Words, edition_warnings, listed, today


class Protocol:
    """A rule file that has been read and checked. Safe to share; make it with `load`."""

    def __init__(self, read: document.Protocol) -> None:
        """Wrap a document."""
        self._document = read
        self._reader = EventReader(read.vocabulary, read.authority)
        self._compiled: dict[tuple[str, frozenset[tuple[str, str]]], Rules] = {}
        self._durable: Durable | None = None

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: what is compiled is not for other processes."""
        raise TypeError("a protocol cannot be pickled: load it in each process, by its id or path")

    @property
    def id(self) -> str:
        """The id that the file gives itself, such as `enfield`."""
        return self._document.id

    @property
    def title(self) -> str:
        """What the protocol is called."""
        return self._document.title

    @property
    def document(self) -> document.Protocol:
        """Everything that the file says, as frozen data."""
        return self._document

    @property
    def services(self) -> Subject:
        """The services of the protocol's authority, as the subject of duties."""
        return Subject(authority=self._document.authority)

    def parse_event(self, source: str | bytes | Mapping[str, object]) -> CaseEvent:
        """An event from a line of JSON or from a mapping, of any kind that the file can use.

        Raises events.EventError, a ValueError that names the fields at fault and never a value.
        """
        return self._reader.parse(source)

    def read_events(self, lines: Iterable[str | bytes]) -> Log:
        """The log in JSON Lines. Faulty lines are set aside, and with them their cases."""
        return read_lines(lines, self._reader)

    def state(
        self,
        events: Iterable[CaseEvent],
        *,
        at: datetime,
        known_at: datetime | None = None,
        readings: Mapping[str, str] | None = None,
        because: bool = False,
        subjects: Iterable[Subject] | None = None,
        progress: Callable[[int, int], None] | None = None,
        matcher: str = "native",
    ) -> Result:
        """What is due, overdue, met or unknown at a moment, for each case and service.

        Args:
            events: events of any number of cases and services, in any order.
            at: the aware instant asked about.
            known_at: only what had been recorded by this aware instant counts; left out: `at`.
            readings: other declared values for readings, by name.
            because: whether each entry carries its reasons.
            subjects: answer for these alone, also where no event is about them; left out: for
                each that an event is about. Services of other authorities are left out.
            progress: called after each subject, with how many are done and how many there are.
            matcher: `native`, or `durable` to have durable-rules make all comparisons; both
                answer alike.

        Raises:
            ValueError: a naive time, an unknown reading or a value that it does not declare, or
                two events of one id with different content.
            durable.MatcherError: durable-rules is asked for and cannot be used, or fails.
        """
        known_at = known_at or at
        check_moment(at)
        format_utc(known_at)
        rules = self._rules(readings or {}, matcher)
        logs = _by_subject(events, self._document.authority)
        asked = set(logs) if subjects is None else set(subjects)
        ours = {s for s in asked if s.case_id is not None or s == self.services}
        states = []
        for s in sorted(ours, key=lambda s: (s.case_id is None, s.case_id or "")):
            log = (e for e in logs.get(s, ()) if e.recorded_at <= known_at)
            states.append(once(rules, s, log, at, because))
            if progress is not None:
                progress(len(states), len(ours))
        warnings = [
            *edition_warnings(self._document.edition, today(at)),
            *sorted(f"events about the {s}: the protocol is not theirs" for s in asked - ours),
        ]
        return self._result(states, at, known_at, readings or {}, warnings)

    def consider(
        self,
        events: Iterable[CaseEvent],
        rule: str,
        *,
        at: datetime,
        case_id: str | None = None,
        known_at: datetime | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> tuple[Considered, ...]:
        """Each time a rule was looked at for a case (without one: for the services), and why
        something came of it or not.

        Raises ValueError as `state` does, and for an unknown rule or a ladder.
        """
        known_at = known_at or at
        check_moment(at)
        format_utc(known_at)
        rules = self._rules(readings or {})
        found = find(rule, self._document).rule
        if found not in self._document.rules:
            raise ValueError(f"{found} is a ladder, not a rule: have it explained instead")
        subject = self.services if case_id is None else Subject(case_id=case_id)
        log = _by_subject(events, self._document.authority).get(subject, [])
        looked_at = Case(rules, subject, log).consider(found, at, known_at)
        nearest = (set_off_by(Words(self._document.vocabulary), self._document.rules[found]),)
        return tuple(
            each.model_copy(update={"nearest": nearest})
            if each.outcome == "not_triggered" and not each.nearest
            else each
            for each in looked_at
        )

    def open_case(
        self,
        case_id: str | None = None,
        *,
        readings: Mapping[str, str] | None = None,
        matcher: str = "native",
    ) -> Case:
        """A case without events yet; without an id, the services of the authority.

        `matcher`: as in `state`. Raises ValueError for what is no id, an unknown reading, or a
        value that it does not declare.
        """
        if case_id is not None and not re.fullmatch(ID_PATTERN.strip("^$"), case_id):
            raise ValueError(
                "a case is named by an opaque id: 1 to 64 letters, digits, dots, colons, "
                "underscores and hyphens"
            )
        subject = self.services if case_id is None else Subject(case_id=case_id)
        return Case(self._rules(readings or {}, matcher), subject)

    def matcher(self, readings: Mapping[str, str] | None = None) -> Matcher:
        """Which rules each single event sets off, compiled anew: make it once and keep it.

        Raises ValueError for an unknown reading, or a value that it does not declare.
        """
        return Matcher(self._rules(readings or {}).program)

    def restore(self, snapshot: bytes, *, matcher: str = "native") -> Case:
        """A case from what `Case.snapshot` gave, as these rules see its log.

        `matcher`: as in `state`.
        Raises ValueError for what is no snapshot, one of another protocol, and a faulty event.
        """
        told = snapshots.read(snapshot)
        if told.protocol != self.id:
            raise ValueError(f"this snapshot is of {told.protocol}, not of {self.id}")
        subject = self.services if told.case_id is None else Subject(case_id=told.case_id)
        events = [self.parse_event(event) for event in told.events]
        return Case(self._rules(told.readings, matcher), subject, events)

    def _rules(self, readings: Mapping[str, str], matcher: str = "native") -> Rules:
        self._check(readings)
        key = matcher, frozenset(readings.items())
        rules = self._compiled.get(key)
        if rules is None:
            matching = self._matching(matcher)
            rules = self._compiled[key] = Rules(self._document, readings, matching)
        return rules

    def _matching(self, matcher: str) -> Durable | None:
        if matcher == "native":
            return None
        if matcher != "durable":
            raise ValueError(f'there is no matcher "{matcher}": there is native and durable')
        if self._durable is None:
            self._durable = Durable(self._document)
        return self._durable

    def _result(
        self,
        states: Iterable[CaseState],
        at: datetime,
        known_at: datetime,
        readings: Mapping[str, str],
        warnings: Iterable[str],
    ) -> Result:
        """States together with everything that they rest on."""
        every = tuple(states)
        declared = self._document.readings
        return Result(
            protocol=self._reference(today(at)),
            calendar=self._calendar(),
            engine=__version__,
            at=at,
            known_at=known_at,
            readings={name: readings.get(name, declared[name].means) for name in sorted(declared)},
            cases=tuple(state for state in every if state.case_id is not None),
            services=tuple(state for state in every if state.case_id is None),
            warnings=tuple(warnings),
        )

    def _reference(self, now: date) -> ProtocolRef:
        edition = self._document.edition
        return ProtocolRef(
            id=self.id,
            title=self.title,
            edition=edition.name,
            digest=self._document.digest,
            review_by=edition.review_by,
            past_review=edition.review_by is not None and now > edition.review_by,
        )

    def _calendar(self) -> CalendarRef:
        settings = self._document.settings
        calendar = load_calendar(self._document.calendar).with_closures(self._document.closures)
        calendar = calendar.with_office_hours(settings.office_opens, settings.office_closes)
        return CalendarRef(
            id=calendar.id,
            digest=calendar.digest,
            horizon=calendar.horizon,
            tzdata=tzdata_version(),
        )

    def _check(self, readings: Mapping[str, str]) -> None:
        declared = self._document.readings
        for name, value in readings.items():
            if name not in declared:
                raise ValueError(_unknown_reading(name, sorted(declared)))
            allowed = (declared[name].means, *declared[name].others)
            if value not in allowed:
                raise ValueError(
                    f'the reading {name} cannot be "{value}": it is one of '
                    + listed((f'"{each}"' for each in allowed), "or")
                )


def load(path_or_id: str | Path) -> Protocol:
    """Read and check a rule file, given by its path or by the id of an included one.

    Raises FindingsError with every fault that the file has, and OSError when it cannot be read.
    """
    return Protocol(load_protocol(_path(path_or_id)))


def explain(
    protocol: Protocol,
    events: Iterable[CaseEvent],
    asked: str,
    *,
    at: datetime,
    case_id: str | None = None,
    known_at: datetime | None = None,
    readings: Mapping[str, str] | None = None,
    width: int = 80,
) -> Explanation:
    """Why, or why not: `asked` is the id of a duty, or the name of a rule or ladder.

    Explains for one case, or without `case_id` for the services. `str()` of the result is plain
    words in lines of at most `width` columns; its fields hold the same as data.

    Raises ValueError as `Protocol.state` does, and when nothing of that name is there.
    """
    subject = protocol.services if case_id is None else Subject(case_id=case_id)
    log = _by_subject(events, protocol.document.authority).get(subject, [])
    result = protocol.state(
        log, at=at, known_at=known_at, readings=readings, because=True, subjects=[subject]
    )
    (case,) = result.cases or result.services
    found = find(asked, protocol.document, case)
    _about_the_same(protocol.document.rules.get(found.rule), subject)
    considered: tuple[Considered, ...] = ()
    if found.duty is None and found.rule in protocol.document.rules:
        considered = protocol.consider(
            log, found.rule, at=at, case_id=case_id, known_at=known_at, readings=readings
        )
    return explain_case(found, result, case, considered, protocol.document, log, width)


def _about_the_same(rule: document.Rule | None, subject: Subject) -> None:
    if rule is None or (rule.subject == "case") == (subject.case_id is not None):
        return
    if rule.subject == "case":
        raise ValueError(f"the rule {rule.name} is about a case: say which one")
    raise ValueError(f"the rule {rule.name} is about the services: ask for them, not for a case")


def _path(path_or_id: str | Path) -> Path:
    if isinstance(path_or_id, str) and path_or_id in bundled_ids():
        return bundled_path(path_or_id)
    path = Path(path_or_id)
    if not path.exists() and path.name == str(path_or_id) and not path.suffix:
        ids = bundled_ids()
        meant = did_you_mean(path.name, ids)
        hint = f'did you mean "{meant}"?' if meant else f"included are {listed(ids)}"
        raise FileNotFoundError(f'there is no protocol and no file "{path.name}": {hint}')
    return path


def _by_subject(events: Iterable[CaseEvent], authority: str) -> dict[Subject, list[CaseEvent]]:
    """Each subject's events, each once. Raises ValueError for one id with two contents, and for
    an event of this authority of which another protocol read only what every event has."""
    known: dict[str, CaseEvent] = {}
    for event in events:
        check_read(event, authority)
        if known.setdefault(event.event_id, event) != event:
            raise ValueError(f"two events have the id {event.event_id} and different content")
    logs: dict[Subject, list[CaseEvent]] = {}
    for event in known.values():
        logs.setdefault(event.subject, []).append(event)
    return logs


def _unknown_reading(name: str, declared: list[str]) -> str:
    meant = did_you_mean(name, declared)
    hint = f'did you mean "{meant}"? ' if meant else ""
    there_is = f"it has {listed(declared)}" if declared else "it has none"
    return f'the protocol has no reading "{name}": {hint}{there_is}'
