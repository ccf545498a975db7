"""What the database keeps enciphered, and keys that take each other's place."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_api.lib import cipher

KEY, OLD = os.urandom(32), os.urandom(32)
ABOUT = "authenticator of 7"


@settings(max_examples=20)
@given(st.binary(max_size=60), st.text(max_size=20))
def test_what_was_enciphered_comes_out_again(plain: bytes, about: str) -> None:
    text = cipher.encipher(plain, about, KEY)
    assert text.isascii() and cipher.is_enciphered(text)
    assert cipher.decipher(text, about, [KEY]) == plain


def test_the_old_key_still_opens_and_no_other() -> None:
    text = cipher.encipher(b"seed", ABOUT, OLD)
    assert cipher.decipher(text, ABOUT, [KEY, OLD]) == b"seed"
    assert text.startswith(cipher.beginning(OLD)) and not text.startswith(cipher.beginning(KEY))
    with pytest.raises(ValueError):
        cipher.decipher(text, ABOUT, [KEY])


@pytest.mark.parametrize("text", ["", "~", "~AAAA", "3132333435363738393031323334353637383930"])
def test_what_nobody_enciphered_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        cipher.decipher(text, ABOUT, [KEY])


def test_neither_changed_nor_carried_to_another() -> None:
    text = cipher.encipher(b"seed", ABOUT, KEY)
    changed = text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1]
    for bad, about in ((changed, ABOUT), (text, "authenticator of 8")):
        with pytest.raises(ValueError):
            cipher.decipher(bad, about, [KEY])
