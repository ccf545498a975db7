from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.feed.rules import (
    SEQ_BITS,
    CursorMalformed,
    CursorReset,
    Kind,
    decode,
    digest,
    encode,
    resume,
)

epochs = st.integers(0, 8191)
seqs = st.integers(0, 2**SEQ_BITS - 1)


@given(epochs, seqs)
def test_a_cursor_comes_back_as_it_went(epoch: int, seq: int) -> None:
    assert decode(encode(epoch, seq)) == (epoch, seq)


@given(epochs, seqs)
def test_a_cursor_is_exact_in_a_javascript_number(epoch: int, seq: int) -> None:
    assert int(float(encode(epoch, seq))) == int(encode(epoch, seq))


@pytest.mark.parametrize("text", ["x", "-1", "1.0", "1e3", " 1", "١", "9" * 20, "\0"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorMalformed):
        decode(text)


def test_no_cursor_means_from_the_start() -> None:
    assert resume("", epoch=3, head=10) == 0


def test_a_cursor_of_this_epoch_continues() -> None:
    assert resume(encode(3, 10), epoch=3, head=10) == 10


@pytest.mark.parametrize(
    "cursor", [encode(2, 5), encode(4, 5), encode(3, 11)], ids=["older", "newer", "ahead"]
)
def test_a_cursor_of_another_history_is_reset(cursor: str) -> None:
    with pytest.raises(CursorReset) as caught:
        resume(cursor, epoch=3, head=10)
    assert caught.value.epoch == 3


@pytest.mark.parametrize(("seq", "goes_on"), [(0, True), (3, False), (4, True), (10, True)])
def test_a_cursor_from_before_the_horizon_is_reset(seq: int, goes_on: bool) -> None:
    if goes_on:
        assert resume(encode(3, seq), epoch=3, head=10, horizon=4) == seq
    else:
        with pytest.raises(CursorReset):
            resume(encode(3, seq), epoch=3, head=10, horizon=4)


held = st.tuples(st.sampled_from(Kind), st.uuids(), st.integers(1, 2**SEQ_BITS - 1))


@given(st.lists(held, unique=True), st.randoms())
def test_a_digest_does_not_depend_on_order(documents: list[tuple[Kind, UUID, int]], dice) -> None:  # type: ignore[no-untyped-def]
    shuffled = dice.sample(documents, k=len(documents))
    assert digest(documents) == digest(shuffled)


@given(st.lists(held, unique=True, min_size=1))
def test_a_digest_tells_what_is_missing(documents: list[tuple[Kind, UUID, int]]) -> None:
    assert digest(documents) != digest(documents[1:])


def test_a_digest_as_another_program_would_count_it() -> None:
    doc = UUID(int=7)
    assert digest([]) == "0" * 16
    assert digest([(Kind.QUERY, doc, 12)]) == sha256(f"query:{doc}:12".encode()).hexdigest()[:16]
