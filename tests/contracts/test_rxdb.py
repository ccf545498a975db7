"""RxDB, which we did not write and do not change, over a line that fails: what an officer wrote is
kept once, byte for byte, and what they hold is what the server says.
"""

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import psycopg
import pytest

from backend.bench import processes
from backend.handset import Handset, Item
from backend.story import proof
from field_api.delivery.rules import OPEN
from tests.contracts import node
from tests.contracts.servers.unreliable import unreliable
from tests.journeys.conftest import House, running
from tests.written import NOTE, SEARCH, body

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.slow,
    pytest.mark.skipif(bool(node.missing()), reason=node.missing()),
]

PATIENCE = 300.0  # only a failure waits this long
MANY, BROKEN = 80, 2
Befalls = Callable[[House, str], None]
_OPEN = [state.value for state in OPEN]

_UNDER_WAY = "SELECT count(*) FROM delivery_delivery WHERE state = ANY(%s)"
_KEPT = "SELECT count(*) FROM notebook_entry WHERE notebook_id = %s"
_PAYLOADS = """
    SELECT e.id, c.payload FROM notebook_entry e JOIN notebook_content c ON c.entry_id = e.id
    WHERE e.notebook_id = %s"""
_LETTERS = """
    SELECT code FROM sync_deadletter l JOIN notebook_notebook n ON n.device_id = l.device_id
    WHERE n.id = %s"""


@pytest.fixture(scope="module")
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Not the one of the journeys: here its database is shot."""
    with running(tmp_path_factory.mktemp("rxdb")) as house:
        yield house


@dataclass
class Ran:
    """One officer's RxDB: what it was given to send, what it held in the end, and what the server
    says it should."""

    notebook: str
    sent: list[Item]
    held: dict[str, Any]
    server: dict[str, Any]


def ran(house: House, person: int, folder: Path, seed: int, befalls: Befalls) -> Ran:
    """Over a line that fails as `seed` says. `befalls` is called with the notebook meanwhile."""
    with house.handset(person) as handset, node.client("rxdb.mjs", folder) as client:
        house.unbind(handset)
        wake = handset.call("GET", "me")["server"]["wake"]
        items = written(handset)
        spoilt = [{**one, "id": str(uuid4()), "payload": "{}"} for one in items[:BROKEN]]
        with unreliable(house.base, wake=wake, seed=seed) as line:
            told = {"base": line.url, "wake": line.url, "token": handset.token}
            client.tell({**told, "entries": [*items, *spoilt]})
            befalls(house, handset.notebook)
            assert client.hear() == {"sent": True}
            until(lambda: house.sql(_UNDER_WAY, _OPEN) == [(0,)])
            held, server = both(house, client, handset)
            assert client.end() == 0
        assert sum(line.met.values()) > line.requests / 5
        return Ran(handset.notebook, items, held, server)


def written(handset: Handset) -> list[Item]:
    """Notes, revisions of what stood before, and some that lack what the law asks for; their ids at
    random, so that a batch may hold a child before its parent."""
    stand: deque[tuple[str, str]] = deque()
    for number in range(MANY):
        new, told = str(uuid4()), body(NOTE, text=f"Told for the {number}. time")
        if number % 8 == 7:
            handset.write(SEARCH, {}, id=new)
        elif number % 2 and stand:
            subject, parent = stand.popleft()
            handset.write(NOTE, told, id=new, submission=subject, parents=[parent])
            stand.append((subject, new))
        else:
            stand.append((handset.write(NOTE, told, id=new)["submission"], new))
    return handset.outbox


def both(
    house: House, client: node.Client, handset: Handset
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Client and server at the same place of the feed, which may move on while they are asked."""
    held: dict[str, Any] = {"reached": -1}
    while held["reached"] != (server := full_pull(house, handset))["reached"]:
        client.tell({"until": server["reached"]})
        held = client.hear()
    return held, server


def full_pull(house: House, handset: Handset) -> dict[str, Any]:
    documents, reached, last = {}, 0, False
    headers = {"Authorization": f"Bearer {handset.token}"}
    with httpx2.Client(base_url=house.base, headers=headers, trust_env=False, timeout=60) as http:
        while not last:
            asked = {"lwt": reached, "id": "", "limit": 50}
            page = http.get("/api/v1/sync/rx/feed/pull", params=asked).raise_for_status().json()
            documents |= {one["id"]: one for one in page["documents"]}
            reached, last = page["checkpoint"]["lwt"], len(page["documents"]) < 50
    live = {key: one for key, one in documents.items() if not one.pop("_deleted")}
    return {"documents": live, "reached": reached}


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            if holds():
                return
        except psycopg.OperationalError:
            pass  # the database is coming back
        assert time.monotonic() < ends
        time.sleep(0.1)


def nothing(house: House, notebook: str) -> None:
    pass


def blows(house: House, notebook: str) -> None:
    """Kills, each after some more entries have been kept, so that all fall while it sends."""
    for kept, blow in (
        (5, kill_a_worker),
        (15, kill_the_web_server),
        (30, stop_the_database_at_once),
        (45, kill_a_worker),
        (60, kill_the_web_server),
    ):
        until(lambda: int(str(house.sql(_KEPT, notebook)[0][0])) >= kept)  # noqa: B023
        blow(house)


def web(house: House) -> list[int]:
    """The web server and below it its workers, of this house."""
    return running_as(house, b"backend.wsgi:application")


def running_as(house: House, mark: bytes) -> list[int]:
    found = []
    for pid in processes.tree(house.pid):
        with suppress(OSError):  # it may end while it is looked at
            if mark in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def kill_a_worker(house: House) -> None:
    until(lambda: len(web(house)) > 1)
    os.kill(web(house)[-1], signal.SIGKILL)


def kill_the_web_server(house: House) -> None:
    until(lambda: len(web(house)) > 1)
    os.killpg(os.getpgid(web(house)[0]), signal.SIGKILL)


def stop_the_database_at_once(house: House) -> None:
    """SIGQUIT is PostgreSQL's immediate shutdown: nothing is written out, it recovers when it is
    started, which the house does."""
    data = str(house.home / "postgres").encode()
    os.kill(running_as(house, data)[0], signal.SIGQUIT)


def exactly_once(house: House, of: Ran) -> None:
    kept = {str(key): bytes(payload) for key, payload in house.sql(_PAYLOADS, of.notebook)}
    assert kept == {one["id"]: one["payload"].encode() for one in of.sent}
    assert house.sql(_LETTERS, of.notebook) == [("commitment-broken",)] * BROKEN
    for box in house.boxes.values():
        keys = [row["key"] for row in proof.held(box)]
        assert len(keys) == len(set(keys)), f"{box.play} was brought something twice"


def converged(of: Ran) -> None:
    assert {one["id"]: one for one in of.held["documents"]} == of.server["documents"]
    assert of.held["conflicts"] == 0
    assert of.held["wakes"] > 1


def test_over_a_line_that_fails(own_house: House, tmp_path: Path) -> None:
    done = ran(own_house, 0, tmp_path, 7, nothing)
    exactly_once(own_house, done)
    converged(done)


def test_while_servers_and_database_are_killed(own_house: House, tmp_path: Path) -> None:
    done = ran(own_house, 1, tmp_path, 8, blows)
    exactly_once(own_house, done)
    converged(done)
