import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.lib import envelope, es256

SERVER = es256.new_key()
PUBLIC = SERVER.public_key()
PLAIN, HEAD = b"salt and payload", b"the head"


@given(st.binary(max_size=500), st.binary(max_size=200))
def test_what_was_sealed_comes_out_again(plain: bytes, head: bytes) -> None:
    sealed = envelope.seal(PUBLIC, plain, head)
    assert len(sealed) == 65 + 12 + len(plain) + 16
    assert envelope.unseal(sealed, head, SERVER) == plain


def test_the_same_text_is_never_sealed_the_same() -> None:
    assert envelope.seal(PUBLIC, PLAIN, HEAD) != envelope.seal(PUBLIC, PLAIN, HEAD)


@given(st.data())
def test_one_changed_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(envelope.seal(PUBLIC, PLAIN, HEAD))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ValueError):
        envelope.unseal(bytes(sealed), HEAD, SERVER)


def test_it_opens_only_with_its_own_head_and_key() -> None:
    sealed = envelope.seal(PUBLIC, PLAIN, HEAD)
    with pytest.raises(ValueError):
        envelope.unseal(sealed, b"another head", SERVER)
    with pytest.raises(ValueError):
        envelope.unseal(sealed, HEAD, es256.new_key())


@given(st.binary(max_size=120))
def test_rubbish_is_refused_and_nothing_worse(sealed: bytes) -> None:
    with pytest.raises(ValueError):
        envelope.unseal(sealed, HEAD, SERVER)


@given(st.integers(0, 92))
def test_a_part_of_it_is_refused_and_nothing_worse(length: int) -> None:
    with pytest.raises(ValueError):
        envelope.unseal(envelope.seal(PUBLIC, b"", HEAD)[:length], HEAD, SERVER)
