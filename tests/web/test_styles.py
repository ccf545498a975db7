"""One visual language: colours have one home, each for the day and for the night."""

import re

import pytest

from field_api.web import rules

STYLES = sorted(one.stem for one in rules.FILES.glob("*.css"))
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab|lch)a?\(", re.I)
_USED = re.compile(r"var\((--[\w-]+)")
_MADE = re.compile(r"(--[\w-]+):")


def text(name: str) -> str:
    return _COMMENTS.sub("", (rules.FILES / f"{name}.css").read_text("utf-8"))


@pytest.mark.parametrize("name", [one for one in STYLES if one != "tokens"])
def test_no_other_file_names_a_colour(name: str) -> None:
    assert _COLOUR.findall(text(name)) == []


@pytest.mark.parametrize("name", STYLES)
def test_every_token_that_is_used_is_there(name: str) -> None:
    tokens = set(_MADE.findall(text("tokens")))
    assert set(_USED.findall(text(name))) - tokens - set(_MADE.findall(text(name))) == set()


def test_a_colour_is_seen() -> None:
    assert _COLOUR.findall("a { color: #FFF; background: rgb(1 2 3); top: 2px }") == [
        "#FFF",
        "rgb(",
    ]
