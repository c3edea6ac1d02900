"""A strategy for small random rule files that check finds nothing wrong with."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from protocolrules import api
from protocolrules.language import load_protocol
from protocolrules.nodes import Writable, write_yaml

Said = dict[str, Writable]
_EVENTS = (
    "remanded arrested charged sentenced concern_raised referral_made contact_made notified "
    "consulted plan_made case_discussed information_shared child_told record_updated"
).split()
_FACTS = "open_to_csc open_to_yjs looked_after child_in_need suitable_address".split()
_OCCASIONS = "core_group cin_meeting lac_review joint_supervision".split()
_AHEAD = ("release", "court_hearing")
_ROLES = "yjs_case_manager social_worker yjs csc csc_team_manager".split()
_PERIODS = (
    "1 day,2 working days,5 working days,1 week,10 days,1 month,4 hours,3 working hours".split(",")
)
_GAPS = "1 week,4 weeks,10 working days,3 months".split(",")
_FIXED = ("end of the working day", "end of the day")
_EFFECTS = {"may", "must_not", "lead_professional", "status"}
_LEVELS = ("medium", "high")


@st.composite
def protocols(draw: st.DrawFn, most: int = 5) -> api.Protocol:
    """Small protocols that reach the constructs of the language, with 1 to `most` rules.

    Triggers, conditions, due dates, repeats, evidence, holders, ladders and readings are drawn;
    the words are those of the shared vocabulary.
    """
    return api.Protocol(load_protocol("random.yaml", draw(rule_files(most)).encode()))


@st.composite
def rule_files(draw: st.DrawFn, most: int = 5) -> str:
    """The text of such a rule file."""
    drawing = _Drawing(draw)
    for number in range(1, draw(st.integers(1, most)) + 1):
        drawing.rule(f"rule-{number}")
    if drawing.chance(3):
        drawing.ladder("dispute")
    if drawing.readings:
        drawing.file["readings"] = drawing.readings
    return write_yaml(drawing.whole())


class _Drawing:
    """A rule file in the making. What is drawn first is the plainest."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.file: Said = {}
        self.readings: Said = {}
        self.rules: Said = {}
        self.ladders: Said = {}
        self.duties: list[str] = []

    def pick(self, choices: Sequence[str]) -> str:
        return self.draw(st.sampled_from(choices))

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(0, one_in - 1)) == one_in - 1

    def some(self, choices: Sequence[str], least: int = 1, most: int = 3) -> list[str]:
        some = st.lists(st.sampled_from(choices), min_size=least, max_size=most, unique=True)
        return self.draw(some)

    def whole(self) -> Said:
        head: Said = {
            "protocol": "random",
            "title": "Made up",
            "calendar": self.pick(("england-and-wales", "scotland", "northern-ireland")),
            "parties": ["yjs", "csc"],
            "courts": {"court": {"title": "A court", "sits": ["tuesday", "friday"]}},
        }
        if self.chance(3):
            head["in_force"] = {"from": "2025-10", "review_by": "2026-03"}
        if self.chance(4):
            head["closures"] = {"2025-12-24": "closed"}
        ledger: list[Writable] = [{"id": "1", "kind": "obligation", "says": "all of it"}]
        escalations: Said = {"escalations": self.ladders} if self.ladders else {}
        return {**head, **self.file, "rules": self.rules, **escalations, "ledger": ledger}

    # --- rules ---

    def rule(self, name: str) -> None:
        sort = self.pick(("event", "standing", "state", "occasion", "ahead", "other", "effect"))
        rule: Said = {"clause": "1", "topic": "case_work"}
        duty: Said = {"who": self.who(), self.pick(("must", "should")): "do it"}
        match sort:
            case "event":
                rule |= self.on_event(duty)
            case "standing":
                rule |= {"while": self.condition()}
                duty |= self.in_a_state()
            case "state":
                rule |= {"when": self.change_of_state()}
                duty |= {**self.within(), "done_when": self.evidence()}
            case "occasion":
                rule |= {"at": self.pick(_OCCASIONS), **self.conditions()}
                duty |= {"who": self.roles(), "done_when": self.attended()}
            case "ahead":
                rule |= {**self.ahead(), **self.conditions()}
                duty |= {"done_when": self.evidence()}
            case "other" if self.duties:
                rule |= self.after_another(duty)
            case _:
                rule |= self.effect()
        if (
            sort != "effect"
            and not {"may", "must_not", "lead_professional", "status"} & rule.keys()
        ):
            rule["duty"] = duty
            if "done_when" in duty:
                self.duties.append(name)
        self.rules[name] = rule

    def on_event(self, duty: Said) -> Said:
        when: Said = {"event": self.pick(_EVENTS)}
        if self.chance(5):
            when["first"] = "yes"
        if self.chance(6):
            duty |= {"judged": "when_it_happens", "done_when": {"this_event": {"by": "yjs"}}}
            return {"when": {"event": "notified"}}
        duty["done_when"] = self.evidence()
        if self.chance(6):
            duty[self.pick(("before", "on_the_day_of"))] = ""
            ahead = self.pick(_AHEAD)
            if "before" in duty:
                duty["before"] = {ahead: self.pick(("no time", "2 days", "5 working days"))}
            else:
                duty["on_the_day_of"] = ahead
        else:
            duty |= self.within()
            if self.chance(5):
                duty["from"] = {"event": self.pick(_EVENTS)}
        if self.chance(6):
            duty["covers"] = "all_open"
        if self.chance(6):
            duty["no_use_after"] = {"event": "acquitted"}
        return {"when": when, **self.conditions()}

    def in_a_state(self) -> Said:
        match self.pick(
            ("once", "apart", "grid", "times", "regularly", "broken", "while", "unseen")
        ):
            case "once":
                return {**self.within(), "done_when": self.evidence()}
            case "apart":
                said: Said = {"at_most_apart": self.pick(_GAPS), "done_when": self.evidence()}
                first: Said = {"first": self.pick(_PERIODS[:5])} if self.chance(3) else {}
                if self.chance(3):
                    first |= {"lasting": "8 weeks", "then": {"at_most_apart": "6 weeks"}}
                return said | first
            case "grid":
                return {"every": self.pick(_GAPS), "done_when": self.evidence()}
            case "times":
                each = self.pick(("month", "quarter", "week"))
                times = self.pick(("1", "2"))
                return {"times": times, "in_each": each, "done_when": self.evidence()}
            case "regularly":
                return {"regularly": "yes", "done_when": self.evidence()}
            case "broken":
                return {"broken_by": {"event": self.pick(_EVENTS)}}
            case "while":
                return {"broken_while": {"suitable_address": "no"}}
            case _:
                return {"not_observable": "nothing shows it"}

    def change_of_state(self) -> Said:
        match self.pick(("begins", "ends", "rises", "lasted")):
            case "rises":
                return {"rises": "risk_of_serious_harm"}
            case "lasted":
                added: Said = {"added_up": "yes"} if self.chance(2) else {}
                return {"lasted": self.fact(), "at_least": self.pick(_GAPS), **added}
            case sort:
                return {sort: self.fact()}

    def ahead(self) -> Said:
        if self.chance(3):
            return {"on_the_day_of": self.pick(_AHEAD)}
        return {"before": {self.pick(_AHEAD): self.pick(("no time", "4 hours", "10 working days"))}}

    def after_another(self, duty: Said) -> Said:
        other = self.pick(self.duties)
        duty |= {**self.within(), "done_when": self.evidence()}
        if self.chance(2):
            return {"when": {self.pick(("met", "unmet")): other}}
        condition: Said = {"duty": {"rule": other, "is": self.some(("met", "overdue", "missed"))}}
        return {"when": {"event": self.pick(_EVENTS)}, "if": condition}

    def effect(self) -> Said:
        role = self.pick(_ROLES)
        match self.pick(("must_not", "may", "lead", "gate", "status")):
            case "must_not":
                act: Said = {
                    "who": role,
                    "do": "do that",
                    "broken_by": {"event": self.pick(_EVENTS)},
                }
                return {"while": self.condition(), "must_not": act}
            case "gate":
                gate: Said = {"broken_by": {"event": "placement_moved"}, "who": role, "do": "move"}
                return {"must_not": {**gate, "unless_first": {"event": "consulted"}}}
            case "status":
                return {"when": self.change_of_state(), "status": "care_leaver_eligible"}
            case "may":
                ask: Said = {"who": role, "do": "ask", "counted_by": {"event": self.pick(_EVENTS)}}
                return {"while": self.condition(), "may": {**ask, "at_most": self.number()}}
            case _:
                scope = self.pick(("overall", "offending_behaviour"))
                return {
                    "while": self.condition(),
                    "lead_professional": {"who": role, "scope": scope},
                }

    # --- parts ---

    def conditions(self) -> Said:
        said: Said = {"if": self.condition()} if self.chance(2) else {}
        if self.chance(5):
            said["while"] = self.fact()
        if self.chance(5):
            said["unless"] = {"judgement": "unsafe_to_share"}
        return said

    def condition(self) -> Said:
        match self.pick(("fact", "all", "any", "not", "age", "role", "past", "reading", "lasted")):
            case "all":
                return {**self.fact(), "age": {"at_least": "16"}}
            case "any":
                return {"any_of": [self.fact(), self.fact()]}
            case "not":
                return {"not": self.fact()}
            case "age":
                return {"risk_of_serious_harm": {"at_least": self.pick(_LEVELS)}}
            case "role":
                return {self.pick(("held", "vacant", "holder_unknown")): "social_worker"}
            case "past":
                return {self.pick(("happened", "not_happened")): {"event": self.pick(_EVENTS)}}
            case "reading":
                return {"any_of": [{"reading": self.variant(), "is": "strict"}, self.fact()]}
            case "lasted":
                return {"lasted": {**self.fact(), "at_least": self.pick(_GAPS)}}
            case _:
                return self.fact()

    def fact(self) -> Said:
        return {self.pick(_FACTS): self.pick(("yes", "no"))}

    def who(self) -> Writable:
        match self.pick(("one", "several", "depends", "not_named")):
            case "several":
                how = self.pick(("together", "each", "any_of", "in_this_order"))
                return {how: self.some(_ROLES[:4], 2)}
            case "depends":
                one: Said = {"if": self.fact(), "then": self.pick(_ROLES)}
                return {"depends": [one, {"otherwise": self.pick(_ROLES)}]}
            case "not_named":
                return "not_named"
            case _:
                return self.pick(_ROLES)

    def roles(self) -> Writable:
        if self.chance(3):
            return {self.pick(("each", "alternating")): ["yjs_case_manager", "social_worker"]}
        return self.pick(_ROLES[:2])

    def within(self) -> Said:
        match self.pick(("period", "fixed", "none", "reading", "sitting")):
            case "period":
                return {"within": self.pick(_PERIODS)}
            case "fixed":
                return {"within": self.pick(_FIXED)}
            case "reading":
                return {"within": self.reading("soon", "1 hour", ["2 days", "not set"])}
            case "sitting":
                return {"within": {"next_sitting": "court"}}
            case _:
                return {}

    def number(self) -> Writable:
        return {"reading": self.reading("how_many", "1", ["2"])} if self.chance(3) else "1"

    def variant(self) -> str:
        return self.reading("how_strict", "strict", ["loose"])

    def reading(self, name: str, means: str, others: list[str]) -> str:
        said: Said = {"because": "no number", "clause": "1"}
        self.readings[name] = {"means": means, "others": others, **said}
        return name

    def evidence(self) -> Writable:
        match self.pick(("event", "held", "any", "all")):
            case "held":
                return {"held": self.pick(_OCCASIONS)}
            case "any":
                return {"any_of": [{"event": self.pick(_EVENTS)}, {"held": self.pick(_OCCASIONS)}]}
            case "all":
                one, other = self.some(_EVENTS, 2, 2)
                return {"all_of": [{"event": one}, {"event": other}]}
            case _:
                return {"event": self.pick(_EVENTS)}

    def attended(self) -> Writable:
        if self.chance(2):
            return {"any_of": [{"attended": "the_holder"}, {"report_from": "the_holder"}]}
        return {"attended": "the_holder"}

    # --- ladders ---

    def ladder(self, name: str) -> None:
        tops = ("csc_team_manager", "head_of_youth_justice", "csc_head_of_service")
        rungs: list[Writable] = []
        count = self.draw(st.integers(1, 3))
        for number, to in enumerate(tops[:count], start=1):
            rung: Said = {"to": to}
            if self.chance(2):
                rung["respond_within"] = self.pick(_PERIODS)
                if number < count and self.chance(2):
                    rung["moves_by_clock"] = "yes"
            rungs.append(rung)
        starts: Said = {"event": "dispute_raised"}
        if self.duties and self.chance(3):
            starts = {"unmet": self.pick(self.duties)}
        self.ladders[name] = {
            "clause": "1",
            "topic": "escalation",
            "starts": starts,
            "stops": {"event": "dispute_resolved"},
            "rungs": rungs,
            "no_final_rung": "the text names none",
        }
