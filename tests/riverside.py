"""The made-up protocol and the events that tests of commands and of the interface share."""

from datetime import UTC, datetime

import protocolrules as pr
from console import FOLDER

RULES = FOLDER / "riverside.yaml"
EVENTS = FOLDER / "events.jsonl"
AT = datetime(2026, 1, 9, 12, tzinfo=UTC)


def protocol() -> pr.Protocol:
    return pr.load(RULES)


def events(loaded: pr.Protocol) -> list[pr.CaseEvent]:
    return [loaded.parse_event(line) for line in EVENTS.read_text("utf-8").splitlines()]
