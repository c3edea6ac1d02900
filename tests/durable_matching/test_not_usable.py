"""Where durable-rules is missing, refuses or fails, we say so in our words and go on afterwards."""

from __future__ import annotations

import sys

import pytest

import protocolrules as pr
from console import FOLDER
from durable_matching.comparisons import DOCUMENT
from durable_matching.installed import needs_durable
from protocolrules.cli import main
from protocolrules.durable import Durable, MatcherError, module
from protocolrules.durable.rulesets import CHOICES, Pack, RuleSet, Written
from protocolrules.expressions import Test

RUN = ("run", str(FOLDER / "riverside.yaml"), str(FOLDER / "events.jsonl"), "--at", "2026-01-09")


def test_without_the_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "FIRST_WITHOUT", (4, 0))
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with pytest.raises(MatcherError, match=r"install \"protocolrules\[durable\]\""):
        Durable(DOCUMENT)
    assert main((*RUN, "--matcher", "durable")) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "not part of this installation" in err
    assert "leave --matcher out" in err


def test_with_a_python_that_is_too_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_WITHOUT", (3, 11))
    with pytest.raises(MatcherError, match=r"does not work with Python 3\.1\d: .* use 3\.11"):
        pr.load(FOLDER / "riverside.yaml").open_case("C-1", matcher="durable")


def test_another_name_of_a_matcher() -> None:
    with pytest.raises(ValueError, match='no matcher "durabel": there is native and durable'):
        pr.load(FOLDER / "riverside.yaml").open_case("C-1", matcher="durabel")


@needs_durable
def test_rules_that_it_refuses() -> None:
    with pytest.raises(MatcherError, match=r"refused the rules: Could not .*code"):
        RuleSet({"faulty": {"$or": 1}})


@needs_durable
def test_a_failure_does_not_touch_the_next_message() -> None:
    rules = {f"r{n}": {"$and": [{"of": "x"}, {"$gt": {"n": n}}]} for n in range(80)}
    crowded = RuleSet(rules)
    for _ in range(3):
        with pytest.raises(MatcherError, match="durable-rules failed: Could not assert fact"):
            crowded.matched({"of": "x", "n": 100})
        assert crowded.matched({"of": "x", "n": 2}) == {"r0", "r1"}
        assert crowded.matched({"of": "x", "n": 0}) == frozenset()


@needs_durable
def test_an_interruption_does_not_touch_the_next_message(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = RuleSet({f"r{n}": {"of": "x"} for n in range(3)})
    real = rules._module

    class Interrupted:
        def __getattr__(self, name: str) -> object:
            if name == "complete_and_start_action":
                raise KeyboardInterrupt
            return getattr(real, name)

    monkeypatch.setattr(rules, "_module", Interrupted())
    with pytest.raises(KeyboardInterrupt):
        rules.matched({"of": "x"})
    monkeypatch.setattr(rules, "_module", real)
    assert rules.matched({"of": "y"}) == frozenset()
    assert rules.matched({"of": "x"}) == {"r0", "r1", "r2"}


@needs_durable
def test_more_alternatives_than_it_bears() -> None:
    wide = {"$or": [{"of": str(n)} for n in range(CHOICES + 1)]}
    with pytest.raises(MatcherError, match=f"cannot choose among {CHOICES + 1} values"):
        Pack().takes(Written(("x",), {"wide": wide}))
    durable = Durable(DOCUMENT)
    with pytest.raises(MatcherError, match="cannot choose among"):
        durable.field(Test("is", tuple(range(CHOICES))))
