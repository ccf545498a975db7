"""What is read at sight is what the whole reading gives, and what is folded by halves is whole."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from field_api.lib import identifiers
from field_api.lib.identifiers import reading
from field_api.lib.identifiers.contacts import british, phone
from field_api.lib.identifiers.trust import trusted

USUAL = st.from_regex(r"(?:\+44 ?|0)[1237](?: ?[0-9]){9}", fullmatch=True)
NEARLY = st.text("0123456789+ ()-x#/;", max_size=18)


@given(USUAL)
def test_a_usual_number_seen_at_sight_is_the_number_read(text: str) -> None:
    whole = phone(text)
    assert british(text) == whole.normal
    assert trusted("phone", phone(whole.normal or "")), "and nobody questions it"
    assert identifiers.key("phone", text) == identifiers.sure("phone", text) == whole.normal


@given(st.one_of(NEARLY, USUAL.map(lambda text: text + "1"), st.text(max_size=18)))
def test_whatever_else_is_typed_is_left_to_the_whole_reading(text: str) -> None:
    seen = british(text)
    assert seen is None or seen == phone(text).normal
    assert identifiers.key("phone", text) == identifiers.read("phone", text).normal


def test_a_usual_number_may_be_spaced_as_people_do() -> None:
    for text in ("07700 900123", "020 7946 0018", "+44 7700 900123", "+447700900123"):
        assert british(text) is not None
    for text in ("7700 900123", "+1 415 555 0132", "0800 1111", "07700  900123", "07700900123 x1"):
        assert british(text) is None


@given(st.text(st.characters(max_codepoint=127)))
def test_english_letters_are_folded_as_all_letters_are(text: str) -> None:
    folded = reading.settled(text, lambda now: unicodedata.normalize("NFKC", now).strip())
    assert reading.folded(text) == folded
    assert reading.lowered(text) == folded.lower().strip()
    assert reading.bare(text) == "".join(filter(str.isalnum, folded.upper()))
    assert reading.joined(text) == "".join(folded.upper().split())
