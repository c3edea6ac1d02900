"""Events that fit what a rule asks for, with what is left open decided by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from protocolrules.document import Duty, Rule, Who
from protocolrules.expressions import (
    THE_HOLDER,
    THE_RECIPIENT,
    Attendance,
    EventPattern,
    Test,
)
from protocolrules.testing.menu import Menu, Template, subject_of, within
from protocolrules.testing.values import SEVERAL, Json, passing
from protocolrules.vocabulary import FieldDecl

OTHER = "O-2"
"""The occasion of an event that is not about the one at hand."""

Fields = dict[str, tuple[Test, bool]]
"""Fields of an event, each with a test, and whether that has to hold."""


class Fitting:
    """Makes events that fit the patterns of one protocol's rules."""

    def __init__(self, menu: Menu, chance: Random) -> None:
        """Of the rules on a menu."""
        self.menu, self.chance = menu, chance

    def like(self, pattern: EventPattern, rule: Rule) -> Template:
        """An event that fits a pattern."""
        kind = self.menu.vocabulary.events[self.chance.choice(pattern.kinds)]
        values: dict[str, tuple[Json, ...]] = {}
        for name, test in pattern.tests:
            found = self._passing(test, kind.fields.get(name), rule)
            if found:
                values[name] = (self.chance.choice(found),)
        if kind.occasion is not None and kind.occasion.kind_from and pattern.occasion:
            values.setdefault(kind.occasion.kind_from, pattern.occasion[:1])
        more = {} if kind.occasion is None else {"about": OTHER}
        return Template(kind.name, subject_of(kind, rule.subject), values, more=more)

    def by_each(self, pattern: EventPattern, rule: Rule, duty: Duty) -> Iterator[Template]:
        """An event that fits, or one by each holder and to each recipient where all are asked."""
        found = [self.like(pattern, rule)]
        for name, test in pattern.tests:
            for stands, who in ((THE_HOLDER, duty.who), (THE_RECIPIENT, duty.to)):
                if stands in test.values and who is not None and who.how in ("each", "together"):
                    roles = self.menu.roles_in(list(within(who)))
                    named = [(event, role) for event in found for role in roles]
                    found = [
                        replace(event, values={**event.values, name: (role,)})
                        for event, role in named
                        if name in event.values
                    ]
        yield from found

    def with_fields(self, event: Template, fields: Fields, rule: Rule) -> Template:
        """The event with the fields that the conditions of a rule ask for."""
        declared = self.menu.vocabulary.events[event.kind].fields
        values = dict(event.values)
        for name, (test, so) in fields.items():
            if name not in declared:
                continue
            found = (
                self._passing(test, declared[name], rule)
                if so
                else self._others(test, declared[name])
            )
            if found and not (name in values and values[name][0] in found):
                values[name] = (self.chance.choice(found),)
        return replace(event, values=values)

    def _passing(self, test: Test, declared: FieldDecl | None, rule: Rule) -> list[Json]:
        to = getattr(rule.effect, "to", None)
        recipients = self.menu.roles_in(list(within(to)))
        found = list(passing(test, self.holders(rule), recipients))
        delegates = any(isinstance(p, Who) and p.or_delegate for p in within(rule.effect))
        if THE_HOLDER in test.values and not delegates:
            found.remove("delegate")
        if declared is not None and declared.type in SEVERAL:
            found = [each if isinstance(each, list) else [each] for each in found]
        return found

    def _others(self, test: Test, declared: FieldDecl) -> list[Json]:
        """Values of a field that a test does not ask for."""
        vocabulary = self.menu.vocabulary
        sort = declared.type
        every: tuple[Json, ...] = {
            "yes_no": (True, False),
            "role": tuple(vocabulary.roles),
            "roles": tuple(vocabulary.roles),
            "service": tuple(vocabulary.services),
            "services": tuple(vocabulary.services),
        }.get(sort, declared.choices)
        found = [each for each in every if each not in test.values]
        return [[each] for each in found] if sort in SEVERAL else found

    def people(self, seen: Attendance, rule: Rule, how: str) -> list[dict[str, str]]:
        """Those whom a rule wants to see at an occasion, as somebody writes down who was there."""
        if seen.service is not None:
            return [{"service": seen.service, "how": how}]
        roles = [seen.role] if seen.role not in (None, THE_HOLDER) else self.holders(rule)
        return [{"role": f"{role}", "how": how} for role in roles]

    def holders(self, rule: Rule) -> list[str]:
        """The roles that have to do what a rule says."""
        return self.menu.roles_in(list(within(getattr(rule.effect, "who", None))))

    def of_occasion(
        self, occasion: str, does: str, rule: Rule, more: dict[str, Json]
    ) -> list[Template]:
        """Events that plan an occasion, say that it begins, or that it was held."""
        found = []
        for kind in self.menu.kinds_about(occasion):
            if kind.occasion is not None and kind.occasion.does == does:
                from_ = kind.occasion.kind_from
                named = {from_: (occasion,)} if from_ else {}
                about = subject_of(kind, rule.subject)
                found.append(Template(kind.name, about, named, more=more))
        return found
