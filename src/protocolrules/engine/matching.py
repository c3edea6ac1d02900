"""Rules that wait for an event, compiled to Python source: a function for each kind of event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from protocolrules.document import Edition, OnEvent, Rule
from protocolrules.engine.days import day_end, day_start
from protocolrules.engine.fields import (
    Atom,
    Constants,
    Every,
    Expr,
    Kind,
    Some,
    Without,
    every,
    without,
)
from protocolrules.engine.program import Program
from protocolrules.events import CaseEvent
from protocolrules.events.base import ABOUT_EVENTS

Names = tuple[str, ...]
Picks = Callable[[Mapping[str, Any]], Names]
"""From the fields of an event to names of rules."""

_WIDEST = 8  # so many tests choose from one table of names, which has 256 entries then


class Matcher:
    """Says which rules an event sets off; make it with `Protocol.matcher`. Immutable, and safe to
    share between threads.

    Looked at are rules that wait for an event (`when`), and of their conditions what is asked of
    the fields of that event. An event of another authority, or from before or after the edition,
    sets nothing off.
    """

    def __init__(self, program: Program) -> None:
        """Compile the rules of a program."""
        protocol = program.protocol
        written = _Written(program)
        self.source = written.text()
        """The Python source that answers."""
        self._sure, self._may = written.functions(self.source)
        self._others = frozenset((None, protocol.authority))
        self._edition = protocol.edition
        edition = protocol.edition
        self._dated = edition.starts is not None or edition.until is not None

    def match(self, event: CaseEvent | dict[str, Any]) -> Names:
        """The names, in order, of the rules that the event sets off for certain.

        In place of an event a dict of its fields will do, `kind` among them, with values as a
        CaseEvent has them: nothing is validated here. A time that it does not give is taken to lie
        within the edition. Raises KeyError for a dict without a kind.
        """
        fields = event if type(event) is dict else event.__dict__
        picks = self._sure.get(fields["kind"])
        if picks is None:
            return ()
        names = picks(fields)
        if names and (self._dated or fields.get("authority")) and not self._counts(fields):
            return ()
        return names

    def may_match(self, event: CaseEvent | dict[str, Any]) -> Names:
        """The names, in order, of the rules that it may set off: a field that decides is silent, or
        the rest of the log decides. Takes and raises what `match` does.
        """
        fields = event if type(event) is dict else event.__dict__
        picks = self._may.get(fields["kind"])
        return picks(fields) if picks is not None and self._counts(fields) else ()

    def _counts(self, fields: Mapping[str, Any]) -> bool:
        """Whether it is an event of this authority, at a time at which the edition was in force."""
        if fields.get("authority") not in self._others:
            return False
        return not self._dated or _in_force(self._edition, fields)


def _in_force(edition: Edition, fields: Mapping[str, Any]) -> bool:
    t, day = fields.get("occurred_at"), fields.get("occurred_on")
    if t is None and day is not None:
        t = day_start(day)
    if t is None:
        return True
    if edition.starts is not None and t < day_start(edition.starts):
        return False
    return edition.until is None or bool(t < day_end(edition.until))


# --- source ---------------------------------------------------------------------------------


class _Written:
    """The source of all functions: `sure_K` and `may_K` for the K-th kind."""

    def __init__(self, program: Program) -> None:
        self._constants = Constants()
        self._functions: dict[tuple[str, str], list[str]] = {}
        rules = [(r, r.trigger) for _, r in sorted(program.protocol.rules.items())]
        on_kind: dict[str, list[tuple[Rule, OnEvent]]] = {}
        for rule, on in rules:
            if isinstance(on, OnEvent):
                for kind in dict.fromkeys(k for p in on.patterns for k in p.kinds):
                    on_kind.setdefault(kind, []).append((rule, on))
        kinds = program.protocol.vocabulary.events
        for number, name in enumerate(sorted(on_kind.keys() - set(ABOUT_EVENTS))):
            of_kind = Kind(program, kinds[name], self._constants)
            told = {rule.name: of_kind.rule(rule, on) for rule, on in on_kind[name]}
            self._add("sure", name, number, {r: t.true for r, t in told.items()})
            may = {r: every((without(t.true), without(t.false))) for r, t in told.items()}
            self._add("may", name, number, may)

    def _add(self, sort: str, kind: str, number: int, tests: Mapping[str, Expr]) -> None:
        tests = {rule: test for rule, test in tests.items() if test is not False}
        if tests:
            body = _Function(tests, self._constants).lines()
            self._functions[sort, kind] = [f"def {sort}_{number}(e):  # {kind}", *body]

    def text(self) -> str:
        return "\n".join("\n    ".join(lines) + "\n" for lines in self._functions.values())

    def functions(self, source: str) -> tuple[dict[str, Picks], dict[str, Picks]]:
        space: dict[str, Any] = dict(self._constants.values)
        exec(compile(source, "<rules as Python>", "exec"), space)
        found: dict[str, dict[str, Picks]] = {"sure": {}, "may": {}}
        for (sort, kind), (head, *_) in self._functions.items():
            found[sort][kind] = space[head[len("def ") : head.index("(")]]
        return found["sure"], found["may"]


class _Function:
    """One function: a test that several rules share, and a field that several tests look at, come
    first and once."""

    def __init__(self, tests: Mapping[str, Expr], constants: Constants) -> None:
        self._tests, self._constants = tests, constants
        uses = Counter(atom for test in tests.values() for atom in _atoms(test))
        looks = Counter(atom.field for atom in uses)
        names = [name for name, times in looks.items() if times > 1]
        self._fields = {name: f"f{i}" for i, name in enumerate(names)}
        shared = [atom for atom, times in uses.items() if times > 1]
        self._shared = {atom: f"t{i}" for i, atom in enumerate(shared)}

    def lines(self) -> Iterator[str]:
        for name, local in self._fields.items():
            yield f"{local} = e.get({name!r})"
        for atom, local in self._shared.items():
            yield f"{local} = {self._atom(atom)}"
        parts = list[str]()
        for group in _groups(self._tests):
            table = self._constants.table([(rule, test is not True) for rule, test in group])
            tested = [test for _, test in group if test is not True]
            if tested:
                yield f"m{len(parts)} = 0"
            for bit, test in enumerate(tested):
                yield f"if {self._text(test)}: m{len(parts)} += {2**bit}"
            parts.append(f"{table}[{f'm{len(parts)}' if tested else '0'}]")
        yield f"return {' + '.join(parts)}"

    def _text(self, test: Expr) -> str:
        match test:
            case Atom():
                return self._shared.get(test) or self._atom(test)
            case Every(parts):
                return "(" + " and ".join(map(self._text, parts)) + ")"
            case Some(parts):
                return "(" + " or ".join(map(self._text, parts)) + ")"
            case Without(part):
                return f"(not {self._text(part)})"
        return repr(test)

    def _atom(self, atom: Atom) -> str:
        local = self._fields.get(atom.field)
        first = local or f"e.get({atom.field!r})"
        if not atom.guard:
            return f"{atom.before}{first}{atom.after}"
        if local is None:
            first, local = f"(f := {first})", "f"
        return f"({first} is not None and {atom.before}{local}{atom.after})"


def _atoms(test: Expr) -> Iterator[Atom]:
    match test:
        case Atom():
            yield test
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _atoms(part)
        case Without(part):
            yield from _atoms(part)


def _groups(tests: Mapping[str, Expr]) -> Iterator[list[tuple[str, Expr]]]:
    """In order, no more tests together than a table takes."""
    group: list[tuple[str, Expr]] = []
    for rule, test in tests.items():
        group.append((rule, test))
        if sum(t is not True for _, t in group) == _WIDEST:
            yield group
            group = []
    if group:
        yield group
