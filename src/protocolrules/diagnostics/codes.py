"""Every code that a finding can carry, with one line on what it says.

Codes are stable: a number is never used again for something else. Rows are sorted, one line
each, and each has a section of its own in `docs/messages.md`; a test holds both.

PR0xx: the YAML itself. PR1xx: the shape of a file. PR2xx: names. PR3xx: types and values.
PR4xx: rules that cannot work. PR5xx: the ledger. PR6xx: scenarios. EVxxx: events.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PR001": "the file is empty",
        "PR002": "the file is too big",
        "PR003": "the file is nested too deeply",
        "PR004": "the file holds too many values",
        "PR005": "the file is not UTF-8 text",
        "PR006": "a control character",
        "PR007": "a tab where spaces are expected",
        "PR008": "an unusual space outside quotes",
        "PR009": "an invisible character",
        "PR010": "a curly quote at the start of a value",
        "PR011": "an anchor (&)",
        "PR012": "an alias (*)",
        "PR013": "a tag (!)",
        "PR014": "a merge key (<<)",
        "PR015": "more than one document in a file",
        "PR016": "a directive (%)",
        "PR017": "the same key twice",
        "PR018": "a key that is not plain text",
        "PR019": "a key or list entry without a value",
        "PR020": "a colon and a space inside a value",
        "PR021": "a line indented the wrong way",
        "PR022": "a quote that is never closed",
        "PR023": "text after a closing quote or bracket",
        "PR024": "a backslash that means nothing",
        "PR025": "brackets or commas that do not match",
        "PR026": "a value that starts with a reserved character",
        "PR027": "a line without a colon and a space",
        "PR028": "text hidden by a # sign",
        "PR029": "text on the line of | or >",
        "PR030": "a list entry in the wrong place",
        "PR031": "YAML that cannot be read",
    }
)
