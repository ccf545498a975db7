"""Texts in the handset's modules: the literals that t(), n() and pieces() are called with."""

import json
import re
from collections.abc import Iterator

from backend.words.messages import Message

_CALL = re.compile(r"(?<![\w.])(t|n|pieces)\(\s*(?=[\"'])")
_LITERAL = re.compile(r"\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)')\s*")


def read(source: str, file: str) -> Iterator[Message]:
    for call in _CALL.finditer(source):
        text, end = _text(source, call.end())
        plural = ""
        if call[1] == "n" and source[end] == ",":
            plural, end = _text(source, end + 1)
        if text:
            yield Message(text, plural, {file})


def _text(source: str, at: int) -> tuple[str, int]:
    """The literal at a place, with those added to it, and where it ends."""
    said = ""
    while found := _LITERAL.match(source, at):
        said += _plain(found)
        at = found.end()
        if source[at : at + 1] != "+":
            break
        at += 1
    return said, at


def _plain(literal: re.Match[str]) -> str:
    if literal[1] is not None:
        return str(json.loads(f'"{literal[1]}"'))
    return literal[2].replace("\\'", "'")
