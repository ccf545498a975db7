"""What programs read: .mo for gettext (GNU gettext manual, MO Files), JSON for the handset."""

import json
import struct
from collections.abc import Iterable

from backend.words.messages import Message

_MAGIC = 0x950412DE


def gettext(head: str, messages: Iterable[Message]) -> bytes:
    """Every message that is done, with the header, which says how plurals are chosen."""
    pairs = {"": _header(head)}
    for one in messages:
        if one.done and one.files:
            key = f"{one.text}\0{one.plural}" if one.plural else one.text
            pairs[key] = "\0".join(one.said)
    encoded = sorted((key.encode(), said.encode()) for key, said in pairs.items())
    return _packed([key for key, _ in encoded], [said for _, said in encoded])


def _packed(keys: list[bytes], said: list[bytes]) -> bytes:
    count = len(keys)
    tables = 28, 28 + 8 * count
    at = 28 + 16 * count
    places, body = b"", b""
    for text in (*keys, *said):
        places += struct.pack("<II", len(text), at + len(body))
        body += text + b"\0"
    return struct.pack("<7I", _MAGIC, 0, count, *tables, 0, at) + places + body


def _header(head: str) -> str:
    return "".join(json.loads(line) for line in head.splitlines() if line.startswith('"'))


def handset(messages: Iterable[Message]) -> str:
    """One text a line, so that a change can be read."""
    found = {
        one.text: list(one.said) if one.plural else one.said[0]
        for one in sorted(messages, key=lambda one: one.text)
        if one.done and any(map(is_on_the_handset, one.files))
    }
    return json.dumps(found, ensure_ascii=False, indent=0) + "\n"


def is_on_the_handset(file: str) -> bool:
    name = file.rpartition("/")[2]
    theirs = name.startswith(("desk", "console")) and name != "desk-try.js"
    ours = file.startswith("field_api/web/static/") and not theirs
    shell = file in ("templates/web/base.html", "templates/web/handset.html")
    return ours or shell or file.startswith("field_api/catalogue/forms/")
