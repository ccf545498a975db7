"""Everything that is published while people work, read off the broker itself: ids, and no more."""

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import redis

from backend.handset import Handset
from backend.runtime import places
from backend.story import deciding
from backend.story.bodies import KINDS, body
from backend.story.tale import until
from tests.journeys.conftest import House

pytestmark = pytest.mark.long

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORDS = "Zanzibar telescope marmalade"
"""In everything that is written and asked; if it travelled, it would be seen."""


@contextmanager
def listening(house: House) -> Iterator[list[str]]:
    """Every command the broker is given, as it was given."""
    socket = str(places.sockets(house.home) / "valkey.sock")
    seen: list[str] = []
    over = threading.Event()
    line = redis.Redis(unix_socket_path=socket)

    def listen() -> None:
        with line.monitor() as monitor:
            for command in monitor.listen():
                seen.append(command["command"])
                if "that-is-all" in seen[-1]:
                    over.set()
                    return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    with redis.Redis(unix_socket_path=socket) as other:
        until(lambda: other.ping() and bool(seen), 30.0, "the broker was not heard")
        yield seen
        other.echo("that-is-all")
    assert over.wait(30)


def messages(seen: list[str]) -> list[dict[str, Any]]:
    """Celery's messages among them (protocol 2), as they lay in the queue."""
    found = []
    for command in seen:
        if command.startswith("LPUSH "):
            _, _, text = command.split(" ", 2)
            found.append(json.loads(text.encode().decode("unicode_escape")))
    return found


def is_id(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and bool(UUID.fullmatch(value)))


@pytest.mark.slow
def test_what_is_published_is_ids(house: House) -> None:
    with house.handset(0) as officer, house.handset(2) as sergeant, listening(house) as seen:
        for kind in KINDS:
            officer.write(kind, body(kind, WORDS))
        officer.push()
        approve(sergeant, house.fresh_code(2))
        officer.ask("person", {"surname": WORDS}, purpose=WORDS, reason_code="1")
        time.sleep(2.5)  # for two rounds of the sweeper
    found = messages(seen)
    tasks = {one["headers"]["task"] for one in found}
    assert {"delivery.drain", "queries.ask"} <= tasks
    for one in found:
        args, kwargs, _ = json.loads(base64.b64decode(one["body"]))
        assert all(map(is_id, args)) and kwargs == {}, one["headers"]["task"]
        assert one["headers"]["eta"] is None, "nothing waits in the broker"
        assert one["headers"]["retries"] == 0
    assert not [command for command in seen if WORDS in command]


def approve(sergeant: Handset, code: str) -> None:
    waiting = sergeant.call("GET", "submissions?queue=review")["submissions"]
    waiting = [one for one in waiting if one["state"] == "needs_review"]
    deciding.approve(sergeant, waiting[: deciding.MOST], code)
