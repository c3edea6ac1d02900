"""Reads a file of scenarios and checks everything in it that can be checked without running."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from protocolrules.document import Protocol
from protocolrules.events import CaseEvent, EventError, EventReader, Subject
from protocolrules.language.loading import read_bytes
from protocolrules.nodes import MapNode, Node, Scalar, parse_yaml
from protocolrules.scenarios import sources
from protocolrules.scenarios.expecting import Subjects, read_expect
from protocolrules.scenarios.model import Moment, Scenario, ScenarioFile, Variant
from protocolrules.scenarios.notes import Notes, entries, one_or_more, text_of, written
from protocolrules.scenarios.sources import RULE_FILE, Library
from protocolrules.scenarios.timeline import DEFAULT_CASE, Told, event_ids, read_timeline

_FILE = ("title", "protocol", RULE_FILE, "scenarios")
_SCENARIO = ("title", "readings", "events", "expect", "under")
_VARIANT = ("title", "readings", "expect")


def read_scenarios(path: Path, library: Library | None = None) -> ScenarioFile:
    """Read one file. What is wrong with it stands in its findings and those of its scenarios.

    Raises OSError when the file cannot be opened.
    """
    data = read_bytes(path)
    node, findings = parse_yaml(data, str(path))
    notes = Notes(findings=list(findings))
    source = data.decode("utf-8", errors="replace")
    given = _given(node, _FILE, "a scenario file", notes) if node is not None else {}
    title = text_of(given["title"], notes, "title") if "title" in given else ""
    protocol = None
    if node is not None and given:
        protocol = _protocol(given, node, _Origin(path, source, library or Library()), notes)
    scenarios = tuple(_scenarios(given, node, protocol, notes)) if protocol and node else ()
    return ScenarioFile(path, title or "", protocol, scenarios, tuple(notes.findings), source)


def _given(node: Node, allowed: Collection[str], what: str, notes: Notes) -> dict[str, Node]:
    """The values by key; keys that mean nothing are noted."""
    given = {}
    for key, value in entries(node, notes, what):
        if key.text in allowed:
            given[key.text] = value
        else:
            notes.unknown_key(key, what, allowed)
    return given


@dataclass(frozen=True, slots=True)
class _Origin:
    path: Path
    source: str
    library: Library


def _protocol(
    given: Mapping[str, Node], node: Node, origin: _Origin, notes: Notes
) -> Protocol | None:
    if ("protocol" in given) == (RULE_FILE in given):
        fault = "both" if "protocol" in given else "neither"
        hint = "write protocol: with an id or a path, or rule_file: with the rules themselves"
        notes.add("PR603", f'{fault} "protocol" and "rule_file"', node.place, hint)
        return None
    if "protocol" in given:
        return sources.named(given["protocol"], origin.path, origin.library, notes)
    return sources.written_here(node, origin.source, origin.path, notes)


def _scenarios(
    given: Mapping[str, Node], node: Node, protocol: Protocol, notes: Notes
) -> Iterator[Scenario]:
    if "scenarios" not in given:
        hint = "write scenarios: and under it each scenario by a name of its own"
        notes.add("PR603", 'a scenario file has no "scenarios"', node.place, hint)
        return
    found = list(entries(given["scenarios"], notes, "scenarios"))
    if not found and isinstance(given["scenarios"], MapNode):
        notes.add("PR608", "there is no scenario", given["scenarios"].place)
    names, reader = _names(protocol), EventReader(protocol.vocabulary, protocol.authority)
    for name, value in found:
        yield _Reading(protocol, reader, Notes(dict(names))).scenario(name, value)


def _names(protocol: Protocol) -> dict[str, Collection[str]]:
    """What exists, by sort, as the values of `topics` and `grounds` call it."""
    vocabulary = protocol.vocabulary
    return {
        "rule": {*protocol.rules, *protocol.ladders},
        "ladder": protocol.ladders.keys(),
        "reading": protocol.readings.keys(),
        "fact": {*vocabulary.facts, *vocabulary.statuses},
        "role": vocabulary.roles.keys(),
        "judgement": vocabulary.judgements.keys(),
        "status": vocabulary.statuses.keys(),
        "scope": vocabulary.scopes.keys(),
        "assignment": vocabulary.assignments.keys(),
        "topic": vocabulary.topics.keys(),
        "kind of event": vocabulary.events.keys(),
        "clause": _clauses(protocol),
    }


def _clauses(protocol: Protocol) -> set[str]:
    cited = [entry.id for entry in protocol.ledger]
    cited += [clause for rule in protocol.rules.values() for clause in rule.clause]
    cited += [clause for ladder in protocol.ladders.values() for clause in ladder.clause]
    return set(cited)


@dataclass(slots=True)
class _Reading:
    """Reads one scenario."""

    protocol: Protocol
    reader: EventReader
    notes: Notes

    def scenario(self, name: Scalar, node: Node) -> Scenario:
        given = _given(node, _SCENARIO, f'scenario "{name.text}"', self.notes)
        title = self._title(given, name)
        ids = event_ids(given.get("events"))
        self.notes.names = {**self.notes.names, "event": ids}
        told = read_timeline(given.get("events"), self.protocol, self.notes)
        events = self._events(told)
        self.notes.names = {**self.notes.names, "event or occasion": _occasions(ids, told)}
        variants = tuple(self._variants(given, name, self._subjects(events)))
        if not any(variant.moments for variant in variants) and not self.notes.findings:
            self._expects_nothing(name)
        return Scenario(name.text, title, events, variants, name.place, tuple(self.notes.findings))

    def _title(self, given: Mapping[str, Node], name: Scalar) -> str:
        if "title" in given:
            return text_of(given["title"], self.notes, "title") or ""
        hint = "say in a few words what happens, such as title: remand just before Christmas"
        self.notes.add("PR603", f'scenario "{name.text}" has no "title"', name.place, hint)
        return ""

    def _expects_nothing(self, name: Scalar) -> None:
        self.notes.add(
            "PR608",
            f'scenario "{name.text}" expects nothing',
            name.place,
            hint="write expect: with what should be so at which moments",
            why="a scenario that expects nothing passes whatever the rules say",
        )

    def _events(self, told: tuple[Told, ...]) -> tuple[CaseEvent, ...]:
        events: dict[str, CaseEvent] = {}
        for each in told:
            try:
                event = self.reader.parse(each.content)
            except EventError as error:
                for fault in error.faults:
                    place = each.place_of(fault.field)
                    self.notes.add(fault.code, f"{fault.field or 'event'} {fault.message}", place)
                continue
            if events.setdefault(event.event_id, event) != event:
                message = f"two different events have the id {event.event_id}"
                self.notes.add("PR607", message, each.place_of("event_id"), "give each its own id")
        return tuple(events.values())

    def _subjects(self, events: tuple[CaseEvent, ...]) -> Subjects:
        """Whom a moment can ask about: the cases of the events, and the authority's services."""
        found = {event.subject: None for event in events}
        cases = {subject.case_id: subject for subject in found if subject.case_id}
        services = {s.authority: s for s in found if s.case_id is None and s.authority}
        if not cases and not services:
            cases = {DEFAULT_CASE: Subject(case_id=DEFAULT_CASE)}
        own = self.protocol.authority
        every = {**cases, **services, **({} if own in cases else {own: Subject(authority=own)})}
        only = next(iter(cases or services)) if len(found) < 2 else None
        return Subjects(every, DEFAULT_CASE if DEFAULT_CASE in cases else only)

    def _variants(
        self, given: Mapping[str, Node], name: Scalar, subjects: Subjects
    ) -> Iterator[Variant]:
        readings = self._readings(given)
        if "expect" in given:
            moments = read_expect(given["expect"], self.notes, subjects)
            yield Variant("", readings, moments, name.place)
        for node in one_or_more(given["under"]) if "under" in given else ():
            yield self._variant(node, readings, subjects)

    def _variant(self, node: Node, readings: Mapping[str, str], subjects: Subjects) -> Variant:
        what = "an entry of under"
        given = _given(node, _VARIANT, what, self.notes)
        for key in ("readings", "expect"):
            if key not in given and isinstance(node, MapNode):
                self.notes.add("PR603", f'{what} has no "{key}"', node.place)
        chosen = self._readings(given)
        label = ", ".join(f"{name}: {value}" for name, value in chosen.items())
        if "title" in given:
            label = text_of(given["title"], self.notes, "title") or label
        moments: tuple[Moment, ...] = ()
        if "expect" in given:
            moments = read_expect(given["expect"], self.notes, subjects)
        return Variant(label, {**readings, **chosen}, moments, node.place)

    def _readings(self, given: Mapping[str, Node]) -> dict[str, str]:
        chosen: dict[str, str] = {}
        if "readings" not in given:
            return chosen
        for key, value in entries(given["readings"], self.notes, "readings"):
            self.notes.check_name(key, "reading")
            reading = self.protocol.readings.get(key.text)
            text = text_of(value, self.notes, "a reading")
            if reading is None or text is None:
                continue
            if text not in (reading.means, *reading.others):
                allowed = ", ".join((reading.means, *reading.others))
                message = f'the reading "{key.text}" cannot stand at "{text}"'
                self.notes.add("PR610", message, value.place, f"write one of: {allowed}")
            chosen[key.text] = text
        return chosen


def _occasions(ids: Collection[str], told: tuple[Told, ...]) -> set[str]:
    """What a duty can be about: an event, or an occasion, referral… that events name."""
    named = {written(each.given["about"]) for each in told if "about" in each.given}
    return {*ids, *named, "standing", "edition"}
