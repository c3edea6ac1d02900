"""Faults and their places: what was found, where, why it matters and what to do next."""

from protocolrules.diagnostics.codes import CODES
from protocolrules.diagnostics.findings import (
    Finding,
    Place,
    Severity,
    did_you_mean,
    in_order,
)
from protocolrules.diagnostics.machine import render_github, render_json, render_sarif
from protocolrules.diagnostics.text import FindingsError, render_text

__all__ = [
    "CODES",
    "Finding",
    "FindingsError",
    "Place",
    "Severity",
    "did_you_mean",
    "in_order",
    "render_github",
    "render_json",
    "render_sarif",
    "render_text",
]
