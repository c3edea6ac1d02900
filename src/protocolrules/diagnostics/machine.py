"""Findings for programs: JSON, SARIF 2.1.0 and the workflow commands of GitHub."""

import json
from collections.abc import Iterable
from urllib.parse import quote

from protocolrules.diagnostics.codes import CODES
from protocolrules.diagnostics.findings import Finding, Place, in_order

FORMAT = "protocolrules.findings/1"

_Json = dict[str, object]


def render_json(findings: Iterable[Finding]) -> str:
    """Findings as JSON. Texts are "" and `also` is null where there is nothing to say."""
    entries = [_entry(finding) for finding in in_order(findings)]
    return json.dumps({"format": FORMAT, "findings": entries}, indent=2)


def _entry(finding: Finding) -> _Json:
    other = finding.other
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        **_where(finding.place),
        "why": finding.why,
        "hint": finding.hint,
        "also": {**_where(other), "label": finding.other_label} if other else None,
    }


def _where(place: Place) -> _Json:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "length": place.length,
    }


def render_sarif(findings: Iterable[Finding]) -> str:
    """Findings as a SARIF 2.1.0 log, with every code as a rule."""
    rules = [{"id": code, "shortDescription": {"text": line}} for code, line in CODES.items()]
    run = {
        "tool": {"driver": {"name": "protocolrules", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding) for finding in in_order(findings)],
    }
    return json.dumps({"version": "2.1.0", "runs": [run]}, indent=2)


def _result(finding: Finding) -> _Json:
    result: _Json = {
        "ruleId": finding.code,
        "ruleIndex": list(CODES).index(finding.code),
        "level": finding.severity.value,
        "message": {"text": _sentence(finding)},
        "locations": [{"physicalLocation": _location(finding.place)}],
    }
    if finding.other:
        related: _Json = {"id": 1, "physicalLocation": _location(finding.other)}
        if finding.other_label:
            related["message"] = {"text": finding.other_label}
        result["relatedLocations"] = [related]
    return result


def _location(place: Place) -> _Json:
    uri = quote(place.file.replace("\\", "/"), errors="replace")
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + place.length,
    }
    return {"artifactLocation": {"uri": uri}, "region": region}


def render_github(findings: Iterable[Finding]) -> str:
    """Findings as workflow commands, one a line, which GitHub shows beside the changed lines."""
    return "\n".join(map(_command, in_order(findings)))


def _command(finding: Finding) -> str:
    place = finding.place
    properties = {
        "file": place.file,
        "line": str(place.line),
        "col": str(place.column),
        "endColumn": str(place.column + place.length),
        "title": finding.code,
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{finding.severity} {listed}::{_data(_sentence(finding))}"


def _sentence(finding: Finding) -> str:
    parts = [finding.message]
    if finding.hint:
        parts.append(finding.hint)
    if finding.why:
        parts.append(f"why: {finding.why}")
    return "\n".join(parts)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
