"""What goes wrong in another process is told in this one, without values."""

from __future__ import annotations

import pickle
from types import MappingProxyType

import pytest

from protocolrules.bulk import Question, workers
from protocolrules.bulk.answering import Answering, Part
from protocolrules.bulk.faults import BulkError, Faults
from protocolrules.durable import MatcherError
from protocolrules.log import MOST_REJECTED, Rejected
from riverside import AT, protocol


@pytest.mark.parametrize(
    ("raised", "told", "says"),
    [
        (MatcherError("durable-rules fails"), MatcherError, "durable-rules fails"),
        (ValueError("a naive time"), ValueError, "a naive time"),
        (MemoryError(), BulkError, "there is not enough memory"),
        (RuntimeError("Zachariah Quill"), BulkError, "a fault of the program itself: Runtime"),
    ],
)
def test_what_a_process_raises(
    raised: Exception, told: type[Exception], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise raised

    monkeypatch.setattr("protocolrules.bulk.answering.Faults.add", broken)
    monkeypatch.setattr("protocolrules.bulk.answering.Faults.first", broken)
    answering = Answering(protocol(), Question(at=AT))
    fault = workers._tried(answering, Part(0, "cases", []))
    assert isinstance(fault, workers._Fault)
    passed_on = workers._raised(pickle.loads(pickle.dumps(fault)))
    assert type(passed_on) is told
    assert str(passed_on).startswith(says)
    assert "Quill" not in str(passed_on)


def test_a_protocol_reaches_another_process_whole() -> None:
    read = protocol().document
    question = Question(at=AT, readings=MappingProxyType({"immediately": "1 hour"}))
    copied, asked = pickle.loads(workers._pickled((read, question)))
    assert copied == read
    assert asked == question
    assert copied.digest == read.digest


def test_the_first_faults_are_kept_whatever_the_order() -> None:
    faults = Faults()
    numbers = [*range(20_000, 40_000), *range(5_000), *range(5_000, 20_000)]
    for start in range(0, len(numbers), 100):
        some = numbers[start : start + 100]
        faults.add([Rejected(n, None, None, "EV001", "is not JSON", None) for n in some], 1)
    assert [each.line for each in faults.first()] == list(range(MOST_REJECTED))
    assert faults.left_out == 40_000 + 400 - MOST_REJECTED
