"""Writes the functions of `bench.handwritten`: `python -m bench.write_handwritten`.

Only for a change of the rules of the workload; tidy the result with `ruff format`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.workload import COUNTS, FLAGS, HIGHEST, KINDS, Condition, Rule, make_rules

_HEAD = '''"""One function for each kind of event that matters, {first} to {last}.

Written by `bench.write_handwritten` from the rules of the workload.
"""

from bench.answer import Due, Ends, Handler, Names, Opens
from bench.workload import Event
'''


def main() -> None:
    """Write the modules anew."""
    rules = make_rules()
    for name, kinds in (("a", KINDS[:5]), ("b", KINDS[5:18]), ("c", KINDS[18:])):
        path = Path(__file__).with_name(f"handwritten_{name}.py")
        path.write_text(_module(kinds, rules), encoding="utf-8")


def _module(kinds: Sequence[str], rules: Iterable[Rule]) -> str:
    rules = list(rules)
    functions, handlers = [], []
    for kind in kinds:
        opens = [rule for rule in rules if rule.kind == kind]
        ends = [rule.name for rule in rules if rule.discharged_by == kind]
        if opens or ends:
            functions.append("\n".join(_function(kind, opens, ends)))
            handlers.append(f'    "{kind}": on_{kind},')
    table = "\n".join(["HANDLERS: dict[str, Handler] = {", *handlers, "}"])
    head = _HEAD.format(first=kinds[0], last=kinds[-1])
    return "\n\n\n".join([head.strip(), *functions, table]) + "\n"


def _function(kind: str, opens: Sequence[Rule], ends: Sequence[str]) -> list[str]:
    opened = "opened" if opens else "_opened"
    discharged = "discharged" if ends else "_discharged"
    lines = [
        f"def on_{kind}(event: Event, due: Due, {opened}: Opens, {discharged}: Ends) -> Names:",
        f'    """{_summary(opens, ends)}"""',
        '    case = event["case"]',
        '    event_id = event["id"]',
        "    mine = due[case]",
    ]
    for name in ends:
        lines += [
            f'    if waiting := mine.get("{name}"):',
            f'        discharged.append((case, "{name}", waiting.pop(0), event_id))',
        ]
    if not opens:
        return [*lines, "    return ()"]
    lines.append("    matched = []")
    for rule in opens:
        lines += [
            f"    if {' and '.join(map(_test, rule.conditions))}:",
            f'        matched.append("{rule.name}")',
            f'        opened.append((case, "{rule.name}", event_id))',
            f'        mine["{rule.name}"].append(event_id)',
        ]
    return [*lines, "    return matched"]


def _summary(opens: Sequence[Rule], ends: Sequence[str]) -> str:
    parts = []
    if opens:
        parts.append(f"Opens {len(opens)}")
    if ends:
        parts.append(f"{'ends' if parts else 'Ends'} {len(ends)}")
    return " and ".join(parts) + "."


def _test(condition: Condition) -> str:
    field, operator, value = condition
    if field in FLAGS:
        return f'event.get("{field}") is {value}'
    if field in COUNTS:
        beyond = HIGHEST + 1 if operator in ("<", "<=") else -1
        return f'event.get("{field}", {beyond}) {operator} {value}'
    if operator == "!=":
        return f'event.get("{field}") not in (None, "{value}")'
    return f'event.get("{field}") == "{value}"'


if __name__ == "__main__":
    main()
