"""Bodies as they were meant: gzip that has an end, and not more than may be expanded."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.sync.bodies import UnknownEncoding, decoded
from field_api.sync.rules import TooLarge, Unreadable

MOST = 10_000


@given(st.binary(max_size=500), st.sampled_from(["gzip", "GZIP", " x-gzip "]))
def test_what_was_compressed_comes_back(body: bytes, encoding: str) -> None:
    assert decoded(gzip.compress(body), encoding, most=MOST) == body


@pytest.mark.parametrize("encoding", ["", "identity"])
def test_without_an_encoding_it_is_as_it_came(encoding: str) -> None:
    assert decoded(b"\x1f\x8b", encoding, most=MOST) == b"\x1f\x8b"


@given(st.binary(max_size=300), st.data())
def test_cut_anywhere_it_is_noticed(body: bytes, data: st.DataObject) -> None:
    whole = gzip.compress(body)
    kept = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(Unreadable, match="body-truncated"):
        decoded(whole[:kept], "gzip", most=MOST)


@pytest.mark.parametrize("raw", [b"no gzip", gzip.compress(b"a" * 99, mtime=0)[:-5] + b"\0" * 5])
def test_a_broken_stream_is_noticed(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="body-truncated"):
        decoded(raw, "gzip", most=MOST)


def test_members_that_follow_one_another_are_one_body() -> None:
    raw = gzip.compress(b"one ") + gzip.compress(b"two")
    assert decoded(raw, "gzip", most=MOST) == b"one two"


@pytest.mark.parametrize(
    "raw",
    [gzip.compress(b"0" * (MOST + 1)), gzip.compress(b"0" * MOST) + gzip.compress(b"0")],
    ids=["one member", "two members"],
)
def test_what_expands_too_far_is_refused(raw: bytes) -> None:
    with pytest.raises(TooLarge):
        decoded(raw, "gzip", most=MOST)
    assert decoded(gzip.compress(b"0" * MOST), "gzip", most=MOST) == b"0" * MOST


def test_a_bomb_is_not_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Counting:
        def __init__(self, **how: int) -> None:
            self.real = zlib_object(**how)

        def decompress(self, raw: bytes, most: int) -> bytes:
            asked.append(most)
            return self.real.decompress(raw, most)

    zlib_object = zlib.decompressobj
    monkeypatch.setattr(zlib, "decompressobj", Counting)
    with pytest.raises(TooLarge):
        decoded(gzip.compress(b"0" * 5_000_000), "gzip", most=MOST)
    assert asked == [MOST + 1]


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "nonsense"])
def test_another_encoding_is_unknown(encoding: str) -> None:
    with pytest.raises(UnknownEncoding):
        decoded(b"", encoding, most=MOST)
