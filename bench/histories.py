"""Made-up cases of the five authorities, from a seed: one to two years of a child's case, as the
JSON that an information system would send, in the order in which it was recorded.

A case is told in episodes: arrests, courts, remands, orders, reviews, disputes. Some events come
late, are put right or taken back; some give only the day, or leave out a field.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

Json = dict[str, Any]
AUTHORITIES = ("enfield", "knowsley", "salford", "nelincs", "notts")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

# Ordinary days, and days before Christmas, Easter and the bank holidays of May and August.
_STARTS = "2024-10-02 2024-12-20 2025-01-15 2025-03-03 2025-04-17 2025-05-02 2025-08-22".split()
_YJS, _CSC = ("yjs_case_manager", "yjs_team_manager"), ("social_worker", "csc_team_manager")
_MEETINGS = (
    "joint_supervision core_group cin_review lac_review yjs_review professionals_meeting"
    " strategy_meeting pathway_plan_review high_risk_panel"
).split()
_PLANS = ("intervention_plan", "care_plan", "pathway_plan", "child_in_need_plan")
_MATTERS = ("arrest", "police_custody", "charge")
_FACTS = (
    "open_to_csc open_to_yjs open_to_leaving_care looked_after child_in_need"
    " child_protection_plan suitable_address placed_out_of_area"
    " safeguarding_concern likely_custody consent_to_share"
).split()
_JUDGEMENTS = "not_possible not_appropriate unsafe_to_share not_in_best_interests".split()
_UNNEEDED = "by with of how matter considers where conditions attendance attendance_complete"


class Told(NamedTuple):
    """The log of one case under one authority's protocol, as lines of JSON."""

    authority: str
    case_id: str
    lines: Sequence[str]


def make_cases(count: int, seed: int = 1, authorities: Sequence[str] = AUTHORITIES) -> list[Told]:
    """So many cases, of the authorities in turn; a case is the same however many there are."""
    return [
        _case(
            authorities[number % len(authorities)], f"C-{number}", random.Random(f"{seed}/{number}")
        )
        for number in range(count)
    ]


def make_long_case(authority: str, events: int, seed: int = 1) -> Told:
    """One case with so many events, over the ten years from 2017."""
    story = _Story(f"L-{events}", random.Random(f"{seed}/{events}"), date(2017, 1, 9))
    story.open()
    apart = 3600 * DAY / events
    while len(story.events) < events:
        story.work()
        story.now = story.began + len(story.events) * apart
    return Told(authority, story.case_id, story.lines()[:events])


class Grown(NamedTuple):
    """A case with so many events, and what follows, which is alike however many these are."""

    told: Told
    first: Sequence[str]
    then: Sequence[str]


def make_grown_case(authority: str, events: int, seed: int = 1) -> Grown:
    """A case like `make_long_case`, then an episode of each sort, then one more of each."""
    story = _Story(f"L-{events}", random.Random(f"{seed}/{events}"), date(2017, 1, 9))
    story.open()
    apart = 3600 * DAY / events
    while len(story.events) < events:
        story.work()
        story.now = story.began + len(story.events) * apart
    del story.events[events:]
    told = Told(authority, story.case_id, story.lines())
    story.now = max(map(_recorded, story.events)) + 30 * DAY
    first = story.each_episode(random.Random(f"{seed}/first"))
    return Grown(told, first, story.each_episode(random.Random(f"{seed}/then")))


def _case(authority: str, case_id: str, rng: random.Random) -> Told:
    story = _Story(case_id, rng, date.fromisoformat(rng.choice(_STARTS)))
    ends = story.now + rng.randint(365, 730) * DAY
    story.open()
    while story.now < ends - 120 * DAY:
        rng.choices(story.episodes, (4, 4, 3, 2, 2, 2))[0]()
    story.close()
    return Told(authority, case_id, story.lines())


@dataclass
class _Story:
    """A case as it goes on. `now` moves with every event."""

    case_id: str
    rng: random.Random
    start: date

    def __post_init__(self) -> None:
        self.now = self.began = datetime.combine(self.start, time(10), UTC)
        self.events: list[Json] = []
        self.occasions = 0
        self.episodes = (self.work, self.review, self.arrest, self.remand, self.order, self.dispute)

    def lines(self) -> list[str]:
        """What was recorded, in the order of recording."""
        ordered = sorted(self.events, key=lambda event: (_recorded(event), event["event_id"]))
        return [json.dumps(event) for event in ordered]

    def each_episode(self, rng: random.Random) -> list[str]:
        """One of each sort; gives what was recorded of them."""
        before, self.rng = len(self.events), rng
        for episode in (*self.episodes, self.close):
            episode()
        ordered = sorted(self.events[before:], key=lambda e: (_recorded(e), e["event_id"]))
        return [json.dumps(event) for event in ordered]

    # --- episodes ---

    def open(self) -> None:
        """The first days of a case."""
        self.say("case_opened", service="yjs", age=self.rng.randint(12, 17))
        self.after(1, "case_allocated", role="yjs_case_manager", worker="W-1", service="yjs")
        self.after(0, "system_checked", service="csc", open=self.rng.random() < 0.6)
        self.report()
        self.after(2, "case_allocated", role="social_worker", worker="W-2", service="csc")
        self.after(10, "assessment_completed", assessment="asset_plus", by="yjs_case_manager")
        self.after(5, "plan_made", plan="intervention_plan", by="yjs_case_manager")
        self.after(1, "plan_shared", plan="intervention_plan", by=self.yjs(), to="social_worker")

    def work(self) -> None:
        """A few weeks of visits, calls and supervision."""
        for _ in range(self.rng.randint(2, 4)):
            self.contact()
        self.after(
            3, "visit_made", visit="home_visit", by=self.rng.choice((self.yjs(), self.csc()))
        )
        self.meeting(self.rng.choice(_MEETINGS))
        if self.rng.random() < 0.4:
            self.report()
        if self.rng.random() < 0.3:
            self.concern()
        if self.rng.random() < 0.3:
            role = self.rng.choice((*_YJS, *_CSC))
            self.after(1, "person_unable", role=role, reason="unable")

    def concern(self) -> None:
        """A concern, and the referral that it leads to."""
        concern = self.rng.choice(("child_in_need", "child_protection", "significant_harm"))
        self.after(2, "concern_raised", concern=concern, during="intervention", by=self.yjs())
        self.after(0, "consulted", by=self.yjs(), **{"with": "yjs_team_manager"})
        self.after(1, "referral_made", by=self.yjs(), to="mash", matter="safeguarding_concern")
        self.after(2, "confirmed_in_writing", by=self.yjs(), to="mash", confirms="referral")

    def review(self) -> None:
        """A review with its reports, and what it changes."""
        self.meeting(self.rng.choice(("lac_review", "yjs_review", "cin_review")), move=0.4)
        self.after(2, "report_sent", by=self.yjs(), meeting="lac_review")
        self.after(4, "plan_made", plan=self.rng.choice(_PLANS), by=self.csc())
        self.after(3, "child_told", by=self.yjs(), of=["care_plan", "intervention_plan"])
        self.after(2, "record_updated", system="liquid_logic", of="csc_involvement", by=self.csc())

    def arrest(self) -> None:
        """An arrest, and the court that follows."""
        self.after(9, "arrested", appropriate_adult_needed=True)
        self.after(0, "notified", by="police", to="yjs", matter="arrest", how="telephone")
        self.after(0, "contact_made", by=self.yjs(), to="social_worker", matter="police_custody")
        self.after(1, "ppn_received", by="police", service="mash", reasons=["criminal_peers"])
        self.after(0, "released_from_police_station", to="home")
        self.after(3, "charged", kept_in_custody=self.rng.random() < 0.3)
        self.hearing("first_appearance")
        if self.rng.random() < 0.5:
            self.after(0, "bail_granted", conditional=True)

    def remand(self) -> None:
        """A remand with its meetings and visits, until release."""
        self.hearing("remand")
        where = self.rng.choice(("youth_detention_accommodation", "local_authority_accommodation"))
        self.after(0, "remanded", to=where)
        self.after(0, "notified", by="yjs_case_manager", to="social_worker", matter="charge")
        self.after(1, "status_gained", status="looked_after")
        self.meeting("remand_planning_meeting", move=0.3)
        self.after(2, "placed", where="residential_care", by=self.csc())
        for _ in range(self.rng.randint(1, 3)):
            self.after(9, "visit_made", visit="custody_visit", by=self.rng.choice((*_YJS, *_CSC)))
            self.contact()
        self.meeting("remand_review")
        self.after(5, "released", under="bail", to_where="home")
        self.after(0, "remand_ended", reason="bail")

    def order(self) -> None:
        """A sentence in the community, its supervision and its end."""
        self.hearing("sentence")
        order = self.rng.choice(("referral_order", "youth_rehabilitation_order"))
        self.after(0, "sentenced", to=order)
        self.after(2, "information_shared", by=self.yjs(), to="social_worker", of=["plan"])
        self.after(6, "plan_made", plan="intervention_plan", by=self.yjs())
        for _ in range(self.rng.randint(2, 5)):
            self.work()
        self.after(9, "order_ended", order=order, reason="completed")

    def dispute(self) -> None:
        """A dispute between the services, more or less far up the ladder."""
        self.after(4, "dispute_raised", between=["yjs", "csc"], by=self.yjs())
        about = self.events[-1]["event_id"]
        self.after(1, "dispute_responded", by=self.csc(), about=about)
        while self.rng.random() < 0.5:
            self.after(2, "dispute_escalated", by=self.yjs(), about=about)
        self.after(3, "dispute_resolved", by="head_of_youth_justice", about=about)

    def close(self) -> None:
        """The last days of a case."""
        self.after(9, "review_completed", service="yjs", final=True, by=self.yjs())
        self.after(3, "case_closed", service="yjs", reason="completed")
        self.after(9, "case_closed", service="csc", reason="completed")

    # --- parts of episodes ---

    def contact(self) -> None:
        """A call, a talk or a message between the services."""
        kind = self.rng.choice("contact_made case_discussed information_shared consulted".split())
        other = {"contact_made": "to", "information_shared": "to"}.get(kind, "with")
        matter = {"matter": self.rng.choice(_MATTERS)}
        if self.rng.random() < 0.15:
            self.after(2, "contact_attempted", by=self.yjs(), to=self.csc(), outcome="no_answer")
        self.after(4, kind, by=self.yjs(), **{other: self.csc()}, **matter)

    def meeting(self, meeting: str, move: float = 0.15) -> None:
        """A meeting that is planned, maybe moved or called off, and held."""
        self.occasions += 1
        about = {"about": f"M-{self.occasions}", "meeting": meeting}
        planned = self.now + self.rng.randint(5, 20) * DAY
        self.after(1, "meeting_planned", planned_for=_written(planned), by=self.yjs(), **about)
        if self.rng.random() < move:
            planned += self.rng.randint(1, 9) * DAY
            self.after(2, "meeting_moved", planned_for=_written(planned), **about)
        if self.rng.random() < 0.08:
            self.after(1, "meeting_cancelled", **about)
            return
        self.now = max(self.now, planned)
        self.say("meeting_held", **about, **self.attended())

    def hearing(self, hearing: str) -> None:
        """A listing and an appearance in court."""
        self.occasions += 1
        about = {"about": f"H-{self.occasions}", "hearing": hearing, "court": "youth_court"}
        planned = self.now + self.rng.randint(4, 20) * DAY
        self.after(1, "court_listed", planned_for=_written(planned), **about)
        self.now = planned
        self.say("appeared_in_court", **about, **self.attended())

    def attended(self) -> Json:
        """Who was there, or sent word."""
        ways = ("in_person", "in_person", "apologies", "report", "absent")
        entries = [{"role": role, "how": self.rng.choice(ways)} for role in (*_YJS[:1], *_CSC)]
        return {"attendance": entries, "attendance_complete": self.rng.random() < 0.7}

    def report(self) -> None:
        """Some facts, or a judgement; what is not mentioned stays unknown."""
        facts: Json = {}
        for fact in self.rng.sample(_FACTS, self.rng.randint(1, 3)):
            facts[fact] = {"value": self.rng.random() < 0.6}
            if self.rng.random() < 0.4:
                since = self.now.date() - self.rng.randint(1, 60) * DAY
                facts[fact]["since"] = since.isoformat()
        self.after(3, "facts_reported", by=self.rng.choice((*_YJS, *_CSC)), facts=facts)
        if self.rng.random() < 0.3:
            judgement = self.rng.choice(_JUDGEMENTS)
            self.after(1, "judgement_recorded", judgement=judgement, holds=True, by=self.yjs())

    def yjs(self) -> str:
        """Somebody of the youth justice service."""
        return self.rng.choice(_YJS)

    def csc(self) -> str:
        """Somebody of social care."""
        return self.rng.choice(_CSC)

    # --- events ---

    def after(self, days: int, kind: str, **fields: Any) -> None:
        """An event up to so many days and some hours later."""
        self.now += self.rng.randint(0, days) * DAY + self.rng.randint(1, 5) * HOUR
        self.say(kind, **fields)

    def say(self, kind: str, **fields: Any) -> None:
        """An event that happens now, maybe recorded late, put right or taken back later."""
        event: Json = {"event_id": self.new_id(), "case_id": self.case_id, "kind": kind}
        late = self.rng.choice((1, 2, 5, 20)) * DAY if self.rng.random() < 0.12 else timedelta()
        if self.rng.random() < 0.1:
            day = self.now.date()
            event["occurred_on"] = day.isoformat()
            recorded = datetime.combine(day + DAY, time(1), UTC) + late
        else:
            event["occurred_at"] = _written(self.now)
            recorded = self.now + late + self.rng.randint(0, 90) * HOUR / 60
        event["recorded_at"] = _written(recorded)
        silent = _UNNEEDED.split() if self.rng.random() < 0.08 else ()
        event |= {name: value for name, value in fields.items() if name not in silent}
        self.events.append(event)
        self.change(event, recorded)

    def change(self, event: Json, recorded: datetime) -> None:
        """Now and then: what was recorded wrongly is corrected or withdrawn."""
        chance = self.rng.random()
        if chance > 0.05:
            return
        change: Json = {"event_id": self.new_id(), "case_id": self.case_id}
        change["recorded_at"] = _written(recorded + self.rng.randint(1, 15) * DAY)
        if chance < 0.01:
            self.events.append({**change, "kind": "retraction", "withdraws": event["event_id"]})
            return
        right = {k: v for k, v in event.items() if k not in ("event_id", "case_id", "recorded_at")}
        if "occurred_at" in right:
            right["occurred_at"] = _written(self.now - 2 * HOUR)
        self.events.append(
            {**change, "kind": "correction", "replaces": event["event_id"], "event": right}
        )

    def new_id(self) -> str:
        """The next id of an event."""
        return f"{self.case_id}.e{len(self.events) + 1}"


def _written(moment: datetime) -> str:
    return moment.isoformat()


def _recorded(event: Json) -> datetime:
    return datetime.fromisoformat(event["recorded_at"])


def kinds_of(cases: Iterable[Told]) -> Iterator[str]:
    """The kind of every event."""
    return (json.loads(line)["kind"] for case in cases for line in case.lines)
