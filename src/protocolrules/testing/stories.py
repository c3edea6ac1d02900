"""Turns numbers into what happens in a case: one event after another, each as it would be logged.

What a number stands for is worked out from the templates of a few rules in focus; 0 is always the
plainest choice, so that smaller numbers make a plainer story.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from protocolrules import api
from protocolrules.calendars import load_calendar
from protocolrules.events import EventError
from protocolrules.events.shapes import extra_fields
from protocolrules.londontime import end_of_day, format_utc, local_date, start_of_day
from protocolrules.testing.dice import Dice
from protocolrules.testing.menu import WORKERS, Menu, Template, role_names
from protocolrules.testing.values import Json
from protocolrules.vocabulary import FieldDecl

CASE = "C-1"
DAY, HOUR, TICK = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)
LATEST = datetime(2040, 1, 1, tzinfo=UTC)
Written = dict[str, Any]
Step = tuple[int, int, int, int]

CLOCKS = tuple(
    time.fromisoformat(clock) for clock in "10:00 00:00 17:00 23:59:59.999999 08:59 16:59".split()
)


@lru_cache(maxsize=32)
def menu_of(protocol: api.Protocol) -> Menu:
    """What the rules of a protocol listen to, worked out once."""
    return Menu(protocol.document)


class Story:
    """Turns steps into events, one after another."""

    def __init__(self, protocol: api.Protocol, focus: Sequence[str], start: date) -> None:
        """Begin in the morning of a London day; `focus`: rules and ladders to be about."""
        self.protocol = protocol
        self.menu = menu_of(protocol)
        self.focus = tuple(focus)
        self.now = start_of_day(start) + 10 * HOUR
        self.written: list[Written] = []
        self.names: list[str] = []
        document = self.protocol.document
        holidays = load_calendar(document.calendar).holidays
        self.days_off = sorted(holidays), sorted(document.closures)

    def told(self, steps: Sequence[Step]) -> list[Written]:
        """What happens, from beginning to end."""
        for step in steps:
            self.tell(step)
        return self.written

    def tell(self, step: Step) -> Written | None:
        """What happens next; None when nothing comes of the step."""
        what, when, how, more = step
        self._pass_time(Dice(when))
        event = self._event(Dice(what), Dice(how, more), Dice(when // 4096))
        return event if self._take(event) else None

    def aim(self, name: str, number: int, step: Step) -> Written | None:
        """An event of the `number`th sort that a rule or ladder listens to: what sets it off comes
        first."""
        templates = self.menu.of(name)
        return self.play(templates[number % len(templates)], step) if templates else None

    def play(self, template: Template, step: Step) -> Written | None:
        """An event of one sort; None when the step makes none that can be read."""
        _, when, how, more = step
        self.now = min(self.now + template.wait, LATEST)
        self._pass_time(Dice(when))
        event = self._from(template, Dice(how, more), Dice(when // 4096))
        return event if self._take(event) else None

    def change(self, step: Step) -> Written | None:
        """A correction or retraction of something before, or the same once more."""
        what, when, how, more = step
        self._pass_time(Dice(when))
        event = self._change(Dice(what), Dice(how, more)) if self.written else None
        return event if self._take(event) else None

    def _take(self, event: Written | None) -> bool:
        if event is None or not self._readable(event):
            return False
        self.written.append(event)
        self.names += [n for n in (event["event_id"], event.get("about")) if n]
        return True

    def _readable(self, event: Written) -> bool:
        """Whether the reader takes it: a few templates ask for values that another field bars."""
        try:
            self.protocol.parse_event(event)
        except EventError:
            return False
        return True

    # --- when ---

    def _pass_time(self, dice: Dice) -> None:
        usual = (HOUR, DAY, timedelta(), 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 21 * DAY)
        how = dice.take(8)
        if how < 5:
            self.now += dice.pick(usual)
        elif how == 5:
            self.now += dice.pick(self.menu.gaps() or usual)
        elif how == 6:
            self._to_day_off(dice)
        else:
            self._to_clock(dice)
        self.now = min(self.now, LATEST)

    def _to_day_off(self, dice: Dice) -> None:
        """To the day before, of or after the next bank holiday, or the next closure of the file."""
        today = local_date(self.now)
        ahead = [next((d for d in days if d > today), None) for days in self.days_off]
        if known := [day for day in ahead if day is not None]:
            wanted = start_of_day(dice.pick(known) + (dice.take(3) - 1) * DAY) + 15 * HOUR
            self.now = max(self.now, wanted)

    def _to_clock(self, dice: Dice) -> None:
        """To a clock time of the day, or to the hour before or after the clocks change."""
        clock = dice.take(len(CLOCKS) + 2)
        if clock < len(CLOCKS):
            moved = datetime.combine(local_date(self.now), CLOCKS[clock], UTC)
            self.now = max(self.now, moved)
            return
        year = self.now.year
        changes = [_last_sunday(year, 3), _last_sunday(year, 10), _last_sunday(year + 1, 3)]
        hour = timedelta(minutes=30 if clock == len(CLOCKS) else 90)
        self.now = next((c + hour for c in changes if c + hour > self.now), self.now)

    # --- what ---

    def _event(self, what: Dice, how: Dice, when: Dice) -> Written | None:
        sort = what.take(10)
        if sort == 9 and self.written:
            return self._change(what, how)
        if sort == 8:
            template = what.pick(self.menu.of(what.pick(self.menu.names)) or (_PLAIN,))
        else:
            template = what.pick(self.menu.of(what.pick(self.focus)) or (_PLAIN,))
        return self._from(template, how, when)

    def _from(self, template: Template, how: Dice, when: Dice) -> Written:
        event: Written = {"event_id": f"e{len(self.written) + 1}", "kind": template.kind}
        if template.subject == "case":
            event["case_id"] = CASE
        else:
            event |= {
                "service": self.protocol.document.parties[0],
                "authority": self.protocol.document.authority,
            }
        self._say_when(event, when)
        self._say_about(event, template, how)
        for name, declared in extra_fields(self._kind(template)).items():
            if name == "service" and template.subject == "service":
                continue
            value = self._value(name, declared, template, how)
            if value is not None:
                event[name] = value
        self._plan(event, template, how)
        self._refine(event, how)
        return {**event, **template.more}

    def _kind(self, template: Template) -> Any:
        return self.protocol.document.vocabulary.events[template.kind]

    def _say_when(self, event: Written, when: Dice) -> None:
        only_day = when.rarely(5)
        late = when.pick((0, 0, 0, 0, 1, 3, 20, 90))
        if only_day:
            event["occurred_on"] = local_date(self.now).isoformat()
            recorded = end_of_day(local_date(self.now)) + late * DAY
        else:
            event["occurred_at"] = format_utc(self.now)
            recorded = self.now + late * DAY
        if late:
            event["recorded_at"] = format_utc(recorded)

    def _say_about(self, event: Written, template: Template, how: Dice) -> None:
        kind = self._kind(template)
        if kind.occasion is not None:
            about = how.pick(("O-1", None, "O-2", *self.names[:3]))
        elif template.kind in ("person_unable", "contact_attempted"):
            about = how.pick((*reversed(self.names), None))
        else:
            about = how.pick((None, None, None, *reversed(self.names)))
        if about is not None:
            event["about"] = about

    def _value(self, name: str, declared: FieldDecl, template: Template, how: Dice) -> Json:
        """The value of a field: one that rules ask for, now and then another one or none."""
        if name == "last_done" and name in template.values:
            day = local_date(self.now) - how.pick((DAY, 30 * DAY, 100 * DAY))
            return {how.pick(template.values[name]): day.isoformat()}
        wanted = template.values.get(name)
        if wanted and not how.rarely(8):
            return how.pick(wanted)
        if not declared.required and not how.rarely(2 if wanted else 6):
            return None
        return self._any(declared, how)

    def _any(self, declared: FieldDecl, how: Dice) -> Json:
        vocabulary = self.protocol.document.vocabulary
        services = self.protocol.document.parties[::-1]
        match declared.type:
            case "yes_no":
                return how.pick((True, False))
            case "number":
                return how.pick((2, 1, 3))
            case "choice":
                return how.pick(declared.choices)
            case "choices":
                return [how.pick(declared.choices)]
            case "worker" | "id":
                return how.pick(WORKERS)
            case "role":
                return how.pick(role_names(vocabulary))
            case "roles":
                return [how.pick(role_names(vocabulary))]
            case "service":
                return how.pick(services)
            case "services":
                return [how.pick(services)]
            case "occasion":
                return how.pick(sorted(vocabulary.occasions))
            case "status":
                return how.pick(("looked_after", *sorted(vocabulary.statuses)))
            case "date":
                return (local_date(self.now) + how.pick((DAY, 30 * DAY))).isoformat()
            case "instant":
                return format_utc(self.now + how.pick((DAY, 30 * DAY)))
            case _:
                return None

    def _plan(self, event: Written, template: Template, how: Dice) -> None:
        """When an occasion is planned for, and who took part in one that is held."""
        does = self.protocol.document.vocabulary.events[event["kind"]].occasion
        if does is None:
            return
        if does.does in ("plans", "moves"):
            gaps = (20 * DAY, 3 * DAY, DAY, 60 * DAY, timedelta(), 5 * HOUR, -DAY)
            planned = self.now + how.pick((*gaps, *self.menu.gaps()))
            if how.rarely(3):
                event["planned_on"] = local_date(planned).isoformat()
            else:
                event["planned_for"] = format_utc(planned)
        elif does.does == "holds":
            self._attend(event, template, how)

    def _attend(self, event: Written, template: Template, how: Dice) -> None:
        usual = role_names(self.protocol.document.vocabulary)[:2]
        ways = (None, "in_person", "apologies", "report", "representative", "absent")
        people = [("role", role) for role in dict.fromkeys((*template.roles[:4], *usual))]
        people = people[: max(len(usual), len(template.roles[:4]))]
        people += [("service", service) for service in template.services]
        entries = [
            {sort: name, "how": way} for sort, name in people if (way := how.pick(ways)) is not None
        ]
        if entries:
            event["attendance"] = entries
            event["attendance_complete"] = how.pick((True, False))

    def _refine(self, event: Written, how: Dice) -> None:
        """Since and until when facts hold; an age; an authority."""
        if event.get("facts") and how.rarely(3):
            since = local_date(self.now) - how.pick((DAY, 30 * DAY, 200 * DAY))
            extra: dict[str, str] = {"since": since.isoformat()}
            if how.rarely(3):
                until = local_date(self.now) + how.pick((DAY, -DAY, 20 * DAY))
                extra["until"] = max(until, since).isoformat()
            event["facts"] = {name: {**told, **extra} for name, told in event["facts"].items()}
        if "case_id" in event and how.rarely(12):
            event["age"] = how.pick((16, 15, 17, 12))
        if "case_id" in event and how.rarely(25):
            event["authority"] = how.pick((self.protocol.document.authority, "elsewhere"))

    # --- changes of earlier events ---

    def _change(self, what: Dice, how: Dice) -> Written | None:
        """A correction, a retraction or the same event once more."""
        old = what.pick(tuple(reversed(self.written)))
        recorded = format_utc(max(self.now, _recorded(old)))
        new: Written = {
            "event_id": f"e{len(self.written) + 1}",
            **{key: old[key] for key in subject_keys(old)},
            "recorded_at": recorded,
        }
        sort = how.take(5)
        if sort == 4:
            return dict(old)
        again = old["kind"] == "correction" and sort == 0
        if sort == 3 or (old["kind"] in ("correction", "retraction") and not again):
            target = "e99" if how.rarely(8) else old["event_id"]
            return {**new, "kind": "retraction", "withdraws": target}
        content = self._corrected(old["event"] if again else old, how, by_time=sort < 2)
        return {**new, "kind": "correction", "replaces": old["event_id"], "event": content}

    def _corrected(self, old: Written, how: Dice, by_time: bool) -> Written:
        content = {k: v for k, v in old.items() if k != "recorded_at"}
        if by_time:
            return moved(content, how.pick((-DAY, -HOUR, -7 * DAY, HOUR, -30 * DAY)))
        kind = self.protocol.document.vocabulary.events[old["kind"]]
        for name, declared in extra_fields(kind).items():
            if name in content and declared.type in ("yes_no", "choice", "role", "worker"):
                content[name] = self._any(declared, how)
        return content


_PLAIN = Template("risk_assessed", "case", {})


def subject_keys(event: Written) -> list[str]:
    """The keys that say whom an event is about. Events of a case can have a field `service`."""
    about = ("case_id", "authority") if "case_id" in event else ("service", "authority")
    return [key for key in about if key in event]


def moved(event: Written, by: timedelta) -> Written:
    """The same event at another time."""
    if "occurred_at" in event:
        when = datetime.fromisoformat(event["occurred_at"]) + by
        return {**event, "occurred_at": format_utc(when)}
    day = date.fromisoformat(event["occurred_on"]) + by
    return {**event, "occurred_on": day.isoformat()}


def _recorded(event: Written) -> datetime:
    if "recorded_at" in event:
        return datetime.fromisoformat(event["recorded_at"])
    if "occurred_at" in event:
        return datetime.fromisoformat(event["occurred_at"])
    return end_of_day(date.fromisoformat(event["occurred_on"]))


def _last_sunday(year: int, month: int) -> datetime:
    """The day on which the clocks change, at midnight UTC."""
    last = date(year, month, 31)
    day = last - timedelta(days=(last.weekday() + 1) % 7)
    return datetime.combine(day, time(), UTC)
