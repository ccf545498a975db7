"""Log lines say what happened, never to whom."""

import json
import logging
import sys

from backend.logs import JsonLines
from field_api.lib import trace


def _line(**extra: object) -> dict[str, object]:
    record = logging.LogRecord("field_api.sync", logging.INFO, __file__, 1, "pushed", (), None)
    record.__dict__.update(extra)
    return json.loads(JsonLines().format(record))


def test_a_line_holds_the_trace_and_listed_extras_only():
    begun = trace.begin()
    line = _line(system="records", count=3, surname="Sparrow", criteria={"vrm": "AB12CDE"})
    assert line.pop("time")
    assert line == {
        "level": "INFO",
        "logger": "field_api.sync",
        "message": "pushed",
        "trace": begun,
        "system": "records",
        "count": 3,
    }


def test_an_exception_is_placed_but_not_quoted():
    try:
        raise ValueError("Key (surname)=(Sparrow) already exists")
    except ValueError:
        line = _line(exc_info=None)
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
        line = json.loads(JsonLines().format(record))
    assert line["exception"][0] == "ValueError"
    assert "test_logs.py" in line["exception"][1]
    assert "Sparrow" not in json.dumps(line)


def test_a_path_that_somebody_typed_is_not_logged(client, caplog):
    caplog.handler.setFormatter(JsonLines())
    client.get("/Sparrow?surname=Sparrow")
    said = caplog.text
    assert "django.request" in said
    assert "Sparrow" not in said


def test_a_failed_task_is_named_but_not_quoted():
    context = {"name": "delivery.drain", "id": "1", "exc": "Key (surname)=(Sparrow) exists"}
    record = logging.LogRecord("celery.app.trace", logging.ERROR, __file__, 1, "%(exc)s", (), None)
    record.args, record.data = context, context
    said = JsonLines().format(record)
    assert json.loads(said)["task"] == "delivery.drain"
    assert "Sparrow" not in said
