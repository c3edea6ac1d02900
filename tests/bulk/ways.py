"""The two ways to answer for a log: all at once, and in parts."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from protocolrules import api, bulk
from protocolrules.cli.failure import Failure
from protocolrules.cli.inputs import answer, subject, unknown_case
from protocolrules.events import Subject
from protocolrules.render import render_result

WIDTH = 72


class Asked(NamedTuple):
    """What is asked, as the command line would say it."""

    at: datetime
    known_at: datetime | None = None
    case: str | None = None
    service: str | None = None
    because: bool = False
    format: Literal["text", "json"] = "json"

    def only(self) -> Subject | None:
        if self.case is not None:
            return Subject(case_id=self.case)
        return None if self.service is None else Subject(authority=self.service)


def at_once(protocol: api.Protocol, lines: Sequence[bytes], asked: Asked) -> tuple[int, str]:
    """Status and output, or what is said of a case that there is not."""
    args: Any = Namespace(**asked._asdict(), reading=[])
    log = protocol.read_events(lines)
    try:
        result = answer(protocol, log, args, subject(protocol, log, args), asked.because)
    except Failure as failure:
        return 2, str(failure)
    status = 1 if result.rejected else 0
    if asked.format == "json":
        return status, result.model_dump_json(by_alias=True, indent=2)
    return status, render_result(result, protocol.document, width=WIDTH)


def in_parts(
    protocol: api.Protocol, lines: Sequence[bytes], asked: Asked, jobs: int = 1
) -> tuple[int, str]:
    """The same of the other way."""
    question = bulk.Question(
        at=asked.at,
        known_at=asked.known_at,
        because=asked.because,
        only=asked.only(),
        style=bulk.Style(asked.format, WIDTH),
    )
    try:
        with bulk.answered(protocol, lines, question, jobs) as answers:
            return 1 if answers.faulty else 0, "".join(answers.text)
    except bulk.UnknownCaseError as fault:
        return 2, str(unknown_case(str(asked.case), fault.known))
