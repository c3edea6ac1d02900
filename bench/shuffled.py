"""A long case fed one event at a time, in shuffled order and with corrections.

Run as `python -m bench.shuffled [--events N]`: prints what an event costs as the case grows, and
whether the state in the end, and at moments before, is what the definition says of the whole log.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from datetime import timedelta
from time import process_time

import protocolrules as pr
from bench.histories import make_long_case
from protocolrules import definition

CORRECTED = 0.05  # of the events
PARTS = 10
ASKED = 3  # moments at which the states are compared


def log(protocol: pr.Protocol, events: int, seed: int) -> list[pr.CaseEvent]:
    """So many events with their corrections, in shuffled order."""
    told = make_long_case(protocol.id, events, seed)
    found = [protocol.parse_event(line) for line in told.lines]
    rng = random.Random(seed)
    able = [event for event in found if event.occurred_at is not None]
    for number, event in enumerate(rng.sample(able, int(events * CORRECTED))):
        found.append(_corrected(protocol, event, number))
    rng.shuffle(found)
    return found


def _corrected(protocol: pr.Protocol, event: pr.CaseEvent, number: int) -> pr.CaseEvent:
    """A correction that says the event happened an hour earlier."""
    assert event.occurred_at is not None
    recorded = event.recorded_at + timedelta(days=1)
    earlier = event.occurred_at - timedelta(hours=1)
    content = event.model_copy(update={"occurred_at": earlier, "recorded_at": recorded})
    fields = {
        "event_id": f"correction-{number}",
        "case_id": event.case_id,
        "kind": "correction",
        "recorded_at": recorded.isoformat(),
        "replaces": event.event_id,
    }
    told = content.to_json()
    head = ", ".join(f'"{name}": "{value}"' for name, value in fields.items())
    return protocol.parse_event(f'{{{head}, "event": {told}}}')


def feed(case: pr.Case, events: Sequence[pr.CaseEvent]) -> list[tuple[int, float]]:
    """Apply them one by one: after each part how many there are, and seconds for an event."""
    found, size = [], max(len(events) // PARTS, 1)
    for first in range(0, len(events), size):
        part = events[first : first + size]
        begun = process_time()
        for event in part:
            case.apply(event)
        found.append((first + len(part), (process_time() - begun) / len(part)))
        print(f"{found[-1][0]:>7} events  {found[-1][1] * 1e6:>9.0f} µs for an event", flush=True)
    return found


def differing(protocol: pr.Protocol, case: pr.Case, events: Sequence[pr.CaseEvent]) -> int:
    """At how many of some moments the case says anything else than the definition."""
    recorded = sorted(event.recorded_at for event in events)
    count = 0
    for part in range(1, ASKED + 1):
        at = recorded[len(recorded) * part // ASKED - 1]
        known = recorded[-1]
        told = definition.state(protocol.document, events, case.subject, at, known, None, True)
        same = case.at(at, known, because=True) == told
        print(f"at {at:%Y-%m-%d}: {'equal' if same else 'DIFFERENT'}", flush=True)
        count += not same
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000)
    parser.add_argument("--protocol", default="enfield")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    protocol = pr.load(args.protocol)
    events = log(protocol, args.events, args.seed)
    case = protocol.open_case(events[0].case_id)
    feed(case, events)
    return min(differing(protocol, case, events), 1)


if __name__ == "__main__":
    sys.exit(main())
