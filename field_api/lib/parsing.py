"""JSON from outside: no deeper than anything we read."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 64

_STRINGS_AND_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def depth(text: bytes) -> int:
    """How deep lists and objects stand in one another; of what is no JSON, some number."""
    if text.count(b"[") + text.count(b"{") <= DEEPEST:
        return 0  # it can't be deeper than they are many
    now = deepest = 0
    for found in _STRINGS_AND_BRACKETS.finditer(text):
        mark = found.group()
        if mark in (b"[", b"{"):
            now += 1
            deepest = max(deepest, now)
        elif mark in (b"]", b"}"):
            now -= 1
    return deepest


class BoundedJSON(JSONParser):
    """At most `DEEPEST` deep; Django bounds the size."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = stream.read()
        if depth(raw) > DEEPEST:
            raise ParseError(f"JSON is at most {DEEPEST} deep.")
        return super().parse(BytesIO(raw), media_type, parser_context)
