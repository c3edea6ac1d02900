"""A JSON Schema for rule files, made from the shapes that the reader checks.

It completes keys and names in an editor and finds most slips there. What depends on another part
of the file (whether a name is declared, whether a value fits a fact) is left to the reader.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, TypeAlias

from protocolrules.language.file_shapes import FILE, SHAPES
from protocolrules.language.read_vocabulary import shared_vocabulary
from protocolrules.language.reader import Reader
from protocolrules.language.shapes import (
    LOOSE_NAME,
    RULE_NAME,
    VOCABULARY_NAME,
    Category,
    Either,
    Key,
    Keys,
    ListOf,
    MapOf,
    NameOf,
    Number,
    Ref,
    Shape,
    Text,
    Words,
)
from protocolrules.nodes.faults import Faults

Schema: TypeAlias = "dict[str, object]"

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_OF_THE_FILE: Final = {"rule": RULE_NAME, "reading": LOOSE_NAME, "ladder": LOOSE_NAME}
# Editors differ in what they take for a number or for a yes.
_MEANT: Final[dict[str, list[object]]] = {
    "yes": ["yes", True],
    "no": ["no", False],
    "0": ["0", 0],
    "1": ["1", 1],
}
_SCALAR: Final = ["string", "number", "boolean"]


def protocol_schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a rule file."""
    writer = _Writer()
    root = writer.of(FILE)
    return {
        "$schema": _DRAFT,
        "title": "a rule file of protocolrules",
        "$defs": dict(sorted(writer.defs.items())),
        **root,
    }


class _Writer:
    """Writes shapes as schemas; groups of keys and sorts of names are written once."""

    def __init__(self) -> None:
        self._reader = Reader(Faults(), shared_vocabulary())
        self.defs: dict[str, Schema] = {name: {} for name in SHAPES}
        self._names = {id(shape): name for name, shape in SHAPES.items()}
        for name, shape in SHAPES.items():
            self.defs[name] = self._keys(shape) if isinstance(shape, Keys) else self.of(shape)

    def of(self, shape: Shape) -> Schema:
        """The schema of a shape."""
        match shape:
            case Text():
                return {"type": _SCALAR, **({"examples": [shape.example]} if shape.example else {})}
            case Words():
                return {"enum": [v for word in shape.words for v in _MEANT.get(word, [word])]}
            case Number():
                return _number(shape)
            case NameOf():
                return self._name(shape)
            case ListOf():
                return self._list(shape)
            case MapOf():
                keys: Schema = {"pattern": f"^({shape.pattern})$"}
                value = self.of(shape.value)
                return {"type": "object", "propertyNames": keys, "additionalProperties": value}
            case Ref():
                return {"$ref": f"#/$defs/{shape.name}"}
            case Either():
                return self._either(shape)
        return self._shared(shape)

    def _name(self, shape: NameOf) -> Schema:
        """A name of the shared vocabulary, or one that the file declares."""
        label = f"{shape.category.replace(' ', '-')}-name"
        if label not in self.defs:
            self.defs[label] = self._declared(shape.category)
        ref: Schema = {"$ref": f"#/$defs/{label}"}
        return {"anyOf": [{"enum": list(shape.also)}, ref]} if shape.also else ref

    def _declared(self, category: Category) -> Schema:
        pattern = f"^({_OF_THE_FILE.get(category, VOCABULARY_NAME)})$"
        free: Schema = {"type": "string", "pattern": pattern}
        known = sorted(self._reader.known(category))
        return {"anyOf": [{"enum": known}, free]} if known else free

    def _list(self, shape: ListOf) -> Schema:
        part = self.of(shape.part)
        listed: Schema = {"type": "array", "items": part, "minItems": 1}
        return _branch("array", listed, part) if shape.one else listed

    def _either(self, shape: Either) -> Schema:
        """The form that is written decides, so that an error names the right one."""
        found: Schema = {"not": {"type": ["object", "array"]}} if shape.text is None else {}
        if shape.text is not None:
            found = self.of(shape.text)
        for type_, part in (("array", shape.listed), ("object", shape.keys)):
            if part is not None:
                found = _branch(type_, self.of(part), found)
        return found

    def _shared(self, shape: Keys) -> Schema:
        """A group of keys, written once and referred to."""
        name = self._names.get(id(shape))
        if name is None:
            name = self._names[id(shape)] = self._new_name(shape.what)
            self.defs[name] = {}
            self.defs[name].update(self._keys(shape))
        return {"$ref": f"#/$defs/{name}"}

    def _new_name(self, what: str) -> str:
        words = what.split()[what.startswith(("a ", "an ", "the ")) :]
        name = "-".join(words)
        same = sum(other.rstrip("0123456789-") == name for other in self.defs)
        return f"{name}-{same + 1}" if same else name

    def _keys(self, shape: Keys) -> Schema:
        needed = [name for name, key in shape.keys.items() if key.required]
        rules: list[Schema] = [_needs(needed, shape)] if needed else []
        rules += [{"anyOf": [{"required": [name]} for name in group]} for group in shape.one_of]
        rules += [_exclusive(group) for group in (*shape.one_of, *shape.at_most_one)]
        return {
            "type": "object",
            "properties": {name: self._key(key) for name, key in shape.keys.items()},
            "additionalProperties": False if shape.others is None else self.of(shape.others),
            "minProperties": 1,
            **({"allOf": rules} if rules else {}),
        }

    def _key(self, key: Key) -> Schema:
        return {**self.of(key.shape), **({"description": key.says} if key.says else {})}


def _number(shape: Number) -> Schema:
    digits: Schema = {"type": ["integer", "string"], "pattern": "^[0-9]+$"}
    return {**digits, "minimum": shape.least, "maximum": shape.most}


def _branch(type_: str, then: Schema, otherwise: Schema) -> Schema:
    return {"if": {"type": type_}, "then": then, "else": otherwise}


def _needs(needed: Collection[str], shape: Keys) -> Schema:
    """Keys that have to be there; a file can take most of its own from the one it builds on."""
    if shape is not FILE:
        return {"required": list(needed)}
    own = ["protocol", "title"]
    rest = [name for name in needed if name not in own]
    builds: Schema = {"required": ["builds_on"]}
    return {"required": own, "if": builds, "else": {"required": rest}}


def _exclusive(group: Collection[str]) -> Schema:
    """Each key of the group forbids the others."""
    return {
        "dependentSchemas": {
            name: {"properties": {other: False for other in group if other != name}}
            for name in group
        }
    }
