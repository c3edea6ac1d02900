"""Joins a file with the one it builds on, before either is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from protocolrules.diagnostics import Finding, Place
from protocolrules.language.reader import shown
from protocolrules.nodes import ListNode, MapNode, Node, Scalar
from protocolrules.nodes.faults import Faults

Open = Callable[[str], "tuple[Node | None, list[Finding]] | None"]
"""Reads a file of the same folder; None when there is none."""

DEEPEST: Final = 8
_OWN: Final = frozenset({"protocol", "title", "authority", "in_force", "builds_on"})
_NAMED: Final = frozenset({"rules", "readings", "escalations"})
_MERGED: Final = frozenset({"courts", "closures", "settings"})


def joined(node: Node, open_file: Open, faults: Faults, file: str) -> Node:
    """The file with everything that it takes from the files it builds on."""
    seen, chain, current = {file}, [node], node
    while True:
        key = _builds_on(current)
        if key is None:
            break
        found = _opened(key, open_file, faults, seen)
        if found is None:
            break
        seen.add(key.text)
        chain.append(found)
        current = found
    result = chain.pop()
    while chain:
        result = _on_top(chain.pop(), result, faults)
    if isinstance(node, MapNode) and len(seen) == 1:
        _check_overrides(node, None, faults)
    return result


def _builds_on(node: Node) -> Scalar | None:
    value = node.get("builds_on") if isinstance(node, MapNode) else None
    return value if isinstance(value, Scalar) and value.text else None


def _opened(key: Scalar, open_file: Open, faults: Faults, seen: set[str]) -> Node | None:
    name = key.text
    if "/" in name or "\\" in name or name in (".", "..") or "\0" in name:
        why = "a rule file reads nothing outside its own folder"
        _refuse(
            faults, key, f"{shown(name)} is not a file name", why, "write a name such as base.yaml"
        )
        return None
    if name in seen or len(seen) > DEEPEST:
        why = "what it builds on would never end"
        message = f"{shown(name)} builds on a file that builds on it"
        if name not in seen:
            message = f"more than {DEEPEST} files build on each other"
        _refuse(faults, key, message, why, "build on one common file")
        return None
    opened = open_file(name)
    if opened is None:
        why = "its rules would be missing without a word"
        hint = "put it into the same folder, or correct the name"
        _refuse(faults, key, f"there is no file {shown(name)} here", why, hint)
        return None
    node, findings = opened
    for finding in findings:
        faults.add(finding)
    if node is not None and not isinstance(node, MapNode):
        why = "nothing can be taken from it"
        _refuse(faults, key, f"{shown(name)} holds no rules", why, "build on a rule file")
        return None
    return node


def _refuse(faults: Faults, key: Scalar, message: str, why: str, hint: str) -> None:
    faults.add(Finding("PR108", message, key.place, why, hint))


Entry = tuple[Scalar, Node]


def _on_top(node: Node, base: Node, faults: Faults) -> Node:
    """The upper file with what it takes from the lower one."""
    if not isinstance(node, MapNode) or not isinstance(base, MapNode):
        return node
    _check_overrides(node, base, faults)
    merged: dict[str, Entry] = {
        key.text: (key, v) for key, v in base.entries if key.text not in _OWN
    }
    for key, value in node.entries:
        lower = merged.get(key.text)
        merged[key.text] = (key, value if lower is None else _section(key.text, value, lower[1]))
    return MapNode(tuple(merged.values()), node.place)


def _section(key: str, upper: Node, lower: Node) -> Node:
    if key == "ledger" and isinstance(upper, ListNode) and isinstance(lower, ListNode):
        return _ledger(upper, lower)
    if key == "not_statements":
        return _both(upper, lower)
    if not isinstance(upper, MapNode) or not isinstance(lower, MapNode):
        return upper
    if key in _NAMED or key in _MERGED:
        return _union(upper, lower)
    if key == "vocabulary":
        return _vocabulary(upper, lower)
    return upper


def _union(upper: MapNode, lower: MapNode) -> MapNode:
    merged: dict[str, Entry] = {key.text: (key, value) for key, value in lower.entries}
    merged.update({key.text: (key, value) for key, value in upper.entries})
    return MapNode(tuple(merged.values()), upper.place)


def _vocabulary(upper: MapNode, lower: MapNode) -> MapNode:
    """Both vocabularies; a name that both declare stands twice, and is refused when it is read."""
    merged: dict[str, Entry] = {key.text: (key, value) for key, value in lower.entries}
    for key, value in upper.entries:
        below = merged.get(key.text)
        merged[key.text] = (key, value if below is None else _both(value, below[1]))
    return MapNode(tuple(merged.values()), upper.place)


def _both(upper: Node, lower: Node) -> Node:
    if isinstance(upper, MapNode) and isinstance(lower, MapNode):
        return MapNode((*lower.entries, *upper.entries), upper.place)
    if isinstance(upper, ListNode) and isinstance(lower, ListNode):
        return ListNode((*lower.items, *upper.items), upper.place)
    return upper


def _ledger(upper: ListNode, lower: ListNode) -> ListNode:
    """Entries of the lower file, each replaced by one of the same id in the upper file."""
    replaced = {_id(item) for item in upper.items}
    kept = (item for item in lower.items if _id(item) not in replaced or _id(item) is None)
    return ListNode((*kept, *upper.items), upper.place)


def _id(item: Node) -> str | None:
    id = item.get("id") if isinstance(item, MapNode) else None
    return id.text if isinstance(id, Scalar) else None


def _check_overrides(node: MapNode, base: MapNode | None, faults: Faults) -> None:
    """A name that both files have says that it overrides, and no other does."""
    for key, value in node.entries:
        if key.text not in _NAMED or not isinstance(value, MapNode):
            continue
        lower = base.get(key.text) if base is not None else None
        below = {k.text: k.place for k, _ in lower.entries} if isinstance(lower, MapNode) else {}
        for name, part in value.entries:
            _check_override(name, part, below.get(name.text), faults)


def _check_override(name: Scalar, part: Node, below: Place | None, faults: Faults) -> None:
    said = part.get("overrides") if isinstance(part, MapNode) else None
    overrides = isinstance(said, Scalar) and said.text == "yes"
    if overrides and below is None and said is not None:
        message = f"{shown(name.text)} overrides nothing"
        why = "what it was meant to replace stays in force"
        hint = "check the name, or delete the line"
        faults.add(Finding("PR208", message, said.place, why, hint))
    if below is not None and not overrides:
        message = f"{shown(name.text)} is in the base file too"
        why = "a rule that replaces another one says so"
        hint = "add overrides: yes, or choose another name"
        faults.add(
            Finding("PR209", message, name.place, why, hint, below, "the one in the base file")
        )
