"""The same work arriving many times at once, and a broker that is no more."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.handset import Handset, Item
from backend.runtime import places
from backend.story.bodies import body
from field_api.lib import es256
from tests.journeys.conftest import House

pytestmark = pytest.mark.long

PROCESSES = 8


def _push(base: str, key: str, token: str, items: list[Item]) -> list[Item]:
    with Handset(base) as handset:
        handset.line.token, handset.line.bound = token, True
        handset.line.prover.key = es256.load(key)
        return handset.push(items)


def test_one_batch_from_eight_processes_is_one_entry_each(house: House) -> None:
    with house.handset(0) as handset:
        items = [handset.write("note", body("note", f"Storm {number}.")) for number in range(10)]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        # Every other process sends the batch backwards, which is what makes careless locks meet.
        who = house.base, handset.store.fact("key"), handset.token
        work = [(*who, items[:: 1 - 2 * (n % 2)]) for n in range(PROCESSES)]
        answers = pool.starmap(_push, work)
    kept = [
        {one["id"]: one["receipt"] | {"reference": one["reference"]} for one in answer}
        for answer in answers
    ]
    assert all(one == kept[0] for one in kept)
    statuses = [one["status"] for answer in answers for one in answer]
    assert statuses.count("accepted") == len(items)
    assert statuses.count("duplicate") == len(items) * (PROCESSES - 1)
    ids = [item["id"] for item in items]
    entries = "SELECT count(*) FROM notebook_entry WHERE id = ANY(%s::uuid[])"
    assert house.sql(entries, ids) == [(len(items),)]
    sent = "SELECT system_id, count(*) FROM delivery_delivery WHERE revision = ANY(%s::uuid[])"
    per_system = house.sql(f"{sent} GROUP BY system_id", ids)
    assert [count for _, count in per_system] == [len(items)] * 3


@pytest.fixture
def silent_broker(house: House) -> Iterator[None]:
    """A broker that still accepts connections and never answers: worse than one that is gone."""
    pid = _broker(house.home)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _broker(home: Path) -> int:
    sockets = os.fsencode(places.sockets(home))
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"valkey-server" in words and sockets in words:
                return int(entry.name)
    raise AssertionError("no broker of this house is running")


@pytest.mark.usefixtures("silent_broker")
def test_a_silent_broker_delays_no_push(house: House) -> None:
    with house.handset(0) as handset:
        handset.http.be_patient(5.0)  # a publish within the request would wait for far longer
        for number in range(3):
            handset.write("note", body("note", f"No broker {number}."))
            assert [one["status"] for one in handset.push()] == ["accepted"]
