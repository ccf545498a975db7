"""Logs as JSON lines, made from an allow-list: what isn't named here can't leak into a log.

Never logged: request bodies, query strings, names of people, or anything an officer wrote.
"""

import json
import logging
from datetime import UTC, datetime

from field_api.lib import trace

EXTRAS = (
    "age",
    "attempt",
    "backlog",
    "code",
    "count",
    "delivery",
    "entry",
    "event",
    "kind",
    "ledger",
    "method",
    "milliseconds",
    "notebook",
    "outcome",
    "query",
    "queue",
    "reason",
    "route",
    "state",
    "status",
    "status_code",
    "submission",
    "system",
    "task",
)

_OURS = ("field_api", "backend", "celery.apps", "celery.worker.consumer")


def configuration(level: str) -> dict[str, object]:
    """For Django's LOGGING: everything of `level` and above, to standard error, as JSON lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "backend.logs.JsonLines"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # Django's own handlers would print requests with their query strings.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # At INFO these write every address that is called.
            "httpx2": {"level": "WARNING"},
            "httpcore2": {"level": "WARNING"},
        },
    }


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, trace, and the extras above."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if begun := trace.current():
            line["trace"] = begun
        line |= {key: _plain(value) for key, value in _given(record).items()}
        if record.exc_info:
            line["exception"] = _where(record)
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """Whole when it is ours. Of others' the template only: what Django puts into it is what people
    typed, and what Celery puts into it is exceptions, which quote rows."""
    if record.name.startswith("django.security"):
        return record.name  # its template is the exception itself
    return record.getMessage() if record.name.startswith(_OURS) else str(record.msg).strip()


def _given(record: logging.LogRecord) -> dict[str, object]:
    given = {key: record.__dict__[key] for key in EXTRAS if key in record.__dict__}
    data = record.__dict__.get("data")
    if isinstance(data, dict) and "name" in data:
        given["task"] = data["name"]  # as Celery has it
    return given


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float | None) else str(value)


def _where(record: logging.LogRecord) -> list[str]:
    """Class and places of an exception, never its message: database errors quote the row."""
    kind, _, tail = record.exc_info or (None, None, None)
    lines = [kind.__name__ if kind else ""]
    while tail is not None:
        code = tail.tb_frame.f_code
        lines.append(f"{code.co_filename}:{tail.tb_lineno} {code.co_name}")
        tail = tail.tb_next
    return lines
