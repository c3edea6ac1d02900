"""Makes command lines, with the files that they name."""

from __future__ import annotations

from collections.abc import Mapping

from fuzzing import making
from fuzzing.inputs import RIVERSIDE, Chance, Input, rule_files, scenario_files
from fuzzing.making import Make
from fuzzing.mutating import DATES, PERIODS, TOKENS, changed_bytes, changed_text, changed_tree
from fuzzing.mutating import ODD as ODD_VALUES
from protocolrules.nodes import parse_yaml, to_plain

_COMMANDS = ("run", "run", "run", "explain", "check", "test", "ledger", "schema", "compare", "demo")
_ODD = (
    *("", "-", "--", "-1", ".", "..", "/", "//", "~", "nowhere.yaml", "rules.yaml", "log.jsonl"),
    *("a" * 300, "a/" * 3000, "\x00", "a\x00b", "\udcff", "é", "🙂", "\x1b[2J", "a\nb", "*", "%s"),
    *("--help", "--format", "json", "--case", "R-1", "--at", "--all", "--because", "@rules.yaml"),
    *("enfeild", "{}", "=", "x=", "=x", "immediately=1 hour", "folder", "9" * 5000),
)
_RULES = (RIVERSIDE / "riverside.yaml").read_bytes()
_LOG = (RIVERSIDE / "events.jsonl").read_bytes()
_ABOUT = ("first-planning-meeting", "dispute", "R-1/first-planning-meeting/e7", "quarterly-meeting")


def command(chance: Chance) -> Input:
    """A command line that is right, or nearly, with files that are right, or nearly."""
    rules, log = _RULES, _LOG
    how = chance.random()
    if how < 0.2:
        rules = making.rule_text(chance).data
    elif how < 0.5:
        rules = making.rule_tree(chance).data
    if chance.random() < 0.6:
        log = making.log(chance).data
    line = _plain(chance, chance.choice(_COMMANDS))
    while chance.random() < 0.35 and line:
        at = chance.randrange(0, len(line))
        line[at : at + chance.randrange(0, 2)] = [_odd_word(chance, line[at])]
    files = {"rules.yaml": rules, "log.jsonl": log, "folder/more.yaml": chance.choice(rule_files())}
    return Input("command lines", log, tuple(line), files)


def _odd_word(chance: Chance, word: str) -> str:
    if chance.random() < 0.5:
        return str(chance.choice((*_ODD, *DATES)))
    return changed_text(chance, word) if chance.random() < 0.7 else str(chance.choice(TOKENS))


def _plain(chance: Chance, name: str) -> list[str]:
    rules = chance.choice(("rules.yaml", "rules.yaml", "rules.yaml", "notts", "folder/more.yaml"))
    line = [name]
    if name in ("run", "explain"):
        at = chance.choice(("2026-01-09T12:00", "2026-01-09", *DATES))
        line += [rules, chance.choice(("log.jsonl", "log.jsonl", "-")), "--at", at]
        if chance.random() < 0.3:
            line += ["--known-at", chance.choice(DATES)]
        if chance.random() < 0.3:
            line += ["--reading", f"immediately={chance.choice(('1 hour', *PERIODS))}"]
        line += chance.choice(((), ("--case", "R-1"), ("--service", "riverside")))
        line += [chance.choice(_ABOUT)] if name == "explain" else []
        line += chance.choice(((), ("--because",), ("--all",))) if name == "run" else ()
    elif name == "schema":
        line += chance.choice((("protocol",), ("events",), ("events", rules), ("result",)))
    elif name == "compare":
        line += chance.choice(((rules,), (rules, "notts"), (rules, "--topic", "case_work")))
    elif name == "test":
        line += chance.choice((("folder",), (rules,), (rules, "--coverage-min", "50")))
    elif name != "demo":
        line += [rules]
    return [*line, "--format", "json"] if chance.random() < 0.4 else line


def scenarios(chance: Chance) -> Input:
    """A file of scenarios with slips in its text, or with other values."""
    files = scenario_files()
    data = chance.choice(files)
    if chance.random() < 0.4:
        data = changed_bytes(chance, data, files)
    else:
        node, _ = parse_yaml(data, "seed")
        assert node is not None
        data = making.as_yaml(changed_tree(chance, to_plain(node), ODD_VALUES))
    name = "scenarios/riverside/some.yaml"
    line = ("test", name, *chance.choice(((), ("--coverage",), ("--format", "json"))))
    return Input("scenarios", b"", line, {name: data, "riverside.yaml": _RULES})


MAKERS: Mapping[str, Make] = {
    **making.MAKERS,
    "command lines": command,
    "scenarios": scenarios,
}
