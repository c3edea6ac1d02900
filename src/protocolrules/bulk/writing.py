"""Answers put together, from a file, into what `run` prints."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from protocolrules import document
from protocolrules.bulk.answering import SORTS, Answered, Sort, Style, sections_of
from protocolrules.bulk.faults import storing
from protocolrules.render import render_result
from protocolrules.results import Result


class Written:
    """What has been written of the answers, in a file without a name. Its methods raise BulkError
    when the disk is full."""

    def __init__(self, style: Style) -> None:
        """Nothing is written yet."""
        self._style = style
        self._places: dict[Sort, dict[int, tuple[int, int]]] = {sort: {} for sort in SORTS}
        self._end = 0
        with storing():
            self._file = tempfile.TemporaryFile()  # noqa: SIM115

    def close(self) -> None:
        """Give the room on the disk back."""
        with suppress(OSError):  # what could not be written is no loss any more
            self._file.close()

    def add(self, answered: Answered) -> None:
        """Keep the answers of a part."""
        if not answered.written:
            return
        with storing():
            self._file.write(answered.written)
        size = len(answered.written)
        self._places[answered.sort][answered.number] = self._end, size
        self._end += size

    def pieces(self, whole: Result, protocol: document.Protocol) -> Iterator[str]:
        """The text of it all. `whole` has what stands beside the cases and services."""
        with storing():
            self._file.flush()
        return self._json(whole) if self._style.format == "json" else self._text(whole, protocol)

    def _json(self, whole: Result) -> Iterator[str]:
        start = "{\n"
        for name in Result.model_fields:
            if name in SORTS and self._places[name]:
                yield f'{start}  "{name}": [\n'
                yield from _joined(",\n", self._kept(name))
                yield "\n  ]"
            else:
                field = whole.model_dump_json(by_alias=True, indent=2, include={name})
                yield start + field.removeprefix("{\n").removesuffix("\n}")
            start = ",\n"
        yield "\n}"

    def _text(self, whole: Result, protocol: document.Protocol) -> Iterator[str]:
        text = render_result(whole, protocol, width=self._style.width, every=self._style.every)
        kept = chain.from_iterable(map(self._kept, SORTS))
        if not any(self._places.values()):
            yield text
            return
        head, _, rest = text.partition("\n\n")
        # Without cases the first section says that there are none.
        rest = sections_of(rest)
        yield from _joined("\n\n", chain([head], kept, [rest] if rest else []))

    def _kept(self, sort: Sort) -> Iterator[str]:
        for _, (start, size) in sorted(self._places[sort].items()):
            with storing():
                self._file.seek(start)
                data = self._file.read(size)
            yield zlib.decompress(data).decode("utf-8", "surrogatepass")


def _joined(between: str, texts: Iterator[str]) -> Iterator[str]:
    yield next(texts)
    for text in texts:
        yield between
        yield text
