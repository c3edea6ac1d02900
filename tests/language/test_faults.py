"""Each fault is found at its place, alone, with a hint that leads on."""

import re
from pathlib import Path

import pytest

from language.files import (
    findings,
    unmarked,
    with_duty,
    with_head,
    with_ladder,
    with_rule,
    with_vocabulary,
)
from protocolrules.diagnostics import CODES, render_text

PAGE = Path(__file__).parents[2] / "docs" / "messages.md"
# Those that need more than one file, a huge one or a very deep one have tests of their own.
ELSEWHERE = {"PR108", "PR110", "PR209", "PR407"}

DONE = "done_when: {event: notified}\n"
KEPT = "duty: {who: yjs, must: do it, done_when: {event: notified}}\n"
ON = "when: {event: remanded}\n"
AT = "at: core_group\n"
RUNGS = "starts: {event: dispute_raised}\nstops: {event: dispute_resolved}\nrungs: [{to: yjs}]\n"
GIVEN = "  given: {clause: 1a, topic: case_work, status: care_leaver_eligible}\n"
UNSEEN = """\
  kept:
    clause: 1a
    topic: case_work
    duty: {who: yjs, must: be kind, not_observable: nobody sees it}
"""
TOPIC = "    topic: case_work\n"
READING = "readings:\n  soon:\n    because: no figure\n    clause: 1a\n    means: "
SHAPE = [
    ("PR101", with_rule(f"{ON}if: ⟦open_to_csc\n{KEPT}"), "write "),
    ("PR101", with_rule(f"{ON}if: ⟦[open_to_csc]\n{KEPT}"), "write "),
    ("PR101", with_rule(f"title: ⟦{{a: b}}\n{KEPT}"), ""),
    ("PR101", with_head("vocabulary: ⟦none\n"), "services"),
    ("PR101", with_duty(f"before: ⟦release\n{DONE}"), "no time"),
    ("PR101", with_rule(f"{ON}if: {{age: {{under: ⟦[16, 17]}}}}\n{KEPT}"), ""),
    ("PR102", with_rule("⟦may: {who: yjs}\n"), "add do: what may be done"),
    (
        "PR102",
        with_rule("may: {who: yjs, do: it}\n").replace("it:", "⟦it:").replace(TOPIC, "", 1),
        "add topic",
    ),
    ("PR102", with_rule(f"when: {{⟦lasted: {{looked_after: yes}}}}\n{KEPT}"), "at_least"),
    ("PR102", with_rule(f"{ON}if: {{⟦lasted: {{looked_after: yes}}}}\n{KEPT}"), "at_least"),
    ("PR102", with_duty(f"to: {{depends: [⟦{{if: {{age: 16}}}}]}}\n{DONE}"), "add then"),
    ("PR103", with_rule(f"{ON}⟦at: core_group\n{KEPT}"), "two rules"),
    ("PR103", with_rule(f"{ON}{KEPT}⟦may: {{who: yjs, do: it}}\n"), "two rules"),
    ("PR103", with_duty(f"⟦should: do it\n{DONE}"), "two rules"),
    ("PR103", with_duty(f"{DONE}⟦not_observable: nobody sees it\n"), "two rules"),
    ("PR103", with_duty(f"within: 2 days\n⟦before: {{release: no time}}\n{DONE}"), "two rules"),
    (
        "PR103",
        with_rule(
            "when:\n  lasted: {looked_after: yes, ⟦at_least: 1 day}\n  at_least: 1 day\n" + KEPT
        ),
        "keep one",
    ),
    ("PR104", with_rule(f"{ON}⟦iff: {{open_to_csc: yes}}\n{KEPT}"), 'did you mean "if"?'),
    ("PR104", with_duty(f"⟦whom: csc\n{DONE}"), 'did you mean "who"?'),
    ("PR104", with_duty("done_when: {⟦held_it: core_group, any_of: [{event: notified}]}\n"), ""),
    ("PR104", with_rule(f"when: {{rises: risk_of_reoffending, ⟦to: high}}\n{KEPT}"), ""),
    ("PR104", with_rule(f"{ON}if: {{age: {{⟦below: 17}}}}\n{KEPT}"), "under"),
    ("PR104", with_head("⟦closure:\n  2025-12-24: closed\n"), 'did you mean "closures"?'),
    ("PR104", with_vocabulary("⟦role:\n  x: {title: y}\n"), 'did you mean "roles"?'),
    ("PR105", with_rule(f"when: ⟦{{first: yes}}\n{KEPT}"), ""),
    ("PR105", with_rule("title: nothing\n").replace("  it:", "  ⟦it:"), "duty, may"),
    ("PR105", with_rule(f"duty: {{who: ⟦[yjs, csc], must: x, {DONE.strip()}}}\n"), "together"),
    ("PR106", with_rule(f'title: ⟦""\n{KEPT}'), "delete"),
    ("PR106", with_rule(f"conflicts_with: ⟦[]\n{KEPT}"), "fill it"),
    ("PR106", with_duty(f"to: {{any_of: ⟦[]}}\n{DONE}"), "fill it"),
    ("PR106", with_rule(f"{ON}if: {{age: ⟦{{}}}}\n{KEPT}"), ""),
    ("PR107", with_duty(f"to: {{any_of: [csc, yjs, ⟦csc]}}\n{DONE}"), "delete one"),
    ("PR107", with_rule(f"{ON}if: {{on_remand: [none, ⟦none]}}\n{KEPT}"), "delete one"),
    ("PR109", with_rule(f"text: ⟦interpreted\n{KEPT}"), "add because"),
    ("PR109", with_ladder(f"text: ⟦needs-local-decision\n{RUNGS}"), "add because"),
]
NAMES = [
    ("PR201", with_head("owners: ⟦ccs\n"), 'did you mean "csc"?'),
    ("PR201", with_rule(f"when: {{event: ⟦remandet}}\n{KEPT}"), 'did you mean "remanded"?'),
    ("PR201", with_rule(f"{ON}if: {{⟦open_to_cscc: yes}}\n{KEPT}"), '"open_to_csc"?'),
    ("PR201", with_rule(f"{ON}if: {{⟦judgment: unsafe_to_share}}\n{KEPT}"), '"judgement"?'),
    ("PR201", with_rule(f"{ON}if: {{held: ⟦hostel_worker}}\n{KEPT}"), "vocabulary: roles"),
    ("PR201", with_rule(f"at: ⟦coregroup\n{KEPT}"), 'did you mean "core_group"?'),
    ("PR201", with_duty(f"to: ⟦social_workers\n{DONE}"), 'did you mean "social_worker"?'),
    ("PR201", with_rule("status: ⟦care_leaver\n"), "write care_leaver_eligible, or declare it"),
    ("PR201", with_rule(KEPT).replace("topic: case_work", "topic: ⟦casework", 1), '"case_work"?'),
    ("PR201", with_rule("lead_professional: {who: yjs, scope: ⟦overal}\n"), '"overall"?'),
    ("PR201", with_vocabulary("labels: {⟦socialworker: SW}\n"), "social_worker"),
    ("PR201", with_vocabulary("define:\n  - {if: {age: 16}, then: {⟦lookedafter: yes}}\n"), ""),
    ("PR202", with_rule(f"when: {{event: remanded, ⟦too: x}}\n{KEPT}"), 'did you mean "to"?'),
    ("PR202", with_rule(f"when: {{held: core_group, ⟦place: x}}\n{KEPT}"), "it has"),
    ("PR202", with_rule(f"{ON}if: {{field: {{⟦where: x}}}}\n{KEPT}"), "it has"),
    ("PR202", with_rule(f"at: {{occasion: core_group, ⟦chair: iro}}\n{KEPT}"), "it has"),
    ("PR202", with_duty(f"within: 1 day\nfrom: {{field: ⟦ends_on}}\n{DONE}"), ""),
    ("PR203", with_rule(f"conflicts_with: ⟦othre\n{KEPT}"), 'did you mean "other"?'),
    ("PR203", with_rule(f"{ON}if: {{duty: {{rule: ⟦x, is: met}}}}\n{KEPT}"), "other"),
    ("PR203", with_duty(f"within: {{next_sitting: ⟦highbury}}\n{DONE}"), "under courts"),
    ("PR203", with_duty(f"within: {{reading: ⟦soon}}\n{DONE}"), "under readings"),
    ("PR204", with_rule(KEPT).replace("  it:", "  ⟦It_is:"), "small letters"),
    ("PR204", with_vocabulary("roles:\n  ⟦HoS3: {title: Head of Service 3}\n"), "small letters"),
    ("PR204", with_rule(KEPT).replace("protocol: example", "protocol: ⟦An Example"), "small"),
    ("PR205", with_vocabulary("roles:\n  ⟦iro: {title: something else}\n"), "labels"),
    (
        "PR205",
        with_vocabulary("statuses:\n  ⟦looked_after: {title: looked after through remand}\n"),
        "another name",
    ),
    ("PR206", with_vocabulary("facts:\n  ⟦held: {title: x, type: yes_no}\n"), "another name"),
    (
        "PR206",
        with_vocabulary("events:\n  x_done: {title: x, fields: {⟦since: {type: date}}}\n"),
        "another name",
    ),
    ("PR207", with_rule(f"when: ⟦{{begun: core_group}}\n{KEPT}"), "vocabulary: events"),
    ("PR208", with_rule(f"overrides: ⟦yes\n{KEPT}"), "check the name"),
    ("PR210", with_vocabulary("roles:\n  ⟦hostel_worker: {title: worker at the hostel}\n"), ""),
    ("PR210", with_vocabulary("facts:\n  ⟦siblings: {title: siblings, type: number}\n"), ""),
    ("PR210", with_head(f"{READING}1 hour\n".replace("soon", "⟦soon")), ""),
]
VALUES = [
    ("PR301", with_rule(f"{ON}if: {{on_remand: ⟦noone}}\n{KEPT}"), 'did you mean "none"?'),
    ("PR301", with_rule(f"when: {{event: remanded, to: ⟦prison}}\n{KEPT}"), "write one of"),
    ("PR301", with_rule(f"{ON}if: {{risk_of_reoffending: {{at_least: ⟦higher}}}}\n{KEPT}"), ""),
    (
        "PR301",
        with_rule(f"{ON}if: {{reading: soon, is: ⟦2 hours}}\n{KEPT}", f"{READING}1 hour\n"),
        'did you mean "1 hour"?',
    ),
    (
        "PR301",
        with_vocabulary(
            """\
            facts:
              remand_ward: {title: ward, choices: [one, two]}
            events:
              moved_ward:
                title: moved to another ward
                fields: {ward: {choices: [one, three]}}
                makes: [{fact: remand_ward, from: ⟦ward}]
            """
        ),
        "with where",
    ),
    ("PR302", with_rule(f"{ON}if: {{open_to_csc: ⟦true}}\n{KEPT}"), 'did you mean "yes"?'),
    ("PR302", with_duty(f"as_soon_as_possible: ⟦1\n{DONE}"), "write yes or no"),
    ("PR303", with_rule(f"{ON}if: {{age: {{under: ⟦seventeen}}}}\n{KEPT}"), "whole number"),
    ("PR303", with_rule(f"{ON}if: {{age: ⟦-1}}\n{KEPT}"), "whole number"),
    ("PR304", with_rule(f"{ON}if: {{on_remand: {{⟦at_least: none}}}}\n{KEPT}"), "a list"),
    ("PR304", with_rule(f"{ON}if: {{open_to_csc: {{⟦any: [yes]}}}}\n{KEPT}"), "a list"),
    ("PR304", with_rule(f"{ON}if: {{risk_of_reoffending: {{⟦all: [high]}}}}\n{KEPT}"), "under"),
    ("PR304", with_rule(f"when: {{event: case_allocated, worker: ⟦SW-7}}\n{KEPT}"), "delete it"),
    ("PR304", with_rule(f"when: {{rises: ⟦on_remand}}\n{KEPT}"), "begins"),
    ("PR304", with_vocabulary("define:\n  - {if: {age: 16}, then: {⟦age: 17}}\n"), "delete it"),
    (
        "PR304",
        with_vocabulary("define:\n  - {if: {age: 16}, then: {⟦care_leaver_eligible: yes}}\n"),
        "rule with status",
    ),
    ("PR304", with_duty(f"within: 1 day\nfrom: {{field: ⟦to}}\n{DONE}"), "type date"),
    ("PR305", with_duty(f"within: ⟦ten workdays\n{DONE}"), "working days"),
    ("PR305", with_duty(f"within: ⟦0 days\n{DONE}"), "from 1 to 10,000"),
    (
        "PR305",
        with_rule(
            f"{ON}duty: {{who: yjs, must: x, within: ⟦sooon, done_when: {{held: core_group}}}}\n"
            "if: {reading: soon, is: 1 hour}\n",
            f"{READING}1 hour\n",
        ),
        'did you mean "soon"?',
    ),
    ("PR305", with_duty(f"within: ⟦end of working day\n{DONE}"), ""),
    ("PR305", with_duty(f"within: ⟦not set\n{DONE}"), "declare a reading"),
    (
        "PR305",
        with_rule(f"when: {{lasted: {{looked_after: yes}}, at_least: ⟦36 hours}}\n{KEPT}"),
        "days",
    ),
    ("PR306", with_head("in_force:\n  from: ⟦1 October 2023\n"), "2023-10-01"),
    ("PR306", with_head("in_force:\n  until: ⟦2023-02-30\n"), "2023-10-01"),
    ("PR306", with_head("closures:\n  ⟦2025-12: closed\n"), "2025-12-24"),
    ("PR307", with_head("settings:\n  office_hours: ⟦9 to 5\n"), "09:00 to 17:00"),
    (
        "PR307",
        with_duty(f"within: {{next_sitting: a}}\n{DONE}", ON.strip()).replace(
            "rules:", "courts: {a: {title: A, sits: friday, opens: ⟦ten}}\nrules:"
        ),
        "10:00",
    ),
    ("PR308", with_rule(KEPT).replace("england-and-wales", "⟦england"), "scotland"),
    ("PR308", with_rule(f"{ON}if: {{duty: {{rule: other, is: ⟦done}}}}\n{KEPT}"), "met"),
    ("PR308", with_head("settings:\n  working_week: [⟦funday]\n"), 'did you mean "sunday"?'),
    ("PR309", with_rule(f"when: {{event: notified, by: ⟦the_holder}}\n{KEPT}"), "name a role"),
    (
        "PR309",
        with_duty("⟦done_when: {event: notified, to: the_recipient}\n"),
        "who it is in the duty",
    ),
    (
        "PR310",
        with_duty(f"within: soon\n{DONE}", ON.strip(), f"{READING}1 hour\n    others: [⟦iro]\n"),
        "period",
    ),
    (
        "PR310",
        with_duty(f"to: {{reading: soon}}\n{DONE}", ON.strip(), f"{READING}⟦1 hour\n"),
        "name a role",
    ),
    ("PR311", with_head("in_force:\n  from: 2023-10\n  until: ⟦2022-10\n"), "check"),
    ("PR311", with_head("settings:\n  office_hours: ⟦17:00 to 09:00\n"), "09:00"),
]
RULES = [
    (
        "PR401",
        with_rule(f"while: {{duty: {{rule: it, is: met}}}}\n{KEPT}").replace("  it:", "  ⟦it:"),
        "take one",
    ),
    (
        "PR401",
        with_vocabulary("define:\n  - {if: {looked_after: yes}, then: {⟦section_20: yes}}\n"),
        "take one",
    ),
    (
        "PR401",
        with_rule("while: {care_leaver_eligible: no}\nstatus: care_leaver_eligible\n").replace(
            "  it:", "  ⟦it:"
        ),
        "take one",
    ),
    ("PR402", with_rule(f"while: {{⟦field: {{to: home}}}}\n{KEPT}"), "use a fact"),
    ("PR402", with_rule(f"while: {{⟦office_hours: yes}}\n{KEPT}"), "when or at"),
    (
        "PR402",
        with_rule(f"while: {{happened: {{event: remanded, ⟦since: trigger}}}}\n{KEPT}"),
        "within",
    ),
    (
        "PR402",
        with_vocabulary("define:\n  - {if: {⟦office_hours: yes}, then: {looked_after: yes}}\n"),
        "when or at",
    ),
    ("PR402", with_rule(f"{ON}if: {{previously: {{⟦field: {{to: home}}}}}}\n{KEPT}"), "fact"),
    ("PR403", with_duty(f"⟦at_most_apart: 12 weeks\n{DONE}"), "add while"),
    (
        "PR404",
        with_rule(f"{ON}if: {{rung_reached: {{ladder: up, at_least: ⟦2}}}}\n{KEPT}").replace(
            "ledger:",
            "escalations:\n  up:\n    clause: 1a\n    topic: escalation\n"
            "    starts: {event: dispute_raised}\n    stops: {event: dispute_resolved}\n"
            "    rungs: [{to: yjs}]\nledger:",
        ),
        "from 1 to 1",
    ),
    ("PR404", with_ladder(f"{RUNGS}begins_at: {{rung: ⟦4}}\n"), "from 1 to 1"),
    (
        "PR404",
        with_ladder(
            RUNGS.replace("{to: yjs}", "{to: yjs, respond_within: 1 day, ⟦moves_by_clock: yes}")
        ),
        "delete",
    ),
    ("PR405", with_duty("done_when: {⟦attended: yjs}\n"), "rule with at"),
    ("PR405", with_duty("done_when: {⟦this_event: {to: home}}\n"), "judged"),
    ("PR405", with_duty(f"⟦at_most_apart: 1 week\n{DONE}", AT.strip()), "while"),
    ("PR405", with_duty(f"⟦within: 1 day\n{DONE}", "before: {release: no time}"), "delete"),
    ("PR405", with_duty(f"⟦judged: when_it_happens\n{DONE}", "while: {age: 16}"), "when"),
    ("PR405", with_duty(f"⟦counts_from: previous_occasion\n{DONE}"), "before"),
    ("PR405", with_duty("⟦within: 1 day\nbroken_by: {event: notified}\n"), "delete"),
    ("PR405", with_duty("⟦broken_by: {event: notified}\n", AT.strip()), "done_when"),
    (
        "PR405",
        with_duty(f"times: 2\n⟦first: 1 week\nin_each: year\n{DONE}", "while: {age: 16}"),
        "",
    ),
    ("PR405", with_duty(f"⟦times: 2\n{DONE}", "while: {age: 16}"), "in_each"),
    ("PR405", with_duty(f"⟦lasting: 2 weeks\n{DONE}", "while: {age: 16}"), "at_most_apart"),
    (
        "PR405",
        with_duty(f"at_most_apart: 1 week\n⟦then: {{regularly: yes}}\n{DONE}", "while: {age: 16}"),
        "add lasting",
    ),
    ("PR405", with_duty(f"⟦regularly: no\n{DONE}", "while: {age: 16}"), "delete"),
    ("PR405", with_duty(f"judged: when_it_happens\n⟦after: other\n{DONE}"), "within"),
    ("PR405", with_duty(f"judged: when_it_happens\n⟦from: {{event: released}}\n{DONE}"), "within"),
    ("PR405", with_duty(f"to: {{alternating: ⟦[csc]}}\n{DONE}"), "name two"),
    (
        "PR405",
        with_duty(
            "to:\n  depends:\n    - {otherwise: csc}\n    - ⟦{if: {age: 16}, then: yjs}\n" + DONE
        ),
        "otherwise",
    ),
    ("PR405", with_rule("⟦before: {release: no time}\nmay: {who: yjs, do: it}\n"), "at"),
    ("PR405", with_rule(f"when: [{{event: remanded}}, {{⟦begins: {{age: 16}}}}]\n{KEPT}"), "each"),
    (
        "PR405",
        with_rule(f"when: [⟦{{event: remanded, first: yes}}, {{event: released}}]\n{KEPT}"),
        "or none",
    ),
    ("PR405", with_rule(f"when: {{begins: {{age: 16}}, ⟦first: yes}}\n{KEPT}"), "event"),
    ("PR405", with_rule("may: {who: yjs, do: it, ⟦at_most: 2}\n"), "counted_by"),
    (
        "PR405",
        with_rule(
            "must_not: {who: yjs, do: it, not_observable: x, ⟦unless_first: {event: notified}}\n"
        ),
        "broken_by",
    ),
    ("PR405", with_rule(f"{ON}if: {{⟦is: 1 hour}}\n{KEPT}"), "reading"),
    ("PR405", with_rule(f"when: {{met: ⟦given}}\n{KEPT}", GIVEN), "with a duty"),
    (
        "PR405",
        with_ladder(RUNGS.replace("{to: yjs}", "{to: yjs, ⟦moves_by_clock: yes}, {to: csc}")),
        "",
    ),
    ("PR405", with_duty(f"before: ⟦{{release: 2 days, core_group: 1 day}}\n{DONE}"), "each"),
    ("PR405", with_rule(f"when: {{met: ⟦kept}}\n{KEPT}", UNSEEN), "another rule"),
    ("PR405", with_rule(f"when: {{unmet: ⟦kept}}\n{KEPT}", UNSEEN), "another rule"),
    ("PR405", with_duty(f"after: ⟦kept\n{DONE}", ON.strip(), UNSEEN), "another rule"),
    ("PR406", with_rule(f"when: {{event: ⟦training_held}}\n{KEPT}"), "for: service"),
    ("PR406", with_rule(f"for: service\nwhen: {{event: ⟦remanded}}\n{KEPT}"), "for: case"),
    (
        "PR406",
        with_rule(f"for: service\nwhen: {{met: ⟦other}}\n{KEPT}"),
        "",
    ),
    ("PR408", with_duty(f"within: ⟦the review date\n{DONE}"), "review_by"),
    ("PR409", with_head("closures:\n  ⟦2025-12-27: closed\n"), "check the date"),
]
FROM = with_rule(KEPT) + "  - {id: 2a, kind: principle, says: it matters, reason: why, source: "
CITED = [
    ("PR501", with_rule(KEPT).replace("clause: 1a", "clause: ⟦1b", 1), "write 1a"),
    ("PR501", with_head(f"{READING}1 hour\n".replace("clause: 1a", "clause: ⟦9z")), ""),
    (
        "PR502",
        with_rule(KEPT) + "  - {id: ⟦2a, kind: obligation, says: somebody does more}\n",
        "only a principle",
    ),
    (
        "PR503",
        with_rule(KEPT) + "  - {id: ⟦2a, kind: principle, says: it matters}\n",
        "add reason",
    ),
    (
        "PR503",
        with_rule(KEPT) + "  - {id: 2a, kind: principle, says: x, reason: y, ⟦rules: it}\n",
        "another kind",
    ),
    (
        "PR503",
        with_rule(KEPT).replace("kind: obligation", "kind: obligation, ⟦reason: none"),
        "principle",
    ),
    (
        "PR504",
        with_rule(KEPT).replace("does something}", "does something, ⟦rules: it}"),
        "leave rules out",
    ),
    (
        "PR504",
        with_rule(KEPT).replace("clause: 1a", "clause: 2a", 1)
        + "  - {id: 2a, kind: obligation, says: more, rules: [it, ⟦other]}\n",
        "add 2a to its clause",
    ),
    (
        "PR505",
        with_rule(KEPT) + "  - {id: ⟦1a, kind: obligation, says: somebody does more}\n",
        "add a letter",
    ),
    ("PR506", FROM + "⟦17}\n", "such as 17-3fa9c2d1"),
    ("PR506", FROM + "[1-3fa9c2d1, ⟦0-3fa9c2d1]}\n", "such as 17-3fa9c2d1"),
    ("PR506", FROM + "⟦17-3FA9C2D1}\n", "such as 17-3fa9c2d1"),
    ("PR107", FROM + "[1-3fa9c2d1, ⟦1-3fa9c2d1]}\n", "delete one"),
    (
        "PR507",
        FROM + "1-3fa9c2d1}\nnot_statements:\n  - {reason: heading, source: ⟦1-3fa9c2d1}\n",
        "delete one",
    ),
    (
        "PR507",
        with_rule(KEPT) + "not_statements:\n  - {reason: heading, source: 1-3fa9c2d1}\n"
        "  - {reason: link, source: ⟦1-3fa9c2d1}\n",
        "delete one",
    ),
    (
        "PR308",
        with_rule(KEPT) + "not_statements:\n  - {reason: ⟦headings, source: 1-3fa9c2d1}\n",
        'did you mean "heading"?',
    ),
]
FAULTS = [*SHAPE, *NAMES, *VALUES, *RULES, *CITED]


@pytest.mark.parametrize(("code", "marked", "hint"), FAULTS)
def test_a_fault_is_found_at_its_place_alone(code: str, marked: str, hint: str) -> None:
    text, line, column = unmarked(marked)
    found = findings(text)
    report = render_text(found, {"example.yaml": text})
    assert [f.code for f in found if f.code != "PR210" or code == "PR210"] == [code], report
    (finding,) = [f for f in found if f.code == code]
    assert (finding.place.line, finding.place.column) == (line, column), report
    assert hint in finding.hint, report
    assert finding.why, report


def test_every_code_of_the_language_is_tried() -> None:
    codes = {code for code in CODES if re.match("PR[1-5]", code)}
    assert {code for code, _, _ in FAULTS} | ELSEWHERE == codes
