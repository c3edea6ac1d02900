"""Taking part in an occasion (section 1, An occasion)."""

from __future__ import annotations

from typing import Any

import pytest

from definition.small import duty, ev, held, protocol, state

P = protocol("""
rules:
  role:
    at: core_group
    duty: {who: yjs_case_manager, must: attend, done_when: {attended: the_holder}}
  service:
    at: core_group
    duty: {who: yjs, must: be there, done_when: {attended_service: yjs}}
  some-way:
    at: core_group
    duty:
      who: yjs_case_manager
      or_delegate: yes
      must: attend or send a report or somebody
      done_when:
        any_of: [{attended: the_holder}, {report_from: yjs_case_manager}, {representative_of: yjs}]
""")


@pytest.mark.parametrize(
    ("attendance", "complete", "role", "service", "some"),
    [
        (None, False, "undetermined", "undetermined", "undetermined"),
        (None, True, "missed", "missed", "missed"),
        ([{"role": "yjs_case_manager", "how": "in_person"}], False, "met", "met", "met"),
        # apologies say that the holder was not there, but not that nobody else of the service was
        (
            [{"role": "yjs_case_manager", "how": "apologies"}],
            False,
            "missed",
            "undetermined",
            "undetermined",
        ),
        ([{"role": "yjs_case_manager", "how": "apologies"}], True, "missed", "missed", "missed"),
        ([{"role": "yjs_case_manager", "how": "report"}], True, "missed", "missed", "met"),
        ([{"service": "yjs", "how": "representative"}], True, "missed", "missed", "met"),
        (
            [{"role": "social_worker", "how": "in_person"}],
            False,
            "undetermined",
            "undetermined",
            "undetermined",
        ),
        ([{"role": "delegate", "how": "in_person"}], True, "missed", "missed", "met"),
        ([{"worker": "W-1", "how": "in_person"}], True, "met", "met", "met"),
        ([{"role": "yjs_team_manager", "how": "in_person"}], True, "missed", "met", "missed"),
    ],
)
def test_attendance(attendance: Any, complete: bool, role: str, service: str, some: str) -> None:
    log = [
        ev("case_allocated", "2026-01-01 12:00", role="yjs_case_manager", worker="W-1"),
        held(
            "2026-01-05 12:00",
            "G",
            "core_group",
            attendance=attendance,
            attendance_complete=complete,
        ),
    ]
    s = state(P, log, "2026-01-06 12:00")
    assert [duty(s, r).state for r in ("role", "service", "some-way")] == [role, service, some]
