"""Writes plain data as YAML that reads back to the same tree."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

Writable: TypeAlias = "str | Sequence[Writable] | Mapping[str, Writable]"

# Longer keys, and keys over several lines, have to be announced with a question mark.
LONG_KEY: Final = 500
_STEP: Final = "  "
# Starts with a letter or digit, and holds neither ": " nor " #".
_PLAIN: Final = re.compile(r"[^\W_](?:[^:#]|:(?! |$)|(?<! )#)*(?<! )")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_yaml(plain: Writable) -> str:
    """Block-style YAML for nested mappings, sequences and strings, with a final line break.

    `parse_yaml` reads it back to an equal tree. Raises ValueError for a lone surrogate, which
    no text file can hold.
    """
    return "\n".join(_lines(plain, "")) + "\n"


def _lines(plain: Writable, indent: str) -> Iterator[str]:
    inline = _inline(plain)
    if inline is not None:
        yield indent + inline
    elif isinstance(plain, Mapping):
        for key, value in plain.items():
            yield from _entry(key, value, indent)
    else:
        for item in plain:
            # The first line of an entry moves up beside its dash.
            first, *rest = _lines(item, indent + _STEP)
            yield f"{indent}- {first.removeprefix(indent + _STEP)}"
            yield from rest


def _entry(key: str, value: Writable, indent: str) -> Iterator[str]:
    name = _scalar(key)
    if len(name) > LONG_KEY:
        yield f"{indent}? {name}"
        name = ""
    inline = _inline(value)
    if inline is not None:
        yield f"{indent}{name}: {inline}"
        return
    yield f"{indent}{name}:"
    yield from _lines(value, indent + _STEP)


def _inline(plain: Writable) -> str | None:
    if isinstance(plain, str):
        return _scalar(plain)
    if plain:
        return None
    return "{}" if isinstance(plain, Mapping) else "[]"


def _scalar(text: str) -> str:
    """The text as it is when YAML reads it so, else in double quotes."""
    if text.isprintable() and _PLAIN.fullmatch(text):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError("half of a surrogate pair is not text")
    return f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}"
