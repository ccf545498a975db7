import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.sync.rules import (
    MAX_BYTES,
    MAX_ITEMS,
    Push,
    TooLarge,
    Unreadable,
    letter,
    named,
    read_push,
)
from tests.sync.door import said

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def code(raw: bytes, declared: int | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_push(raw, declared)
    return caught.value.code


def deep(levels: int) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = [value]
    return value


def test_a_push_is_its_items_and_how_far_the_handset_counted() -> None:
    raw = said({"id": "1"}, device={"minted_through": 57})
    assert read_push(raw, len(raw)) == read_push(raw, None) == Push([{"id": "1"}], 57)


@pytest.mark.parametrize("minted", [-1, 2**31, "5", None, 1.5, []])
def test_a_count_that_is_none_is_no_reason_to_refuse_a_push(minted: Any) -> None:
    assert read_push(said(device={"minted_through": minted}), None).minted_through == 0


@pytest.mark.parametrize("device", [None, [], "Pixel"])
def test_nor_is_a_device_that_says_nothing(device: Any) -> None:
    assert read_push(said(device=device), None) == Push([], 0)


@pytest.mark.parametrize("cut", [0, 1, 20])
def test_a_body_that_was_cut_short_is_noticed(cut: int) -> None:
    raw = said({"id": "1"})
    assert code(raw[:cut], len(raw)) == "body-truncated"


@pytest.mark.parametrize(
    "raw",
    [b"", b"items", b"[]", b"null", b"{}", b'{"items": {}}', b'{"items": [}', b"\xff", b"[" * 9999],
)  # fmt: skip
def test_what_is_no_push_is_refused(raw: bytes) -> None:
    assert code(raw) == "malformed-request"


def test_too_many_items_and_too_many_bytes_are_to_be_split() -> None:
    assert len(read_push(said(*range(MAX_ITEMS)), None).items) == MAX_ITEMS
    for raw in (said(*range(MAX_ITEMS + 1)), said("x" * MAX_BYTES)):
        with pytest.raises(TooLarge):
            read_push(raw, None)


@pytest.mark.parametrize("poison", [rb'"\ud800"', b"1e999", b"NaN"])
def test_one_item_no_strict_reader_takes_leaves_the_others_readable(poison: bytes) -> None:
    raw = b'{"items": [{"id": "1"}, ' + poison + b', {"id": "3"}]}'
    items = read_push(raw, None).items
    assert (items[0], items[2], len(items)) == ({"id": "1"}, {"id": "3"}, 3)


@given(st.binary())
def test_rubbish_is_refused_and_nothing_worse(raw: bytes) -> None:
    assert code(raw) == "malformed-request"


@given(values)
def test_a_letter_is_the_item_in_ascii(item: Any) -> None:
    assert letter(item).isascii()
    assert json.loads(letter(item)) == item or "NaN" in letter(item).decode()


@pytest.mark.parametrize("item", [deep(5000), {"id": "7", "head": deep(5000)}, {"x": "\ud800"}])
def test_there_is_a_letter_of_anything(item: Any) -> None:
    kept = json.loads(letter(item))
    assert kept == (item if isinstance(item, dict) and "x" in item else {"id": "7"}) or kept == {}


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ({"id": "7"}, "7"),
        ({"id": "x" * 99}, "x" * 60),
        ({"id": "\ud800"}, "?"),
        ({"id": 7}, None),
        ({}, None),
        ([], None),
    ],
)
def test_a_name_can_always_be_sent_back(item: Any, name: str | None) -> None:
    assert named(item) == name
