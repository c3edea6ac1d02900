"""Tries every property on a protocol, and tells what was exercised and what was found."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from protocolrules import api
from protocolrules.page import Page
from protocolrules.testing.searching import Search
from protocolrules.testing.soundness import Finding, Property, properties, searched
from protocolrules.words import count, listed

FORMAT = "protocolrules.fuzz/1"


@dataclass(frozen=True)
class Outcome:
    """What became of one property: what was found, on how many histories made up for it, and how
    many answers of the engine were compared with the definition's."""

    property: Property
    findings: tuple[Finding, ...]
    histories: int
    compared: int


@dataclass(frozen=True)
class Campaign:
    """What became of every property of a protocol. `file` is its rule file."""

    protocol: api.Protocol
    file: Path
    examples: int
    seed: int
    outcomes: tuple[Outcome, ...]
    exercised: Search

    @property
    def findings(self) -> list[Finding]:
        """All that was found."""
        return [finding for each in self.outcomes for finding in each.findings]

    @property
    def histories(self) -> int:
        """How many histories were tried, for laws and aimed at rules."""
        return self.exercised.histories + sum(each.histories for each in self.outcomes)

    @property
    def compared(self) -> int:
        """How many answers of the engine were compared with the definition's."""
        return sum(each.compared for each in self.outcomes)


def run(
    protocol: api.Protocol,
    file: Path,
    examples: int,
    seed: int,
    progress: Callable[[int, int, str], None] | None = None,
) -> Campaign:
    """Try all of them. `progress` is called before each, with how many are done, how many there
    are, and its name."""
    every = properties(protocol, file)
    outcomes = []
    for done, each in enumerate(every):
        if progress is not None:
            progress(done, len(every), each.name)
        told = each.checked(examples, seed)
        outcomes.append(Outcome(each, tuple(told.findings), told.histories, told.compared))
    exercised = searched(protocol, examples, seed)
    return Campaign(protocol, file, examples, seed, tuple(outcomes), exercised)


def scenario_name(campaign: Campaign, finding: Finding) -> str:
    """What the scenario file of a finding is called."""
    about = f"-{finding.about}" if finding.about else ""
    return f"{campaign.protocol.id}-{finding.property}{about}.yaml"


def write_scenarios(campaign: Campaign, folder: Path) -> list[Path]:
    """Save the scenario of each finding that has one, and say where. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for finding in campaign.findings:
        scenario = finding.scenario(named_in(campaign, folder))
        if scenario is not None:
            path = folder / scenario_name(campaign, finding)
            path.write_text(scenario, encoding="utf-8")
            written.append(path)
    return written


def named_in(campaign: Campaign, folder: Path) -> str:
    """How a scenario file in a folder names the rules."""
    return Path(os.path.relpath(campaign.file.absolute(), folder.absolute())).as_posix()


# --- text and JSON --------------------------------------------------------------------------


def as_text(campaign: Campaign, width: int) -> str:
    """For people: what was found first, then what was exercised."""
    page = Page(width)
    for outcome in campaign.outcomes:
        if outcome.findings:
            page.heading(f"{outcome.property.name}: {outcome.property.says}")
        for finding in outcome.findings:
            page.line(finding.message, 2)
    parts = [str(page), *_scenarios(campaign), "\n".join(_summary(campaign, width))]
    return "\n\n".join(part for part in parts if part)


def _scenarios(campaign: Campaign) -> list[str]:
    """Each as a file that can be copied as it stands."""
    return [
        f"--- {scenario_name(campaign, finding)}\n{scenario}---"
        for finding in campaign.findings
        if (scenario := finding.scenario(named_in(campaign, Path.cwd()))) is not None
    ]


def _summary(campaign: Campaign, width: int) -> list[str]:
    found, document = campaign.exercised, campaign.protocol.document
    rules = len(document.rules) + len(document.ladders)
    held = sum(not outcome.findings for outcome in campaign.outcomes)
    never = found.never_arose
    page = Page(width)
    page.line(f"{campaign.protocol.title} ({campaign.protocol.id}), seed {campaign.seed}")
    page.line(
        f"exercised: {rules - len(never)} of {count(rules, 'rule')} and ladders fired, "
        f"{len(found.goals) - len(found.unreached)} of {len(found.goals)} things "
        f"that they can come to came up, with {count(len(found.kinds), 'kind')} of events, "
        f"in {count(found.histories, 'history', 'histories')} aimed at rules"
    )
    page.line(f"never fired: {listed(never)}" if never else "every rule fired")
    page.line(
        f"{held} of {count(len(campaign.outcomes), 'property', 'properties')} held, "
        f"{count(campaign.examples, 'example')} each; {count(len(campaign.findings), 'finding')}"
    )
    page.line(
        f"{count(campaign.histories, 'history', 'histories')} in all, "
        f"{count(campaign.compared, 'answer')} compared with the definition"
    )
    return [str(page)]


def as_json(campaign: Campaign) -> dict[str, object]:
    """For programs."""
    found, document = campaign.exercised, campaign.protocol.document
    return {
        "format": FORMAT,
        "protocol": {
            "id": document.id,
            "edition": document.edition.name,
            "digest": document.digest,
        },
        "examples": campaign.examples,
        "seed": campaign.seed,
        "found": len(campaign.findings),
        "histories": campaign.histories,
        "answers_compared": campaign.compared,
        "properties": [_property(campaign, outcome) for outcome in campaign.outcomes],
        "exercised": {
            "rules": len(document.rules) + len(document.ladders),
            "never_fired": found.never_arose,
            "goals": len(found.goals),
            "unreached": [{"rule": goal.rule, "what": goal.sort} for goal in found.unreached],
            "event_kinds": sorted(found.kinds),
            "histories": found.histories,
            "answers": found.answers,
        },
    }


def _property(campaign: Campaign, outcome: Outcome) -> dict[str, object]:
    named = named_in(campaign, Path.cwd())
    return {
        "name": outcome.property.name,
        "says": outcome.property.says,
        "findings": [
            {
                "about": finding.about or None,
                "message": finding.message,
                "scenario": finding.scenario(named),
            }
            for finding in outcome.findings
        ],
    }
