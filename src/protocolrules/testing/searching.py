"""Looks for histories in which the rules of a protocol come to what they can come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from random import Random
from zlib import crc32

from protocolrules import api
from protocolrules.events import Subject
from protocolrules.expressions import ReadingIs
from protocolrules.results import CaseState
from protocolrules.testing.dice import DIGITS
from protocolrules.testing.goals import Goal, goals, passed_over, reached
from protocolrules.testing.history import ALL_KNOWN, STARTS, History, asked_at
from protocolrules.testing.menu import within
from protocolrules.testing.plots import Plots
from protocolrules.testing.settling import Thing, asked_for, is_settled
from protocolrules.testing.stories import CASE, DAY, HOUR, TICK, Step, Story, menu_of

MOST = 10
LONG = 800 * DAY


@dataclass
class Search:
    """What was looked for in a protocol, and what was found. `tried` counts histories of each
    rule; `first` has a history for each goal that was reached."""

    protocol: api.Protocol
    goals: frozenset[Goal]
    first: dict[Goal, History] = field(default_factory=dict)
    tried: dict[str, int] = field(default_factory=dict)
    things: dict[Thing, History] = field(default_factory=dict)
    settled: set[Thing] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    answers: int = 0

    @property
    def unreached(self) -> list[Goal]:
        """What no history has come to."""
        return sorted(self.goals - set(self.first))

    @property
    def never_arose(self) -> list[str]:
        """The rules and ladders of which nothing came in any history."""
        return [goal.rule for goal in self.unreached if goal.sort == "arises"]

    @property
    def histories(self) -> int:
        """How many histories were tried."""
        return sum(self.tried.values())


def search(
    protocol: api.Protocol,
    examples: int,
    number: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Search:
    """Try histories aimed at each rule and ladder in turn, at most `examples` of each, until it
    has come to all it can; the same number tries the same ones.

    `progress` is called after each rule, with how many are done and how many there are.
    """
    found = Search(protocol, goals(protocol.document))
    names = [*protocol.document.rules, *protocol.document.ladders]
    for done, name in enumerate(names, start=1):
        chance = Random(crc32(f"{name} {number}".encode()))
        tried = 0
        while tried < examples and _wanting(found, name):
            history, readings = aimed(protocol, name, chance, tried)
            _look(found, history, readings, name, chance)
            tried += 1
        found.tried[name] = tried
        if progress is not None:
            progress(done, len(names))
    return found


def _wanting(found: Search, name: str) -> bool:
    own = (goal for goal in found.goals if goal.rule == name)
    return any(goal not in found.first for goal in own)


def aimed(
    protocol: api.Protocol, name: str, chance: Random, number: int = 0
) -> tuple[History, Mapping[str, str]]:
    """A history aimed at one rule or ladder, and readings to try it with. The first one but one is
    empty, and half of the others follow a plot."""
    menu = menu_of(protocol)
    start = chance.choice(STARTS + menu.special_days() * 2)
    story = Story(protocol, [name], start)
    readings = chance.choice(choices_of_readings(protocol, name))
    if number % 2 == 0:
        readings = {**readings, **_follow(story, name, chance)}
    elif number > 1:
        _wander(story, name, chance, number)
    moment = chance.randrange(DIGITS) if number != 1 else 0
    return asked_at(protocol, story.written, start, moment), readings


def _follow(story: Story, name: str, chance: Random) -> Mapping[str, str]:
    """Let happen what makes a rule arise, or just does not, and often what can come of it; the
    readings that it takes."""
    plots = Plots(story.menu, chance)
    so = chance.random() < 0.75
    plot = plots.of(name, so, done=chance.random() < 0.5)
    ends = plots.ending(name) if chance.random() < 0.25 else []
    for template in (*plot, *ends):
        plain = chance.random() < 0.8
        story.play(template, (0, 0, 0, 0) if plain else (0, chance.randrange(64), 0, 0))
    return plots.readings


def _wander(story: Story, name: str, chance: Random, number: int) -> None:
    """Let happen, often, what its conditions ask for, then what sets it off, then what else it
    listens to."""
    menu = story.menu
    scene = menu.scene(name)
    alone = number % 5 == 4
    if scene and (alone or chance.random() < 0.7):
        for _ in range(chance.choice((1, 1, 2))):
            story.play(chance.choice(scene if alone else (scene[0], *scene)), _step(chance))
    if alone:
        return
    # Twice, so that what has to come before the trigger has come when it does so again.
    for template in menu.walk(name) * chance.choice((1, 1, 2)) if number % 3 == 2 else ():
        when = chance.choice((0, 0, 0, chance.randrange(DIGITS)))
        story.play(template, (0, when, chance.choice((0, chance.randrange(DIGITS))), 0))
    begin = chance.choice((0, 0, 1, 2, 3))
    for place in range(chance.choice((1, 2, 2, 3)) if number % 4 != 3 else 0):
        story.aim(name, begin + place, _step(chance))
    for _ in range(chance.randrange(MOST)):
        if chance.random() < 0.75:
            story.aim(name, chance.randrange(DIGITS), _step(chance))
        else:
            story.tell(_step(chance))


def _step(chance: Random) -> Step:
    # Half of the time, the plainest event: all fields as the rules ask for them.
    plain = chance.random() < 0.5
    how, more = (0, 0) if plain else (chance.randrange(DIGITS), chance.randrange(DIGITS))
    return chance.randrange(DIGITS), chance.randrange(DIGITS), how, more


def _look(
    found: Search, history: History, readings: Mapping[str, str], name: str, chance: Random
) -> None:
    found.kinds |= {event.kind for event in history.events}
    rule = found.protocol.document.rules.get(name)
    case = rule is None or rule.subject == "case"
    subject = history.subjects[0 if case else 1]
    for at in _moments(history, chance):
        state = _state(found, history, subject, at, readings)
        for goal in reached(state):
            found.first.setdefault(goal, history)
        _questions(found, history, state, at, readings)
    if rule is not None and Goal(name, "does not arise") not in found.first:
        last = max((*history.moments(), history.at)) + HOUR
        looked_at = found.protocol.consider(
            history.events,
            name,
            at=last,
            case_id=CASE if case else None,
            known_at=ALL_KNOWN,
            readings=readings,
        )
        for goal in passed_over(rule, found.protocol.document, looked_at):
            found.first.setdefault(goal, history)
    if rule is None and not state.escalations:
        found.first.setdefault(Goal(name, "does not arise"), history)


@lru_cache(maxsize=4096)
def choices_of_readings(protocol: api.Protocol, name: str) -> tuple[Mapping[str, str], ...]:
    """The protocol's own readings, those that a rule asks for, and others so that each reading
    stands at each of its values."""
    document = protocol.document
    node = document.rules.get(name) or document.ladders[name]
    asked = [part for part in within(node) if isinstance(part, ReadingIs)]
    wanted = {part.reading: part.values[0] for part in asked}
    most = max((len(each.others) for each in document.readings.values()), default=0)
    turned = [
        {
            name: each.others[number % len(each.others)]
            for name, each in document.readings.items()
            if each.others
        }
        for number in range(most)
    ]
    return ({}, {}, *([wanted] * 4 if wanted else []), *turned)


def _moments(history: History, chance: Random) -> Iterator[datetime]:
    """After its last event, when something falls due, somewhere in it, and long after it."""
    times = history.moments() or [history.at]
    yield times[-1] + TICK
    yield chance.choice(times) + chance.choice((TICK, HOUR, DAY))
    yield history.at
    yield times[-1] + chance.choice((*menu_of(history.protocol).gaps(), 30 * DAY))
    yield times[-1] + LONG


def _state(
    found: Search, history: History, subject: Subject, at: datetime, readings: Mapping[str, str]
) -> CaseState:
    found.answers += 1
    result = found.protocol.state(
        history.events, at=at, known_at=ALL_KNOWN, readings=readings, subjects=[subject]
    )
    return (*result.cases, *result.services)[0]


def _questions(
    found: Search,
    history: History,
    state: CaseState,
    at: datetime,
    readings: Mapping[str, str],
) -> None:
    """Tries to settle each question that has not been settled in another history."""
    for thing, line in asked_for(state):
        found.things.setdefault(thing, history)
        if thing not in found.settled and is_settled(history, line, at, readings, state):
            found.settled.add(thing)
