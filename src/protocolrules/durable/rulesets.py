"""Rule sets of durable-rules that say everything that matches a message, and keep nothing of it.

A message is asserted as a fact and retracted, since a posted event is used up by the first rule
that matches. There is one session to a set, as sessions are few, large and can share their state.
"""

from __future__ import annotations

import json
import weakref
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

from protocolrules.durable.module import MatcherError, load

Json = bool | int | str | Sequence["bool | int | str"]
Message = Mapping[str, Json]
When = Mapping[str, Any]
"""A condition as durable-rules reads it."""

SID, ID = "0", "m"
_IT = json.dumps({"id": ID, "sid": SID})
_PROBE = "probe"
_MATCHED = 0  # what `assert_fact` gives when a rule was found

TOGETHER = 30
"""So many rules about one thing go into a set. More than 64 that match at once are refused; a rule
can stand in the queue twice."""
ABOUT = 200
"""So many things a set is about."""
CHOICES = 400
"""So many alternatives the rules about one thing can have; at 512 durable-rules hangs."""


class RuleSet:
    """Rules by name. It serves one thread at a time."""

    def __init__(self, rules: Mapping[str, When]) -> None:
        """Have durable-rules read the rules. Raises MatcherError when it refuses them."""
        probe: When = {"of": _PROBE}
        whole = {name: {"all": [{"m": when}]} for name, when in {**rules, _PROBE: probe}.items()}
        self._text = json.dumps(whole)
        self._module = load()
        self._open()

    def matched(self, message: Message) -> frozenset[str]:
        """The names of all rules that match. Raises MatcherError when durable-rules fails; the
        next message begins afresh."""
        if not self._release.alive:
            self._open()
        try:
            return frozenset(self._fired(message))
        except BaseException as fault:
            # What is half asserted would fire with the next message. Deleting it can crash.
            self._release.detach()
            if isinstance(fault, (self._module.error, MemoryError)):
                raise MatcherError(f"durable-rules failed: {_words(fault)}") from None
            raise

    def close(self) -> None:
        """Give the memory back. A message after that opens it again."""
        self._release()

    def _open(self) -> None:
        try:
            self._handle = self._module.create_ruleset("protocolrules", self._text)
        except (self._module.error, MemoryError) as fault:
            raise MatcherError(f"durable-rules refused the rules: {_words(fault)}") from None
        self._release = weakref.finalize(self, _closed, self._module, self._handle)
        # Closing a session in which nothing ever fired would free what was never set.
        if self._fired({"of": _PROBE}) != [_PROBE]:
            raise MatcherError("durable-rules does not answer as it should")

    def _fired(self, message: Message) -> list[str]:
        module, handle, names = self._module, self._handle, []
        text = json.dumps({**message, "id": ID, "sid": SID})
        outcome, state = module.assert_fact(handle, text)
        if outcome == _MATCHED:
            started = module.start_action_for_state(handle, state)
            result = started[1] if started is not None else None
            while result:
                names.append(result.split('"', 2)[1])  # {"name":{"m":{…}}}
                result = module.complete_and_start_action(handle, state)
        module.retract_fact(handle, _IT)
        return names


def _words(fault: BaseException) -> str:
    return str(fault) or "out of memory"


def _closed(module: Any, handle: int) -> None:
    module.delete_state(handle, SID)
    module.delete_ruleset(handle)


class Written(NamedTuple):
    """The rules of one comparison, by name. `of`: what they are about; `fields`: what they look at;
    `weight`: below 1 for rules of which only a few can match one message."""

    of: tuple[str, ...]
    rules: Mapping[str, When]
    fields: tuple[str, ...] = ()
    weight: float = 1


class Pack:
    """Rules on their way into one set, which is made when it is first asked."""

    def __init__(self) -> None:
        """Without rules."""
        self._rules: dict[str, When] = {}
        self._fields: dict[str, set[str]] = {}
        self._crowd: defaultdict[str, float] = defaultdict(float)
        self._choices: Counter[str] = Counter()
        self._set: RuleSet | None = None
        self._lock = Lock()

    def takes(self, written: Written) -> bool:
        """Take rules in, unless the set has been made or would be too full.

        Raises MatcherError for more alternatives than durable-rules bears.
        """
        with self._lock:
            new = {name: w for name, w in written.rules.items() if name not in self._rules}
            crowd, choices = self._crowd.copy(), self._choices.copy()
            for of in written.of:
                crowd[of] += len(new) * written.weight
                choices[of] += sum(map(leaves, new.values()))
            most = max(choices.values())
            full = max(crowd.values()) > TOGETHER or most > CHOICES or len(crowd) > ABOUT
            if self._set is not None or (full and self._rules):
                return False
            if most > CHOICES:
                raise MatcherError(f"durable-rules cannot choose among {most} values")
            self._rules |= new
            self._crowd, self._choices = crowd, choices
            for of in written.of:
                self._fields.setdefault(of, set()).update(written.fields)
            return True

    def fields(self, of: str) -> Iterable[str]:
        """The fields that its rules look at. From now on it takes none."""
        with self._lock:
            if self._set is None:
                self._set = RuleSet(self._rules)
        return self._fields.get(of, ())

    def matched(self, message: Message) -> frozenset[str]:
        """The names of all rules that match. Safe to call from several threads."""
        with self._lock:
            if self._set is None:
                self._set = RuleSet(self._rules)
            return self._set.matched(message)

    def close(self) -> None:
        """Give the memory back, until it is asked again."""
        with self._lock:
            if self._set is not None:
                self._set.close()

    def __len__(self) -> int:
        """How many rules there are."""
        return len(self._rules)


def leaves(when: Any) -> int:
    """How many single comparisons a condition has."""
    if isinstance(when, Mapping):
        return max(sum(map(leaves, when.values())), 1)
    return sum(map(leaves, when)) if isinstance(when, list) else 0
