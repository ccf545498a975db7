"""Each status, and each form of answer, proves one thing and no more."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.connectors.rules import Found, NoAnswer, Outcome, Sent
from field_api.connectors.wire import answers
from field_api.connectors.wire.answers import LONGEST_WAIT, Reply

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = uuid4()
PAYLOAD = b'{"summary":"A walk"}'
SHA256 = hashlib.sha256(PAYLOAD).hexdigest()


def reply(status: int, document: Any = None, **headers: str) -> Reply:
    body = b"" if document is None else json.dumps(document).encode()
    return Reply(status, {"content-type": "application/json"} | headers, body)


def sent(answer: Reply) -> Sent:
    return answers.sent(answer, key=KEY, payload=PAYLOAD, now=NOW)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.UNCERTAIN),
        (204, Outcome.UNCERTAIN),
        (302, Outcome.UNCERTAIN),
        (307, Outcome.CREDENTIALS),
        (400, Outcome.REJECTED),
        (401, Outcome.CREDENTIALS),
        (403, Outcome.CREDENTIALS),
        (404, Outcome.CREDENTIALS),
        (405, Outcome.CREDENTIALS),
        (408, Outcome.NOT_SENT),
        (409, Outcome.UNCERTAIN),
        (410, Outcome.CREDENTIALS),
        (413, Outcome.REJECTED),
        (415, Outcome.REJECTED),
        (418, Outcome.REJECTED),
        (422, Outcome.REJECTED),
        (429, Outcome.BUSY),
        (500, Outcome.UNCERTAIN),
        (501, Outcome.CREDENTIALS),
        (502, Outcome.UNCERTAIN),
        (503, Outcome.BUSY),
        (504, Outcome.UNCERTAIN),
        (599, Outcome.UNCERTAIN),
    ],
)
def test_a_bare_status_proves_this(status: int, outcome: Outcome) -> None:
    assert sent(reply(status)).outcome is outcome


@given(st.integers(100, 999), st.binary(max_size=40), st.sampled_from(["", "application/json"]))
def test_only_a_reference_in_json_is_a_delivery(status: int, body: bytes, kind: str) -> None:
    answer = sent(Reply(status, {"content-type": kind}, body))
    assert (answer.outcome is Outcome.DELIVERED) == bool(answer.reference)


def test_a_yes_with_its_reference_is_a_delivery() -> None:
    for status in (200, 201, 202):
        said = sent(reply(status, {"reference": "RMS-000001"}))
        assert said == Sent(Outcome.DELIVERED, reference="RMS-000001", status=status)


def test_problem_json_is_json_too() -> None:
    kind = {"content-type": "application/problem+json; charset=utf-8"}
    said = sent(reply(422, {"errors": [{"field": "/a", "message": "no"}]}, **kind))
    assert [fault.pointer for fault in said.fields] == ["/a"]


@pytest.mark.parametrize(
    ("document", "outcome"),
    [
        ({"key": str(KEY), "sha256": SHA256, "reference": "RMS-000001"}, Outcome.DELIVERED),
        ({"key": str(KEY), "sha256": "0" * 64, "reference": "RMS-000001"}, Outcome.REJECTED),
        ({"key": str(KEY)}, Outcome.UNCERTAIN),
        ({"key": str(uuid4()), "sha256": SHA256, "reference": "RMS-1"}, Outcome.UNCERTAIN),
        ({"key": str(KEY), "sha256": SHA256}, Outcome.UNCERTAIN),
        ({}, Outcome.UNCERTAIN),
    ],
)
def test_a_conflict_is_ours_only_if_key_and_bytes_are(document: Any, outcome: Outcome) -> None:
    assert sent(reply(409, document)).outcome is outcome


def test_faults_are_read_however_badly_they_are_written() -> None:
    errors = [{"field": "/a", "message": "is\x00\nwrong"}, {"message": 7}, "text", {}]
    fields = sent(reply(422, {"errors": errors})).fields
    assert [(fault.pointer, fault.text) for fault in fields] == [
        ("/a", "is� wrong"),
        ("", "7"),
        ("", "is not accepted"),
    ]
    assert sent(reply(422, {"errors": "all of it"})).fields == ()
    long = sent(reply(422, {"errors": [{"message": "x" * 9999}] * 999}))
    assert (len(long.fields), len(long.reason)) == (50, 200)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("9" * 40, LONGEST_WAIT),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
        ("", None),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2099 12:00:30 GMT", LONGEST_WAIT),
        ("Sun, 99 Nov 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_from_now(value: str | None, seconds: float | None) -> None:
    assert answers.retry_after(value, NOW) == seconds


@given(st.text())
def test_no_retry_after_breaks_us(value: str) -> None:
    seconds = answers.retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (reply(200, {"key": str(KEY), "reference": "R-1", "sha256": SHA256}), Found.FOUND),
        (reply(200, {"key": str(KEY)}), Found.UNKNOWN),
        (reply(200, {"reference": "R-1"}), Found.UNKNOWN),
        (reply(404, {"key": str(KEY)}), Found.ABSENT),
        (reply(404, {"key": str(uuid4())}), Found.UNKNOWN),
        (reply(404), Found.UNKNOWN),
        (reply(500, {"key": str(KEY), "reference": "R-1"}), Found.UNKNOWN),
        (reply(401, {"key": str(KEY)}), Found.UNKNOWN),
    ],
)
def test_yes_and_no_name_the_key_they_speak_of(answer: Reply, found: Found) -> None:
    assert answers.found(answer, key=KEY).answer is found


RESULT = {"ref": "RMS-V-1", "type": "vehicle", "values": {"vrm": "FB26 DEM"}, "warnings": []}


def test_results_are_given_as_they_came() -> None:
    assert answers.answer(reply(200, {"results": [RESULT]})).results == [RESULT]
    assert answers.answer(reply(200, {"results": []})).results == []


def test_no_result_holds_what_the_database_cannot() -> None:
    odd = RESULT | {"values": {"note\x00": ["a\x00b"]}}
    results = answers.answer(reply(200, {"results": [odd]})).results
    assert results[0]["values"] == {"note�": ["a�b"]}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"results": {}},
        {"results": [RESULT, {}]},
        {"results": [RESULT | {"warnings": "VI"}]},
        {"results": [RESULT | {"warnings": ["VI"]}]},
        {"results": [RESULT | {"values": []}]},
        [RESULT],
    ],
)
def test_an_answer_we_cannot_read_whole_is_none(document: Any) -> None:
    with pytest.raises(NoAnswer, match="cannot read"):
        answers.answer(reply(200, document))
