"""Reading the parsed copy of an entry: what can't be read says so, whatever it is."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.notebook.rules import MAX_DEPTH, Malformed, Payload, Sealed, read_payload
from tests.notebook.heads import HEAD, rubbish


def payload(**other: Any) -> dict[str, Any]:
    said = {
        "id": str(UUID(int=9)),
        "submission": str(uuid4()),
        "parents": [],
        "intent": "submit",
        "kind": "note",
        "version": 1,
        "occurred_at": "2026-03-01T14:05:00Z",
        "written_at": "2026-03-01T14:06:00+00:00",
        "body": {"text": "Nothing seen."},
        "attachments": [],
    }
    return said | other


def read_text(text: str) -> Payload:
    return read_payload(Sealed(UUID(int=9), HEAD, b"", b"", text.encode(), b""))


def test_a_payload_is_read_into_its_parts() -> None:
    found = read_text(json.dumps(payload(parents=[str(UUID(int=1))])))
    assert (found.parents, found.intent, found.version) == ((UUID(int=1),), "submit", 1)
    assert found.written_at == datetime(2026, 3, 1, 14, 6, tzinfo=UTC)


NESTED: Any = {}
for _ in range(MAX_DEPTH):
    NESTED = {"in": NESTED}


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": str(UUID(int=1))},
        {"kind": "stop-search"},
        {"submission": None},
        {"parents": None},
        {"parents": ["mother"]},
        {"parents": [str(UUID(int=n)) for n in range(17)]},
        {"intent": "delete"},
        {"version": 0},
        {"version": 2**15},
        {"version": None},
        {"occurred_at": "today"},
        {"occurred_at": "2026-03-01T14:05:00"},
        {"occurred_at": "0001-01-01T00:00:00+14:00"},
        {"written_at": "9999-12-31T23:59:59-14:00"},
        {"written_at": 5},
        {"body": []},
        {"body": "text"},
        {"body": {"text": "nothing\0seen"}},
        {"body": {"nothing\0seen": 1}},
        {"body": {"text": ["\ud800"]}},
        {"body": {"\udfff": 1}},
        {"body": {"count": float("nan")}},
        {"body": {"count": [float("inf")]}},
        {"body": NESTED},
        {"attachments": {}},
    ],
    ids=str,
)
def test_a_payload_that_is_not_what_was_asked_for_is_unreadable(wrong: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as caught:
        read_text(json.dumps(payload(**wrong)))
    assert caught.value.code == "unreadable-payload"


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "7", "{}", '{"id": 1e999}', "[" * 100_000, "{" * 5, "9" * 5000],
    ids=["empty", "null", "list", "number", "object", "huge", "deep", "open", "long"],
)
def test_a_payload_that_is_no_such_json_is_unreadable(text: str) -> None:
    with pytest.raises(Malformed):
        read_text(text)


def test_a_number_beyond_every_float_is_unreadable() -> None:
    text = json.dumps(payload(body={"count": 0})).replace('"count": 0', '"count": 1e999')
    with pytest.raises(Malformed):
        read_text(text)


@given(st.sampled_from(sorted(payload())), rubbish)
def test_a_payload_with_one_rubbish_member_is_unreadable_and_nothing_worse(
    member: str, value: Any
) -> None:
    try:
        read_text(json.dumps(payload(**{member: value})))
    except Malformed as fault:
        assert fault.code == "unreadable-payload"
