"""One id that follows an entry from the door through every log line and worker."""

import re
import secrets
from contextvars import ContextVar

_SHAPE = re.compile(r"[0-9a-zA-Z-]{8,64}")
_current: ContextVar[str] = ContextVar("trace", default="")


def current() -> str:
    """The trace id of the work in hand, empty outside any."""
    return _current.get()


def begin(trace_id: str | None = None) -> str:
    """Take over a caller's id when it is well formed, so that it can't smuggle text into logs."""
    chosen = trace_id if trace_id and _SHAPE.fullmatch(trace_id) else secrets.token_hex(8)
    _current.set(chosen)
    return chosen
