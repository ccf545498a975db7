"""Registering systems, pausing and resuming them, and what their answers say about them."""

from field_api.connectors.actions.circuit import Held, hold, hold_each, signal
from field_api.connectors.actions.registry import check, register
from field_api.connectors.actions.showing import certificates
from field_api.connectors.actions.steering import drain_out, pause, resume, resume_overdue, settle
from field_api.connectors.answerers import answered_by
from field_api.connectors.kinds import connector

__all__ = [
    "Held",
    "answered_by",
    "certificates",
    "check",
    "connector",
    "drain_out",
    "hold",
    "hold_each",
    "pause",
    "register",
    "resume",
    "resume_overdue",
    "settle",
    "signal",
]
