"""The sealed entry's form: one spelling, one commitment, and one way to say that it is neither."""

import os
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.lib import envelope, es256
from field_api.notebook.rules import (
    MAX_ITEM_BYTES,
    Head,
    Malformed,
    Sealed,
    commitment,
    read_head,
    read_item,
    receipt_text,
)
from tests.notebook.heads import HEAD, LINES, heads, rubbish

SERVER = es256.new_key()


def item(text: str = "{}", *, seal_to: es256.PublicKey | None = None, **other: Any) -> Any:
    salt = os.urandom(16)
    commit = commitment(salt, text.encode()).hex()
    head = "\n".join([*LINES[:4], commit, *LINES[5:]])
    said = {"id": str(UUID(int=9)), "head": head, "signature": es256.b64(bytes(64))}
    if seal_to:
        hidden = envelope.seal(seal_to, salt + text.encode(), head.encode())
        return said | {"sealed": es256.b64(hidden)} | other
    return said | {"salt": es256.b64(salt), "payload": text} | other


def read(pushed: Any) -> Sealed:
    return read_item(pushed, open_with=[SERVER])


def code_of(pushed: Any) -> str:
    with pytest.raises(Malformed) as caught:
        read(pushed)
    return caught.value.code


@given(heads)
def test_a_head_comes_back_as_it_went(head: Head) -> None:
    assert read_head(head.text()) == head
    assert len(head.hash()) == 32


@given(heads, st.data())
def test_a_head_has_one_spelling(head: Head, data: st.DataObject) -> None:
    text = head.text()
    at = data.draw(st.integers(0, len(text)))
    changed = text[:at] + data.draw(st.text(min_size=1, max_size=3)) + text[at + 1 :]
    try:
        assert read_head(changed).text() == changed
    except Malformed as fault:
        assert fault.code == "malformed-head"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (0, "fieldbook/2"),
        (1, str(HEAD.notebook).upper().replace("0", "A")),
        (1, "{" + str(HEAD.notebook) + "}"),
        (1, HEAD.notebook.hex),
        (2, "03"),
        (2, "+3"),
        (2, "3 "),
        (2, "1_0"),
        (2, "٣"),
        (2, "0"),
        (2, str(2**31)),
        (2, "9" * 5000),
        (3, "AB" * 32),
        (3, "ab" * 31),
        (4, "xy" * 32),
        (5, ""),
        (5, "n" * 61),
        (5, "no\0te"),
        (5, "nöte"),
        (5, "note\r"),
        (5, "\ud800"),
        (6, "yesterday"),
        (6, "2026-03-01T14:05:00"),
        (6, "2026-03-01\x0014:05:00Z"),
        (6, f"2026-03-01T14:05:00.{'0' * 60}Z"),
        (6, "0001-01-01T00:00:00+14:00"),
        (7, "key\ud800"),
    ],
)
def test_a_line_out_of_form_is_refused(line: int, said: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_head("\n".join([*LINES[:line], said, *LINES[line + 1 :]]))
    assert caught.value.code == "malformed-head"


@pytest.mark.parametrize("text", ["", "\n".join(LINES[:7]), HEAD.text() + "\n"])
def test_a_head_has_eight_lines(text: str) -> None:
    with pytest.raises(Malformed, match="eight lines"):
        read_head(text)


def test_the_salt_is_part_of_the_commitment() -> None:
    assert commitment(b"a" * 16, b"text") != commitment(b"b" * 16, b"text")


def test_an_item_keeps_its_bytes() -> None:
    text = ' {"b":1.0, "a":"\\u00e9é"} '
    found = read(item(text))
    assert (found.payload, found.id, found.signature) == (text.encode(), UUID(int=9), bytes(64))
    assert found.head_bytes.decode() == found.head.text()


def test_a_sealed_item_is_the_same_once_opened() -> None:
    found = read(item('{"a": 1}', seal_to=SERVER.public_key()))
    assert (found.payload, len(found.salt)) == (b'{"a": 1}', 16)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ([], "malformed-item"),
        ("item", "malformed-item"),
        (None, "malformed-item"),
        ({}, "malformed-item"),
        (item(id="17"), "malformed-item"),
        (item(id=None), "malformed-item"),
        (item(id="\ud800"), "malformed-item"),
        (item(head=None), "malformed-item"),
        (item(head="fieldbook/1"), "malformed-head"),
        (item(head=HEAD.text() + "\ud800"), "malformed-head"),
        (item(signature="AA"), "malformed-item"),
        (item(signature="ä" * 86), "malformed-item"),
        (item(signature="!" + "A" * 85), "malformed-item"),
        (item(salt=es256.b64(bytes(15))), "malformed-item"),
        (item(salt=7), "malformed-item"),
        (item(payload=None), "malformed-item"),
        (item(payload="\ud800"), "malformed-item"),
        (item(payload="other"), "commitment-broken"),
        (item(salt=es256.b64(bytes(16))), "commitment-broken"),
        (item(head=HEAD.text()), "commitment-broken"),
        (item("x" * (MAX_ITEM_BYTES + 1)), "item-too-large"),
        (item("x" * (MAX_ITEM_BYTES * 2 + 1)), "malformed-item"),
        (item(sealed=""), "cannot-unseal"),
        (item(sealed=es256.b64(bytes(93))), "cannot-unseal"),
        (item(sealed="*"), "malformed-item"),
        (item(seal_to=es256.new_key().public_key()), "cannot-unseal"),
        (item(seal_to=SERVER.public_key(), head=HEAD.text()), "cannot-unseal"),
    ],
)
def test_what_is_no_item_says_why(wrong: Any, code: str) -> None:
    assert code_of(wrong) == code


def test_a_fault_never_repeats_what_was_written() -> None:
    with pytest.raises(Malformed) as caught:
        read(item(payload="secret"))
    assert "secret" not in caught.value.detail


@given(rubbish)
def test_rubbish_is_malformed_and_nothing_worse(pushed: Any) -> None:
    assert code_of(pushed) == "malformed-item"


@given(st.sampled_from(["id", "head", "salt", "payload", "signature", "sealed"]), rubbish)
def test_an_item_with_one_rubbish_member_is_malformed_and_nothing_worse(
    member: str, value: Any
) -> None:
    whole = item()
    try:
        read(whole | {member: value})
    except Malformed:
        return
    assert value in (whole.get(member), f"{{{whole['id']}}}") or member == "id"


@given(st.text())
def test_rubbish_for_a_head_is_malformed_and_nothing_worse(text: str) -> None:
    with pytest.raises(Malformed):
        read_head(text)


def test_a_receipt_is_five_lines() -> None:
    at = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
    text = receipt_text(entry=UUID(int=9), hash=b"\1" * 32, received_at=at, ledger_id=12)
    assert text.split("\n") == [
        "fieldbook-receipt/1",
        str(UUID(int=9)),
        "01" * 32,
        "2026-03-01T14:05:00.000000Z",
        "12",
    ]
