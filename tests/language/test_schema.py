"""The schema for editors: it takes what the reader takes, and refuses slips of the keyboard."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from language.files import SAMPLES, unmarked, with_rule
from language.test_faults import SHAPE
from language.test_laws import FILES, plain
from protocolrules.language import protocol_schema
from protocolrules.nodes import Plain, parse_yaml, to_plain

SCHEMA = protocol_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
Path = tuple[str | int, ...]


def read(text: str) -> Plain:
    node, found = parse_yaml(text, "example.yaml")
    assert node is not None and not found
    return to_plain(node)


def maps(content: Plain, path: Path = ()) -> Iterator[Path]:
    """The paths of all groups of keys."""
    if isinstance(content, dict):
        yield path
        for key, inner in content.items():
            yield from maps(inner, (*path, key))
    elif isinstance(content, list):
        for number, inner in enumerate(content):
            yield from maps(inner, (*path, number))


def with_key(content: Any, path: Path) -> Any:
    """A copy with a key at the path that nobody could have declared."""
    copied = json.loads(json.dumps(content))
    inner = copied
    for step in path:
        inner = inner[step]
    inner["No such key!"] = {"No such key!": "x"}
    return copied


def test_it_is_a_schema_and_is_the_same_each_time() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.dumps(protocol_schema()) == json.dumps(SCHEMA)


@pytest.mark.parametrize("path", [*FILES, SAMPLES / "on_base.yaml"], ids=lambda path: path.stem)
def test_sound_files_pass(path: Any) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(plain(path))] == []


def test_an_unknown_key_is_refused_wherever_it_stands() -> None:
    content = plain(SAMPLES / "everything.yaml")
    taken = [path for path in maps(content) if VALIDATOR.is_valid(with_key(content, path))]
    assert taken == []


def test_an_error_names_the_key_and_where_it_stands() -> None:
    content = read(with_rule("may: {who: yjs, do: it, whom: csc}\n"))
    (error,) = VALIDATOR.iter_errors(content)
    assert list(error.absolute_path) == ["rules", "it", "may"]
    assert "'whom' was unexpected" in error.message


# No schema can say these: two places of which one gives a length, a fact that nobody declares,
# a key that suits one form of a trigger only.
BEYOND = ("lasted:", "held_it", "rises:", "judgment")
SLIPS = [text for code, text, _ in SHAPE if code in ("PR101", "PR103", "PR104")]


@pytest.mark.parametrize("text", [t for t in SLIPS if not any(word in t for word in BEYOND)])
def test_faults_of_shape_are_refused(text: str) -> None:
    assert not VALIDATOR.is_valid(read(unmarked(text)[0]))


def test_names_of_the_shared_vocabulary_are_offered() -> None:
    defs = SCHEMA["$defs"]
    assert isinstance(defs, dict)
    roles = defs["role-name"]["anyOf"][0]["enum"]
    assert "social_worker" in roles and roles == sorted(roles)
    assert VALIDATOR.is_valid(read(with_rule("duty: {who: x, must: y, not_observable: z}\n")))
