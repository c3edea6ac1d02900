"""Where the lines of a large log come from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGE = 4_000_000
"""Bytes from which on a log counts as large."""


def rejoined(head: bytes, rest: BinaryIO) -> BinaryIO:
    """A stream of what has been read already and of what is left; it need not be a file."""
    return cast(BinaryIO, io.BufferedReader(_Rejoined(head, rest), 1 << 18))


class _Rejoined(io.RawIOBase):
    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        data = self._head[: len(room)] if self._head else self._rest.read(len(room))
        self._head = self._head[len(data) :] if self._head else self._head
        room[: len(data)] = data
        return len(data)
