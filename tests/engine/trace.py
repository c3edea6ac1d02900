"""What was done to a case and asked of it, step by step; replayed, and made as short as it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import protocolrules as pr
from engine.cases import OpenCase, Opener, Question, Readings, defined
from engine.differing import differences
from laws.asking import written
from protocolrules.events import Subject
from protocolrules.results import CaseState

Step = pr.CaseEvent | Question


class Mismatch(AssertionError):
    """The engine and the definition do not say the same, or one of them fails."""

    def __init__(self, told: str, lines: Sequence[str]) -> None:
        super().__init__(told)
        self.lines = tuple(lines)


@dataclass(frozen=True)
class Setting:
    """Of which protocol, about whom and with which readings a case is opened, and by what."""

    name: str
    subject: Subject
    readings: Readings
    opener: Opener = field(repr=False)


class Trace:
    """A case to which events are applied, and every answer of which is compared."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.steps: list[Step] = []
        self.events: list[pr.CaseEvent] = []
        self.asked = 0
        self._case: OpenCase = setting.opener(setting.name, setting.subject, setting.readings)

    def apply(self, event: pr.CaseEvent) -> None:
        self.steps.append(event)
        self._hold(_applied(self._case, event))
        self.events.append(event)

    def ask(self, question: Question) -> CaseState:
        """The definition's answer, which is the engine's too."""
        self.steps.append(question)
        state, lines = _asked(self.setting, self._case, self.events, question)
        self._hold(lines)
        assert state is not None
        self.asked += 1
        return state

    def _hold(self, lines: list[str]) -> None:
        if lines:
            shortest = shortened(self.setting, self.steps)
            # A case that answers otherwise when all is done again is told as it came up.
            again = replayed(self.setting, shortest) or [*lines, "(not so when it is done again)"]
            raise Mismatch(told(self.setting, shortest, again), again)


def _applied(case: OpenCase, event: pr.CaseEvent) -> list[str]:
    try:
        decisions: object = case.apply(event)
    except Exception as error:
        return [_raised("the engine", error)]
    if isinstance(decisions, list):
        return []
    return [f"apply gives {type(decisions).__name__}, not a list"]


def _asked(
    setting: Setting, case: OpenCase, events: Sequence[pr.CaseEvent], question: Question
) -> tuple[CaseState | None, list[str]]:
    try:
        expected = defined(setting.name, setting.subject, events, question, setting.readings)
    except Exception as error:
        return None, [_raised("the definition", error)]
    try:
        known = {} if question.known_at is None else {"known_at": question.known_at}
        got: object = case.at(question.at, because=question.because, **known)
    except Exception as error:
        return None, [_raised("the engine", error)]
    if not isinstance(got, CaseState):
        return None, [f"at gives {type(got).__name__}, not a CaseState"]
    return expected, differences(written(got), written(expected))


def _raised(who: str, error: Exception) -> str:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = "" if where is None else f" in {where.tb_frame.f_code.co_qualname}:{where.tb_lineno}"
    return f"{who} raised {type(error).__name__}{place}: {error}"


def replayed(setting: Setting, steps: Sequence[Step]) -> list[str]:
    """What is wrong at the last step, when all are done again with a new case."""
    case = setting.opener(setting.name, setting.subject, setting.readings)
    events: list[pr.CaseEvent] = []
    lines: list[str] = []
    for number, step in enumerate(steps, start=1):
        if not isinstance(step, Question):
            lines = _applied(case, step)
            events.append(step)
        elif number == len(steps):
            lines = _asked(setting, case, events, step)[1]
        else:
            lines = _only_asked(case, step)
        if lines and number < len(steps):
            return []
    return lines


def _only_asked(case: OpenCase, question: Question) -> list[str]:
    try:
        case.at(question.at, question.known_at, question.because)
    except Exception as error:
        return [_raised("the engine", error)]
    return []


def shortened(setting: Setting, steps: Sequence[Step]) -> list[Step]:
    """Fewer steps that end in the same sort of mismatch: none can be left out by itself."""
    wanted = _sort(replayed(setting, steps))
    shortest, last = list(steps), -1
    while wanted is not None and last != len(shortest):
        last = len(shortest)
        for index in reversed(range(len(shortest) - 1)):
            fewer = shortest[:index] + shortest[index + 1 :]
            if _sort(replayed(setting, fewer)) == wanted:
                shortest = fewer
    return shortest


def _sort(lines: list[str]) -> str | None:
    """What kind of mismatch it is, so that a shorter one is not another."""
    if not lines:
        return None
    return lines[0].split(":")[0] if " raised " in lines[0] else "differs"


def told(setting: Setting, steps: Sequence[Step], lines: Sequence[str]) -> str:
    """A mismatch with everything that it takes to see it again."""
    done = [f"  ask {s}" if isinstance(s, Question) else f"  apply {s.to_json()}" for s in steps]
    readings = f", readings {dict(setting.readings)}" if setting.readings else ""
    head = f"{setting.name}, {setting.subject}{readings}:"
    return "\n".join((head, *done, *(f"  -> {line}" for line in lines)))
