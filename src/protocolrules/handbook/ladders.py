"""Escalation ladders: a diagram, and each rung in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from protocolrules.comparison.model import Provision
from protocolrules.comparison.provisions import ladder_readings, of_ladder, starts
from protocolrules.comparison.sentences import holder, modality
from protocolrules.comparison.tables import escaped, table
from protocolrules.document import Ladder, Protocol
from protocolrules.expressions import EventPattern
from protocolrules.handbook.blocks import TEXT_IS
from protocolrules.handbook.markup import (
    bullets,
    capital,
    clauses,
    heading,
    ladder_title,
    reading_link,
)
from protocolrules.phrases import Terms, as_read, condition, pattern
from protocolrules.words import listed

TITLE = "Escalation ladders"
_SECTION = "How a disagreement goes up, rung by rung.\n\n"
_NONE = "The protocol has no ladder of its own.\n\n"
_HEAD = ("rung", "clause", "who", "", "what", "by when", "the text is")


def section(protocol: Protocol) -> str:
    """The section on escalation."""
    terms = Terms.of(protocol)
    ladders = [_ladder(terms, each) for each in protocol.ladders.values()]
    return heading(2, TITLE) + (_SECTION + "".join(ladders) if ladders else _NONE)


def _ladder(terms: Terms, ladder: Ladder) -> str:
    rungs = of_ladder(terms, ladder)
    return (
        heading(3, ladder_title(ladder.name))
        + bullets(_lines(terms, ladder))
        + f"\n```mermaid\n{diagram(terms, ladder, rungs)}```\n\n"
        + table(_HEAD, _rows(rungs))
        + "\n"
    )


def _lines(terms: Terms, ladder: Ladder) -> Iterator[tuple[str, str]]:
    because = f": {escaped(ladder.because)}" if ladder.because else ""
    yield "clauses", clauses(ladder.clause)
    yield "starts with", escaped(starts(terms, ladder))
    yield "goes up with", escaped(pattern(terms, ladder.moves_on))
    yield "answered by", escaped(pattern(terms, ladder.responds))
    yield "stops with", escaped(listed((pattern(terms, each) for each in ladder.stops), "or"))
    for when, rung in _entries(terms, ladder):
        yield f"enters at rung {rung}", escaped(f"if {when}" if when else "always")
    yield "above the last rung", escaped(ladder.no_final_rung or "")
    yield "how the text is read", TEXT_IS[ladder.text] + because
    yield "rests on", listed(map(reading_link, ladder_readings(ladder)))
    yield "ladder", f"`{ladder.name}`"


def _entries(terms: Terms, ladder: Ladder) -> Iterator[tuple[str, int]]:
    """Where disputes enter that do not begin at the first rung, under the readings taken."""
    kinds = ladder.starts.kinds if isinstance(ladder.starts, EventPattern) else ()
    for start in ladder.begins_at:
        when = True if start.when is None else as_read(start.when, terms.readings)
        if isinstance(when, bool):
            if when:
                yield "", start.rung
                return
        else:
            yield condition(terms, when, kinds), start.rung


def _rows(rungs: Sequence[Provision]) -> Iterator[list[str]]:
    for number, rung in enumerate(rungs, 1):
        yield [
            str(number),
            clauses(rung.clause),
            escaped(holder(rung).removesuffix(",")),
            modality(rung),
            escaped(rung.action),
            escaped(rung.by_when),
            rung.text.replace("-", " "),
        ]


def diagram(terms: Terms, ladder: Ladder, rungs: Sequence[Provision]) -> str:
    """The ladder as a Mermaid flowchart."""
    lines = [
        "flowchart TD",
        f"  start([{_label(starts(terms, ladder).removeprefix('an event '))}])",
    ]
    lines += [f"  r{n}[{_label(*_rung_lines(n, rung))}]" for n, rung in enumerate(rungs, 1)]
    lines.append(f"  stop([{_label(*(pattern(terms, each) for each in ladder.stops))}])")
    lines.append("  start --> r1")
    for when, rung in _entries(terms, ladder):
        lines.append(f"  start -->|{_label(f'if {when}' if when else 'always')}| r{rung}")
    up = pattern(terms, ladder.moves_on)
    for number, step in enumerate(ladder.rungs[:-1], 1):
        clock = ["or when its time is up"] if step.moves_by_clock else []
        lines.append(f"  r{number} -->|{_label(up, *clock)}| r{number + 1}")
    lines += [f"  r{number} -.-> stop" for number in range(1, len(rungs) + 1)]
    if ladder.no_final_rung:
        lines.append(
            f"  r{len(rungs)} --> top{{{{{_label('no rung above', ladder.no_final_rung)}}}}}"
        )
    return "".join(f"{line}\n" for line in lines)


def _rung_lines(number: int, rung: Provision) -> Iterator[str]:
    yield f"{number}. {capital(holder(rung).removesuffix(','))}"
    yield f"{modality(rung)} {rung.action}"
    yield rung.by_when


def _label(*lines: str) -> str:
    """A label in quotation marks; what Mermaid would take for its own is written as a code."""
    codes = {'"': "", "<": "#lt;", ">": "#gt;", "`": "#96;"}
    said = ("".join(codes.get(letter, letter) for letter in line) for line in lines)
    return f'"{"<br/>".join(said)}"'
