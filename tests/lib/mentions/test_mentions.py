"""What is found in a narrative, and above all what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.lib import mentions
from tests.lib.mentions.narratives import NARRATIVES, ORDINARY


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.normal) for each in mentions.found_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"), NARRATIVES, ids=[str(n) for n, _ in enumerate(NARRATIVES)]
)
def test_a_narrative_tells_what_it_mentions(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", ORDINARY, ids=[str(n) for n, _ in enumerate(ORDINARY)])
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_mention_stands_where_it_says_and_why() -> None:
    text = "😀 Seen: AB12 CDE."
    (mention,) = mentions.found_in(text)
    assert text[mention.start : mention.end] == mention.as_typed == "AB12 CDE"
    assert mention.because == "a registration mark"


def test_spaces_and_hyphens_of_a_word_processor_are_plain_ones() -> None:
    assert found("Rang 07700\u00a0900\u2011123.") == [("phone", "+447700900123")]


pieces = st.sampled_from(
    ["AB12 CDE", " ", ".", "reg ", "07700 900123", "@", "www.", "///a.b", "born 1/2/", "0x", "\n"]
    + [text for text, _ in NARRATIVES]
)


@given(
    st.lists(pieces | st.text(st.characters(exclude_categories=()), max_size=9), max_size=8).map(
        "".join
    )
)
def test_any_text_is_looked_through_and_mentions_lie_apart(text: str) -> None:
    told = mentions.found_in(text)
    ends = [0, *(each.end for each in told)]
    for before, each in zip(ends, told, strict=False):
        assert before <= each.start < each.end <= len(text)


# What makes patterns slow that are badly made. Each takes milliseconds; a square of it, seconds.
LONG = [
    "a" * 4_000,
    "a." * 2_000,
    "a-" * 2_000,
    "0 " * 2_000,
    "+1" * 2_000,
    "1." * 2_000,
    "a:" * 2_000,
    "www." * 1_000 + "." * 1_000,
    "a@" * 2_000,
    "a@" + "a." * 1_999,
    "born " * 800,
    "registration " * 300,
    "reg of of of of of of " * 180,
    "account no no no no no " * 170,
    "A1 " * 1_300,
    "///aa.aa." * 440,
    "1A" * 2_000,
]


@pytest.mark.parametrize("text", LONG, ids=[repr(text[:9]) for text in LONG])
def test_no_text_takes_for_ever(text: str) -> None:
    """It ends: were a pattern to run off, the suite's own limit would say so."""
    assert mentions.found_in(text * 5) is not None
