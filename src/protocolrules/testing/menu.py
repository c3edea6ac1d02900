"""What the rules of a protocol listen to, as templates of events: triggers, evidence, conditions,
holders, occasions and disputes, each with the field values that the rules mention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any, Literal

from protocolrules.document import (
    Duty,
    Ladder,
    OfOccasion,
    OnDuty,
    OnRise,
    Protocol,
    Rule,
    StatusGiven,
    Who,
)
from protocolrules.expressions import (
    THE_HOLDER,
    Attendance,
    DutyIs,
    EventPattern,
    FactIs,
    FieldIs,
    Judged,
    RoleIs,
    RungReached,
    Test,
    ThisEvent,
    Unreported,
)
from protocolrules.periods import Period
from protocolrules.testing.values import (
    SEVERAL,
    Json,
    both,
    for_test,
    length,
    passing,
    with_another,
)
from protocolrules.timing import BeforeOccasion, OnTheDay
from protocolrules.vocabulary import EventKind, Vocabulary

WORKERS = ("W-1", "W-2")
Subject = Literal["case", "service"]


@dataclass(frozen=True)
class Template:
    """A kind of event, and for some of its fields the values worth trying, best first. `roles`
    and `services`: who is worth naming where somebody took part. `more`: what stands in the event
    as it is; `wait`: how long before it nothing happens."""

    kind: str
    subject: Subject
    values: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    more: Mapping[str, Json] = field(default_factory=dict)
    wait: timedelta = timedelta()


def within(node: object) -> Iterator[Any]:
    """Everything that frozen data is made of."""
    if is_dataclass(node):
        yield node
        for each in fields(node):
            yield from within(getattr(node, each.name))
    elif isinstance(node, tuple):
        for part in node:
            yield from within(part)


class Menu:
    """The templates of each rule and ladder of a protocol, worked out once."""

    def __init__(self, protocol: Protocol) -> None:
        """Of a document as it was read."""
        self.protocol = protocol
        self.vocabulary = protocol.vocabulary
        # Ladders are few beside the rules: they are named more often.
        self.names = (
            *sorted(protocol.rules),
            *sorted(protocol.ladders) * (1 + len(protocol.rules) // 12),
        )
        self._of: dict[str, tuple[Template, ...]] = {}
        self._recipients: list[str] = []
        self._walks: dict[str, tuple[Template, ...]] = {}
        self._scenes: dict[str, tuple[Template, ...]] = {}
        self._gaps = self._lengths()

    def of(self, name: str) -> tuple[Template, ...]:
        """What a rule or ladder listens to, and the rules that it asks about or contradicts."""
        if name not in self._of:
            near = dict.fromkeys((name, *self._asks_about(name)))
            near |= dict.fromkeys(each for other in near for each in self._asks_about(other))
            found = [template for each in near for template in self._completed(each)]
            # What the rule itself looks at comes up as often as what it rests on.
            own = [template for template in found if template.kind not in _BACKGROUND]
            rest = [template for template in found if template.kind in _BACKGROUND]
            self._of[name] = (*own * (1 + len(rest) // max(len(own), 1)), *rest)
        return self._of[name]

    def walk(self, name: str) -> tuple[Template, ...]:
        """What a rule or ladder itself listens to, each once: what sets it off comes first."""
        if name not in self._walks:
            own = (each for each in self._completed(name) if each.kind not in _BACKGROUND)
            self._walks[name] = tuple(each for template in own for each in _variants(template))
        return self._walks[name]

    def scene(self, name: str) -> tuple[Template, ...]:
        """Reports of what the conditions of a rule ask for, first of all that, then the opposite
        and other values, and of who holds its roles."""
        if name not in self._scenes:
            listened = [each for each in self.of(name) if each.kind == "facts_reported"]
            reports = [one for each in listened for one in _variants(each)]
            told = [each for each in reports if "facts" in each.values]
            held = [each for each in reports if "holders" in each.values]
            pairs = zip_longest(told, held)
            self._scenes[name] = tuple(each for pair in pairs for each in pair if each is not None)
        return self._scenes[name]

    def node(self, name: str) -> Rule | Ladder:
        """A rule or ladder by name."""
        found = self.protocol.rules.get(name)
        return self.protocol.ladders[name] if found is None else found

    def _asks_about(self, name: str) -> Iterator[str]:
        givers = {
            rule.effect.status: rule.name
            for rule in self.protocol.rules.values()
            if isinstance(rule.effect, StatusGiven)
        }
        for other in self.protocol.rules.values():
            if name in other.conflicts_with:
                yield other.name
        for node in within(self.node(name)):
            if isinstance(node, Rule):
                yield from node.conflicts_with
            if isinstance(node, OnDuty | DutyIs):
                yield node.rule
            elif isinstance(node, RungReached):
                yield node.ladder
            elif isinstance(node, FactIs) and node.fact in givers:
                yield givers[node.fact]
            elif getattr(node, "after", None) in self.protocol.rules:
                yield node.after

    def _completed(self, name: str) -> Iterator[Template]:
        """The templates of one rule, with the fields that its conditions ask for, and who it is
        about."""
        parts = list(within(self.node(name)))
        asked: dict[str, tuple[Json, ...]] = {}
        for part in parts:
            tests = ((part.field, part.test),) if isinstance(part, FieldIs) else ()
            for field_, test in part.tests if isinstance(part, ThisEvent) else tests:
                asked[field_] = (*asked.get(field_, ()), *both(passing(test, [])))
        roles = dict.fromkeys(self.roles_in(parts))
        seen = [part for part in parts if isinstance(part, Attendance)]
        roles |= dict.fromkeys(p.role for p in seen if p.role not in (None, THE_HOLDER))
        services = dict.fromkeys(part.service for part in seen if part.service)
        for template in self._templates(name):
            fields_ = self.vocabulary.events[template.kind].fields
            more = {
                key: with_another(values, fields_[key])
                for key, values in asked.items()
                if key in fields_ and key not in template.values and values
            }
            yield replace(
                template,
                values={**template.values, **more},
                roles=tuple(role for role in roles if role),
                services=tuple(services),
            )

    def _templates(self, name: str) -> Iterator[Template]:
        node = self.node(name)
        subject: Subject = node.subject if isinstance(node, Rule) else "case"
        parts = list(within(node))
        roles = self.roles_in(parts)
        to = node.effect.to if isinstance(node, Rule) and isinstance(node.effect, Duty) else None
        self._recipients = self.roles_in(list(within(to)))
        facts = [p for p in parts if isinstance(p, FactIs) and p.fact in self._known_facts()]
        if facts:
            yield self._all_so(facts, subject)
        for part in parts:
            yield from self._of_part(part, subject, roles)
        for role in roles:
            yield from self._of_role(role, subject)
        if isinstance(node, Ladder):
            yield from self._leaps(node)
        for each in facts:
            yield self._one_fact(each, subject)

    def roles_in(self, parts: list[Any]) -> list[str]:
        """The roles that a rule names, also by a reading."""
        found: dict[str, None] = {}
        for who in (part for part in parts if isinstance(part, Who)):
            found |= dict.fromkeys(who.roles)
            if who.reading is not None:
                reading = self.protocol.readings[who.reading]
                values = (reading.means, *reading.others)
                found |= dict.fromkeys(v for v in values if v in self.vocabulary.roles)
        return list(found)

    def _leaps(self, ladder: Ladder) -> Iterator[Template]:
        """Events that pass over rungs; nothing else does, so they come up more often."""
        times = _LEAPS if len(ladder.rungs) > 2 else 1
        for kind in ladder.moves_on.kinds * times:
            if "to_rung" in self.vocabulary.events[kind].fields:
                yield Template(kind, "case", {"to_rung": (len(ladder.rungs), 2)})

    def _known_facts(self) -> set[str]:
        return {*self.vocabulary.facts, *self.vocabulary.statuses}

    def _of_part(self, part: object, subject: Subject, roles: list[str]) -> Iterator[Template]:
        match part:
            case EventPattern(kinds, tests, occasion):
                for kind in kinds:
                    yield from self._pattern(kind, tests, occasion, subject, roles)
            case OfOccasion(kinds):
                yield from self._occasions(kinds, subject)
            case BeforeOccasion(_, kinds) | OnTheDay(kinds):
                yield from self._occasions(kinds, subject)
            case Attendance(_, role, service):
                who = [role] if role not in (THE_HOLDER, None) else roles
                by = {"by": tuple(who)} if who else {}
                service = service or self.protocol.parties[0]
                yield Template("report_sent", "case", {**by, "service": (service,)})
            case Judged(judgement):
                judged = {"judgement": (judgement,), "holds": (True, False)}
                yield Template("judgement_recorded", subject, judged)
            case RoleIs(role):
                yield from self._of_role(role, subject)
            case OnRise(fact):
                declared = self.vocabulary.facts.get(fact)
                levels = declared.choices if declared and declared.choices else (1, 2, 3)
                for level in (levels[0], levels[-1]):
                    told = ({fact: {"value": level}}, {fact: {"value": levels[1]}})
                    yield Template("facts_reported", subject, {"facts": told})
            case Unreported(fact):
                values = for_test(None, self.vocabulary.facts.get(fact))
                said = tuple({fact: {"value": value}} for value in values)
                yield Template("facts_reported", subject, {"facts": said})

    def _pattern(
        self,
        kind: str,
        tests: tuple[tuple[str, Test], ...],
        occasion: tuple[str, ...],
        subject: Subject,
        roles: list[str],
    ) -> Iterator[Template]:
        declared = self.vocabulary.events[kind]
        values: dict[str, tuple[Json, ...]] = {}
        for name, test in tests:
            found = list(passing(test, roles, self._recipients))
            if name in declared.fields and declared.fields[name].type in SEVERAL:
                found = [each if isinstance(each, list) else [each] for each in found]
            if found and name in (*declared.fields, "service"):
                values[name] = tuple(found)
        if declared.occasion is not None and declared.occasion.kind_from and occasion:
            values.setdefault(declared.occasion.kind_from, occasion)
        yield Template(kind, subject_of(declared, subject), values)
        yield from self._occasions(occasion, subject)

    def _occasions(self, kinds: Iterable[str], subject: Subject) -> Iterator[Template]:
        for occasion in kinds:
            for kind in self.kinds_about(occasion):
                effect = kind.occasion
                assert effect is not None
                named = {effect.kind_from: (occasion,)} if effect.kind_from else {}
                yield Template(kind.name, subject_of(kind, subject), named)
            yield Template("facts_reported", subject, {"last_done": (occasion,)})

    def kinds_about(self, occasion: str) -> Iterator[EventKind]:
        """The kinds that plan, move, hold… it: its own, or else the general ones."""
        every = [kind for kind in self.vocabulary.events.values() if kind.occasion is not None]
        own = [k for k in every if k.occasion is not None and k.occasion.kind == occasion]
        general = [k for k in every if k.occasion is not None and k.occasion.kind_from]
        named = [k for k in general if k.occasion and f"{k.occasion.kind_from}" in occasion]
        meeting = [k for k in general if k.occasion and k.occasion.kind_from == "meeting"]
        yield from own or named or meeting or general

    def _of_role(self, role: str, subject: Subject) -> Iterator[Template]:
        held = tuple({role: worker} for worker in (WORKERS[0], None, WORKERS[1]))
        yield Template("facts_reported", subject, {"holders": held})
        if subject == "case":
            yield Template("case_allocated", "case", {"role": (role,)})
            yield Template("allocation_ended", "case", {"role": (role,)})
            failed = {"to": (role,), "outcome": ("failed", "reached")}
            yield Template("contact_attempted", "case", failed)
        yield Template("person_unable", subject, {"role": (role,)})

    def _all_so(self, facts: list[FactIs], subject: Subject) -> Template:
        """Everything that the conditions of a rule ask for, reported at once, and the opposite."""
        so: dict[str, Json] = {}
        otherwise: dict[str, Json] = {}
        for each in reversed(facts):
            values = for_test(each.test, self.vocabulary.facts.get(each.fact))
            other = [value for value in values if value not in each.test.values]
            so[each.fact] = {"value": values[0]}
            otherwise[each.fact] = {"value": (other or values)[0]}
        mixed = {name: (so, otherwise)[n % 2][name] for n, name in enumerate(so)}
        every = (
            so,
            otherwise,
            mixed,
            {name: (otherwise, so)[n % 2][name] for n, name in enumerate(so)},
        )
        return Template("facts_reported", subject, {"facts": every})

    def _one_fact(self, part: FactIs, subject: Subject) -> Template:
        values = for_test(part.test, self.vocabulary.facts.get(part.fact))
        told = tuple({part.fact: {"value": value}} for value in values)
        return Template("facts_reported", subject, {"facts": told})

    def gaps(self) -> tuple[timedelta, ...]:
        """The periods of the rules as lengths of time, and a little more and less."""
        return self._gaps

    def _lengths(self) -> tuple[timedelta, ...]:
        nodes = (*self.protocol.rules.values(), *self.protocol.ladders.values())
        found = {p for node in nodes for p in within(node) if isinstance(p, Period)}
        lengths = {length(period) for period in found}
        near = {timedelta(), timedelta(days=1), -timedelta(days=1), timedelta(hours=1)}
        every = {length + more for length in lengths for more in near}
        return tuple(sorted(gap for gap in every if gap > timedelta()))

    def special_days(self) -> tuple[date, ...]:
        """Days on which something about the edition changes."""
        edition = self.protocol.edition
        days = (edition.starts, edition.until, edition.review_by)
        return tuple(day for day in days if day is not None)


def subject_of(kind: EventKind, wanted: Subject) -> Subject:
    """Whom an event of a kind is about, where one of a sort is wanted."""
    return wanted if kind.subject == "either" else kind.subject


_BACKGROUND = (
    "facts_reported case_allocated allocation_ended contact_attempted person_unable"
).split()
_VARIANTS = 4
_LEAPS = 4


def _variants(template: Template) -> Iterator[Template]:
    """The template with its first values, its second ones, and so on."""
    most = max((len(values) for values in template.values.values()), default=1)
    for number in range(min(most, _VARIANTS)):
        values = {key: (each[number % len(each)],) for key, each in template.values.items() if each}
        yield replace(template, values=values)


def role_names(vocabulary: Vocabulary) -> tuple[str, ...]:
    """A few roles that events often name."""
    usual = ("yjs_case_manager", "social_worker", "yjs", "csc")
    return tuple(role for role in usual if role in vocabulary.roles)
