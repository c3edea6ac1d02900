"""Ready-made properties of any rule set: the laws, and whether its content is sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from protocolrules import api
from protocolrules.document import Assignments
from protocolrules.language import load_protocol
from protocolrules.nodes import parse_yaml, to_plain, write_yaml
from protocolrules.testing.goals import Goal, Sort, goals
from protocolrules.testing.history import History, histories
from protocolrules.testing.laws import LAWS
from protocolrules.testing.laws.law import Law, hold, states
from protocolrules.testing.running import first_failure
from protocolrules.testing.searching import Search, search
from protocolrules.testing.writing import scenario_file
from protocolrules.words import count, listed

PATIENCE, LEAST = 4, 150
"""How many times as many histories as examples are aimed at each rule, until it has come to all it
can; and how many at least, so that few examples give no false alarm."""


@dataclass(frozen=True)
class Finding:
    """What a property does not hold of.

    `about` names the rule, ladder or question, or is empty. `history` shows it, as short as it
    was made; None where it is that no history was found.
    """

    property: str
    about: str
    message: str
    history: History | None = None

    def scenario(self, protocol: str | None = None) -> str | None:
        """The history as the text of a scenario file; `protocol`: how it names the rules."""
        if self.history is None:
            return None
        notes = [f"{self.property}: {self.message}"]
        title = f"found by {self.property}"
        return scenario_file(
            self.history, name=self.property, title=title, notes=notes, protocol=protocol
        )

    def __str__(self) -> str:
        """What was found, and the history as a scenario file."""
        scenario = self.scenario()
        return self.message if scenario is None else f"{self.message}\n\n{scenario}"


@dataclass(frozen=True)
class Checked:
    """What was found, on how many histories made up for it, and how many answers of the engine
    were compared with the definition's."""

    findings: list[Finding]
    histories: int = 0
    compared: int = 0


@dataclass(frozen=True)
class Property:
    """Something that should hold of a protocol. `says` puts it in words."""

    protocol: api.Protocol = field(repr=False)
    name: str
    says: str
    _check: Callable[[int, int], Checked] = field(repr=False)

    def check(self, examples: int = 100, seed: int = 0) -> list[Finding]:
        """Try made-up histories, and tell what the property does not hold of; empty: all is well.

        Args:
            examples: how many histories are tried (for what can be reached, of each rule).
            seed: the same number tries the same histories.
        """
        return self.checked(examples, seed).findings

    def checked(self, examples: int, seed: int) -> Checked:
        """The same, with how much was tried."""
        return self._check(examples, seed)


def properties(protocol: api.Protocol, file: str | Path | None = None) -> list[Property]:
    """Every property that has something to say about a protocol.

    `file`: the rule file it came from; left out, the property about writing it out is too.
    """
    found = [_of_law(protocol, law) for law in LAWS if _speaks_of(law, protocol)]
    found += [_of_goals(protocol, *each) for each in _REACHES if _asked(protocol, each[2])]
    found.append(_settled(protocol))
    leads = [n for n, r in protocol.document.rules.items() if isinstance(r.effect, Assignments)]
    if leads:
        found.append(_of_law(protocol, _NO_OVERLAP, tuple(leads)))
    if file is not None:
        found.append(_written_out(protocol, Path(file)))
    return found


# --- laws -----------------------------------------------------------------------------------


def _speaks_of(law: Law, protocol: api.Protocol) -> bool:
    return law.only_with is None or bool(getattr(protocol.document, law.only_with))


def _of_law(protocol: api.Protocol, law: Law, about: tuple[str, ...] = ()) -> Property:
    about = about or (tuple(protocol.document.ladders) if law.only_with == "ladders" else ())

    def check(examples: int, seed: int) -> Checked:
        tried = first_failure(histories(protocol, about=about), law.check, examples, seed)
        findings = []
        if tried.failure is not None:
            error = tried.failure.error
            raised = "" if isinstance(error, AssertionError) else f"{type(error).__name__}: "
            findings.append(Finding(law.name, "", f"{raised}{error}", tried.failure.example))
        return Checked(findings, tried.count, tried.count * law.compares)

    return Property(protocol, law.name, law.says, check)


def _no_overlap(history: History) -> None:
    rules = history.protocol.document.rules
    for state in states(history.ask()):
        for conflict in state.conflicts:
            if conflict.between != "assignments":
                continue
            declared = {other for name in conflict.rules for other in rules[name].conflicts_with}
            said = declared & set(conflict.rules)
            names = listed(conflict.rules)
            what = f"{names} give one scope ({conflict.scope}) to two, and declare no conflict"
            hold(said, what)


_NO_OVERLAP = Law(
    "assignments-do-not-overlap",
    "assignments of one scope never overlap unless the rules declare the conflict",
    _no_overlap,
)


# --- what can be reached --------------------------------------------------------------------

_REACHES: tuple[tuple[str, str, tuple[Sort, ...]], ...] = (
    ("rules-can-fire", "every rule and ladder can fire", ("arises",)),
    ("rules-can-fail-to-fire", "every rule and ladder can fail to fire", ("does not arise",)),
    ("duties-can-end", "every duty can be met, or can lapse", ("is met", "ends")),
    ("duties-can-breach", "every dated duty that must be done can breach", ("breaches",)),
    ("prohibitions-can-be-broken", "every prohibition and limit can be broken", ("is broken",)),
    (
        "ladders-can-reach-the-last-rung",
        "every ladder can reach its last rung",
        ("reaches the last rung",),
    ),
    (
        "ladders-can-stop-before",
        "every ladder can stop before its last rung",
        ("stops before the last rung",),
    ),
)


@lru_cache(maxsize=8)
def searched(protocol: api.Protocol, examples: int, seed: int) -> Search:
    """The search that all of these share."""
    return search(protocol, max(examples * PATIENCE, LEAST), seed)


def _asked(protocol: api.Protocol, sorts: tuple[Sort, ...]) -> bool:
    return any(goal.sort in sorts for goal in _goals(protocol))


@lru_cache(maxsize=32)
def _goals(protocol: api.Protocol) -> frozenset[Goal]:
    return goals(protocol.document)


def _of_goals(protocol: api.Protocol, name: str, says: str, sorts: tuple[Sort, ...]) -> Property:
    def check(examples: int, seed: int) -> Checked:
        found = searched(protocol, examples, seed)
        missed = (goal for goal in found.unreached if goal.sort in sorts)
        return Checked([Finding(name, goal.rule, _not_reached(goal, found)) for goal in missed])

    return Property(protocol, name, says, check)


_NEVER: Mapping[Sort, str] = {
    "arises": "never fired",
    "does not arise": "never failed to fire",
    "is met": "was never met",
    "ends": "never ended",
    "breaches": "was never breached",
    "is broken": "was never broken",
    "reaches the last rung": "never reached its last rung",
    "stops before the last rung": "never stopped before its last rung",
}


def _not_reached(goal: Goal, found: Search) -> str:
    tried = count(found.tried[goal.rule], "history", "histories")
    return f"{goal.rule} {_NEVER[goal.sort]} in {tried} aimed at it"


def _settled(protocol: api.Protocol) -> Property:
    name = "questions-can-be-settled"

    def check(examples: int, seed: int) -> Checked:
        found = searched(protocol, examples, seed)
        what = "nothing tried settles the question about"
        open_ = sorted(found.things.keys() - found.settled)
        return Checked([Finding(name, t.name, f"{what} {t}", found.things[t]) for t in open_])

    says = "every question can be settled by some event or reading"
    return Property(protocol, name, says, check)


# --- the file -------------------------------------------------------------------------------


def _written_out(protocol: api.Protocol, file: Path) -> Property:
    name = "written-out"

    def check(examples: int, seed: int) -> Checked:  # noqa: ARG001 - one file is all there is
        return Checked([Finding(name, "", message) for message in _differences(file, protocol)])

    return Property(protocol, name, "a file written out reads back as the same program", check)


def _differences(file: Path, protocol: api.Protocol) -> Iterator[str]:
    node, _ = parse_yaml(file.read_bytes(), str(file))
    if node is None:
        yield f"{file} cannot be read"
        return
    text = write_yaml(to_plain(node))
    again = load_protocol(file, text.encode())
    if again != protocol.document or again.digest != protocol.document.digest:
        yield f"{file} written out and read back is another program"
