"""Events: what happened to a case or in the services, typed and checked against a vocabulary.

The shared kinds are classes in `protocolrules.events.kinds`.
"""

from protocolrules.events.base import (
    COMMON_FIELDS,
    AnothersEvent,
    CaseEvent,
    Correction,
    EventFault,
    FieldValue,
    Retraction,
    Subject,
)
from protocolrules.events.decoding import LONGEST_LINE, decode
from protocolrules.events.faults import EventError
from protocolrules.events.reader import EventReader
from protocolrules.events.schema import events_schema
from protocolrules.events.types import AttendanceEntry, FactReport, FactValue

__all__ = [
    "COMMON_FIELDS",
    "LONGEST_LINE",
    "AnothersEvent",
    "AttendanceEntry",
    "CaseEvent",
    "Correction",
    "EventError",
    "EventFault",
    "EventReader",
    "FactReport",
    "FactValue",
    "FieldValue",
    "Retraction",
    "Subject",
    "decode",
    "events_schema",
]
