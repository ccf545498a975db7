"""Words are marked where they stand, and catalogues say what the source says."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, Token, TokenType

from backend.words import catalogues, portable
from field_api.web import rules
from tests.house import tree

TEMPLATES = tree.ROOT / "templates"
SAID = {"aria-label", "alt", "placeholder", "title"}
OPENED, CLOSED = ("blocktranslate", "blocktrans"), ("endblocktranslate", "endblocktrans")
NAMES = {"Fieldbook", "OFFICIAL", "SENSITIVE", "nbsp"}
"""What is called the same in every language, and an entity."""
# Its markup is the same for everybody and kept on phones; words.js puts `data-words` into words.
SHELL = TEMPLATES / "web/handset.html"


class Bare(HTMLParser):
    """Collects words that stand in a page as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        for name, value in attrs:
            if name in SAID:
                self._say(value or "")

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "code"} & set(self.inside[-1:]):
            self._say(data)

    def _say(self, text: str) -> None:
        if set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES:
            self.found.append(" ".join(text.split()))


def bare(source: str) -> list[str]:
    """Words of a template that no tag translates."""
    parser = Bare()
    parser.feed("".join(shown(iter(Lexer(source).tokenize()))))
    return parser.found


def shown(tokens: Iterator[Token]) -> Iterator[str]:
    """A template without its tags, and without what stands in a block that is translated."""
    for token in tokens:
        name = token.contents.split()[:1]
        if token.contents == "block body_class":
            next(tokens)  # it names styles
            continue
        if token.token_type == TokenType.TEXT:
            yield token.contents
        elif token.token_type == TokenType.BLOCK and name and name[0] in (*OPENED, "comment"):
            ends = (*CLOSED, "endcomment")
            while not next(tokens).contents.startswith(ends):
                pass


@pytest.mark.parametrize(
    "path",
    sorted(set(TEMPLATES.rglob("*.html")) - {SHELL}),
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_no_template_says_a_word_that_cannot_be_translated(path: Path) -> None:
    assert bare(path.read_text()) == []


def test_a_bare_word_is_seen() -> None:
    marked = '{% translate "Sent" %}{% blocktranslate %}By {{ who }}{% endblocktranslate %}'
    assert bare(f'<p title="{{{{ x }}}}">{marked} · 4</p>') == []
    assert bare(f"<p>{marked} later</p>") == ["later"]
    assert bare('<input aria-label="Who"{% if x %} checked{% endif %}>') == ["Who"]


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_catalogue_holds_every_word_and_is_compiled(language: str) -> None:
    behind = [
        str(path.relative_to(tree.ROOT))
        for path, wanted in catalogues.merged(language, catalogues.found()).files().items()
        if path.read_bytes() != wanted
    ]
    assert behind == [], "run manage.py words, and commit what it writes"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_translation_leaves_no_gap_and_makes_none(language: str) -> None:
    """A name that is misspelt in a translation would be read by an officer, or end a page."""
    _, catalogue = portable.read(
        (catalogues.ROOT / f"backend/locale/{language}/LC_MESSAGES/django.po").read_text()
    )
    gaps = re.compile(r"\{\w+\}|%\(\w+\)s")
    wrong = [
        (one.text, said)
        for one in catalogue.values()
        for said in one.said
        if said and not one.plural and sorted(gaps.findall(said)) != sorted(gaps.findall(one.text))
    ]
    wrong += [
        (one.text, said)
        for one in catalogue.values()
        for said in one.said
        if one.plural and set(gaps.findall(said)) - set(gaps.findall(one.text + one.plural))
    ]
    assert wrong == []


def test_all_who_name_the_languages_name_the_same() -> None:
    codes = [code for code, _ in settings.LANGUAGES]
    assert codes == ["en-gb", *rules.LANGUAGES] == ["en-gb", *catalogues.LANGUAGES]
    script = (rules.FILES / "words.js").read_text()
    assert re.findall(r'^  (\w+): \{ name: "(\w+)"', script, re.M) == [
        (code.removesuffix("-gb"), name) for code, name in settings.LANGUAGES
    ]
