"""What has changed in a case: one entry for each thing that is another than before."""

from __future__ import annotations

from typing import Literal

from protocolrules.results import Frozen, Instant

DecisionSort = Literal[
    "duty",
    "breach",
    "departure",
    "permission",
    "prohibition",
    "assignment",
    "escalation",
    "status",
    "question",
    "conflict",
]


class Decision(Frozen):
    """One thing that is another than before.

    `what`: a duty `arose`, is `gone`, was `re_dated`, or is in another state (then `what` is that
    state, such as `met` or `overdue`); a breach or departure was `opened`, `closed` or
    `withdrawn`; a prohibition was `broken`; a question was `opened` or `settled`; a rung was
    `reached`, `skipped`, `left` or is `gone`; the rest `began`, `changed` or `ended`. `was` and
    `now` are what it was before and is now: a state, an instant, a holder. `due`: of a duty, its
    due date now.
    """

    sort: DecisionSort
    what: str
    id: str
    rule: str | None = None
    clause: tuple[str, ...] = ()
    was: str | None = None
    now: str | None = None
    due: Instant | None = None
