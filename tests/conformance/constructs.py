"""What the language and its results are made of, enumerated from the code: each dataclass, each
value that a field can have by its type, each field that can be left out."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from protocolrules import document, expressions, periods, results, timing, vocabulary

MODULES = (document, expressions, periods, timing, vocabulary)

FOR_DISPLAY = {
    **dict.fromkeys(("title", "says", "labels", "group", "topic", "topics"), "words for people"),
    "place": "where it stands in the file",
    "digest": "of the file as a whole",
    "name": "what others call it by",
}
"""Fields that decide nothing, by name."""

BESIDE: Mapping[str, str] = {
    "SourceUnit": "traces the text, decides nothing",
    "LedgerEntry": "traces the text, decides nothing",
    "NotStatements": "traces the text, decides nothing",
    "Protocol.ledger": "traces the text, decides nothing",
    "Protocol.not_statements": "traces the text, decides nothing",
    "Protocol.owners": "who owns the review, for display",
    "Protocol.id": "what others call it by",
    "Named": "a name with a title",
    "Edition.name": "for display",
    "Court.name": "what others call it by",
    "RoleDecl.service": "for attendance of a service only, and display",
    "Duty.timing:NotSet": "only a reading can stand at it",
    "Rung.respond_within:NotSet": "only a reading can stand at it",
    "Rule.because": "words for people",
    "Reading.because": "words for people",
    "Ladder.because": "words for people",
    "FactDecl.because": "words for people",
    "Rung.text": "for display",
    "Ladder.text": "for display",
    "Reading.text": "for display",
    "Rule.text=needs-local-decision": "for display; only `interpreted` shows in a result",
}
"""What needs no case of its own, and why."""

CONDITIONS = {kind.__name__ for kind in typing.get_args(expressions.Condition)}
ASKED = ("Rule.condition", "Rule.while_", "Rule.unless")
"""Where every sort of condition has a case; elsewhere one sort of condition is enough."""


@cache
def classes() -> dict[str, type]:
    """Every dataclass that a protocol is made of."""
    found = {
        name: kind
        for module in MODULES
        for name, kind in vars(module).items()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
    }
    return dict(sorted(found.items()))


@cache
def hints(kind: type) -> dict[str, Any]:
    """The types of the fields of a dataclass."""
    spaces: dict[str, Any] = {}
    for module in MODULES:
        spaces |= vars(module)
    return typing.get_type_hints(kind, {**spaces, **vars(_module(kind))})


def _module(kind: type) -> types.ModuleType:
    return next(module for module in MODULES if module.__name__ == kind.__module__)


def of_language() -> set[str]:
    """Every construct that a rule file can hold."""
    found = {one for name, kind in classes().items() for one in (name, *_of_class(name, kind))}
    found |= {f"due: {phrase}" for phrase in timing.FIXED}
    return {one for one in found if not _beside(one)}


def _beside(construct: str) -> bool:
    whole = construct.partition("=")[0].partition(":")[0].removesuffix(" given")
    owner, _, name = whole.partition(".")
    return bool({construct, whole, owner} & set(BESIDE)) or name in FOR_DISPLAY


def _of_class(owner: str, kind: type) -> Iterator[str]:
    for each in fields(kind):
        yield from of_field(owner, each, hints(kind)[each.name])


def of_field(owner: str, each: Field[Any], hint: Any) -> Iterator[str]:
    """What a field can be: each word or number, yes and no, each sort of node, or just given."""
    name = f"{owner}.{each.name}"
    kinds = list(_parts(hint))
    yield from (f"{name}={value}" for k in kinds for value in words(k))
    nodes = [k.__name__ for k in kinds if isinstance(k, type) and is_dataclass(k)]
    if not set(nodes) >= CONDITIONS or name in ASKED:
        yield from (f"{name}:{node}" for node in nodes if len(nodes) > 1)
    if each.default is not MISSING or each.default_factory is not MISSING:
        yield f"{name} given"


def words(kind: Any) -> tuple[object, ...]:
    """The values of a type that has few."""
    if typing.get_origin(kind) is Literal:
        return typing.get_args(kind)
    if kind is bool:
        return (True, False)
    return tuple(kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()


def _parts(hint: Any) -> Iterator[Any]:
    """The members of a union; of a tuple or mapping those of what it holds."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        for part in typing.get_args(hint):
            yield from _parts(part)
    elif origin in (tuple, frozenset):
        for part in typing.get_args(hint):
            if part is not Ellipsis:
                yield from _parts(part)
    elif hint is not type(None):
        yield hint


# --- results --------------------------------------------------------------------------------

NOT_OF_A_SUBJECT: Mapping[str, str] = {
    "Considered.nearest": "words of the command that explains",
    "EscalationStep.departures": "a departure of a rung is one of its duty",
    "Reason.how=derived": "the default: of what is made of parts",
}
"""What no evaluator of one subject has to show, and why."""


@cache
def models() -> dict[str, type[BaseModel]]:
    """Every model that the answer about one subject is made of."""
    found: dict[str, type[BaseModel]] = {}
    ahead: list[Any] = [results.CaseState, results.Considered]
    while ahead:
        kind = ahead.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if kind.__name__ not in found:
                found[kind.__name__] = kind
                ahead += [each.annotation for each in kind.model_fields.values()]
        else:
            ahead += typing.get_args(kind)
    return found


def of_results() -> set[str]:
    """Every field of an answer, and every word that it can hold."""
    found = set()
    for name, kind in models().items():
        for key, each in kind.model_fields.items():
            found.add(f"{name}.{key.rstrip('_')}")
            for part in _parts(each.annotation):
                found |= {f"{name}.{key.rstrip('_')}={value}" for value in words(part)}
    return {one for one in found if one not in NOT_OF_A_SUBJECT}
