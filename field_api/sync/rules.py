"""The wire of the handset's door: limits, and reading a push."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from field_api.lib import clock

MAX_ITEMS = 200
MAX_BYTES = 2 * 1024 * 1024
PAGE, MAX_PAGE = 100, 500


class Unreadable(ValueError):
    """The body is no push. `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooLarge(ValueError):
    """More than a push may carry: the client splits it."""


@dataclass(frozen=True, slots=True)
class Push:
    """`minted_through` is the highest number the handset has given an entry of its notebook."""

    items: list[Any]
    minted_through: int
    time: datetime | None = None
    app: str = ""


def read_push(raw: bytes, declared: int | None) -> Push:
    """Raises Unreadable and TooLarge. `declared` is the request's Content-Length.

    A server can hand over a body that was cut short as if it were whole, so the two are compared.
    """
    if len(raw) > MAX_BYTES:
        raise TooLarge
    if declared is not None and len(raw) != declared:
        raise Unreadable("body-truncated")
    body = _parsed(raw)
    items = body.get("items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise Unreadable("malformed-request")
    if len(items) > MAX_ITEMS:
        raise TooLarge
    device = body.get("device")
    said = device if isinstance(device, dict) else {}
    minted = said.get("minted_through")
    known = minted if isinstance(minted, int) and 0 <= minted < 2**31 else 0
    app = said.get("app")
    return Push(items, known, _moment(said.get("time")), app if isinstance(app, str) else "")


def read_rows(raw: bytes) -> list[Any]:
    """The documents of a push by RxDB: of each row the state it is to have.

    Its own mark of deletion is left out: an entry is not unwritten by who threw their copy away. A
    row that is none is given as it came, to be refused alone. Raises Unreadable and TooLarge.
    """
    rows = _parsed(raw)
    if not isinstance(rows, list):
        raise Unreadable("malformed-request")
    if len(rows) > MAX_ITEMS:
        raise TooLarge
    return [_state(row) for row in rows]


def _state(row: Any) -> Any:
    state = row.get("newDocumentState") if isinstance(row, dict) else None
    if not isinstance(state, dict):
        return row
    return {name: value for name, value in state.items() if name != "_deleted"}


def _moment(value: Any) -> datetime | None:
    """A clock that makes no sense is one that did not say; nothing is refused for it."""
    try:
        return clock.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _parsed(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    # The standard reader is slower and laxer: with it half a surrogate pair, or a number no float
    # holds, is the fault of one item and not of the two hundred beside it.
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable("malformed-request") from None


def letter(item: Any) -> bytes:
    """A refused item as it is kept: JSON in plain ASCII, its members as they came."""
    try:
        return json.dumps(item).encode()
    except RecursionError:
        # What nests deeper than Python follows is no part of any entry; its texts are.
        texts = item.items() if isinstance(item, dict) else ()
        return letter({name: value for name, value in texts if isinstance(value, str)})


def named(item: Any) -> str | None:
    """What an item calls itself, in text that can be sent back."""
    found = item.get("id") if isinstance(item, dict) else None
    return found[:60].encode(errors="replace").decode() if isinstance(found, str) else None
