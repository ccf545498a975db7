"""Texts in the forms that Fieldbook brings: titles, help, labels of codes. Their keys are English
too, so a form that a force writes itself shares the words it has in common with them."""

import json
import re
from collections.abc import Iterator
from typing import Any

from backend.words.messages import Message

TEXTS = {"title", "description", "summary", "help", "warn", "say", "label", "instead"}
TEXTS |= {"x-unit", "x-asked"}
LABELS = "x-labels"


def read(source: str, file: str) -> Iterator[Message]:
    yield from (Message(text, files={file}) for text in texts(json.loads(source)))


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from texts(one)
    if not isinstance(node, dict):
        return
    if one := _singular(node):
        yield one
    for name, value in node.items():
        if name in TEXTS and isinstance(value, str):
            yield value
        elif name == LABELS:
            yield from value.values()
        else:
            yield from texts(value)


_HEAD = re.compile(r",| (?:and|told|used|researched|online|in|they|that|who)(?: |$)")


def _singular(spec: dict[str, Any]) -> str:
    """What one row of a list is called, as singular.js has it: an Agency of "Agencies told"."""
    head = _HEAD.split(str(spec.get("title", "")))[0]
    if "properties" not in spec.get("items", {}) or not re.search(r"[^s]s$|ses$", head):
        return ""
    if head.endswith("ies"):
        return f"{head[:-3]}y"
    return head[:-2] if re.search(r"(ss|sh|ch|x)es$", head) else head[:-1]
