"""Texts in templates: {% translate %}, {% blocktranslate %} and _("…") in other tags.

Read by Django's own lexer and by its rules: a block's variables become %(name)s, and % is doubled.
"""

import re
from collections.abc import Iterator

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace

from backend.words.messages import Message

_STRING = r"(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')"
_TRANSLATE = re.compile(rf"(?:translate|trans)\s+{_STRING}")
_MARKED = re.compile(rf"(?<!\w)_\({_STRING}\)")
_OPENED, _CLOSED = ("blocktranslate", "blocktrans"), ("endblocktranslate", "endblocktrans")
_SHOWN = re.compile(r"\bdata-words[^>]*>([^<{]+)<")


def read(source: str, file: str) -> Iterator[Message]:
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        words = token.contents.split()
        if token.token_type == TokenType.BLOCK and words[:1] and words[0] in _OPENED:
            yield _block(tokens, "trimmed" in words, file)
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield from (Message(text, files={file}) for text in _quoted(token.contents))
    # What words.js puts into words, for the shell itself is the same for everybody.
    yield from (Message(text, files={file}) for text in _SHOWN.findall(source))


def _quoted(contents: str) -> Iterator[str]:
    """As Django looks them up: % is doubled, as in a block."""
    found = [*_TRANSLATE.finditer(contents), *_MARKED.finditer(contents)]
    for one in found:
        text = one[1] if one[1] is not None else one[2]
        yield re.sub(r"\\(.)", r"\1", text).replace("%", "%%")


def _block(tokens: Iterator[Token], trimmed: bool, file: str) -> Message:
    said = [""]
    for token in tokens:
        if token.token_type == TokenType.TEXT:
            said[-1] += token.contents.replace("%", "%%")
        elif token.token_type == TokenType.VAR:
            said[-1] += f"%({token.contents.strip()})s"
        elif token.contents.startswith("plural"):
            said.append("")
        elif token.contents.split()[:1] and token.contents.split()[0] in _CLOSED:
            break
    if trimmed:
        said = [trim_whitespace(one) for one in said]
    return Message(said[0], "".join(said[1:]), {file})
