"""The process that asks systems is killed while a question is under way."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from backend.bench import processes
from backend.handset import Handset
from backend.runtime.sandboxes import Sandbox
from tests.journeys.conftest import House

DEADLINE_MS = 8_000
QUESTION = {
    "kind": "vehicle",
    "criteria": {"vrm": "FB26DEM"},
    "purpose": "Stopped on Sample Street",
    "reason_code": "1",
    "place": "",
    "linked": None,
    "deadline_ms": DEADLINE_MS,
}
Document = dict[str, Any]


@pytest.fixture
def handset(house: House) -> Iterator[Handset]:
    with house.handset(0) as handset:
        yield handset


def test_what_came_stays_and_what_it_waited_for_ends_at_the_deadline(
    house: House, handset: Handset
) -> None:
    with broken(house.boxes["intelligence"], latency_ms=6_000, on="search", count=1) as is_asked:
        asked = handset.call("POST", "queries", {"id": str(uuid4()), **QUESTION})
        # A reader's own process would ask what no worker has claimed after 0.4 s.
        eventually(is_asked)
        partly = until(handset, asked, lambda doc: states(doc)["records"] == "answered")
        assert states(partly)["intelligence"] == "waiting"
        os.killpg(os.getpgid(asker(house)), signal.SIGKILL)
        whole = until(handset, asked, lambda doc: doc["complete"])
    assert states(whole)["records"] == "answered"
    assert states(whole)["intelligence"] == "timed_out"


def test_the_next_question_is_answered_though_nobody_is_there_to_ask(
    house: House, handset: Handset
) -> None:
    os.killpg(os.getpgid(asker(house)), signal.SIGKILL)
    asked = handset.call("POST", "queries", {"id": str(uuid4()), **QUESTION})
    whole = until(handset, asked, lambda doc: doc["complete"])
    assert {states(whole)[system] for system in ("records", "intelligence")} == {"answered"}


@contextmanager
def broken(box: Sandbox, **fault: Any) -> Iterator[Callable[[], bool]]:
    """See docs/sandbox.md: latency_ms, status, down … Yields whether its `count` is used up."""
    bearer = {"Authorization": f"Bearer {box.token}"}
    with httpx2.Client(base_url=box.url, headers=bearer, trust_env=False) as http:
        http.put("/faults", json=fault).raise_for_status()
        try:
            yield lambda: http.get("/faults").raise_for_status().json() == {}
        finally:
            http.delete("/faults").raise_for_status()


def states(doc: Document) -> dict[str, str]:
    return {leg["system"]: leg["state"] for leg in doc["legs"]}


def until(handset: Handset, doc: Document, holds: Callable[[Document], bool]) -> Document:
    end = time.monotonic() + 30
    while not holds(doc):
        assert time.monotonic() < end, states(doc)
        doc = handset.call("GET", f"queries/{doc['id']}?wait=5&since={doc['version']}")
    return doc


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def asker(house: House) -> int:
    """The one that runs; its supervisor starts another within a second or two."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for pid in processes.tree(house.pid):
            command = Path(f"/proc/{pid}/cmdline")
            if command.exists() and b"asker@" in command.read_bytes():
                return pid
        time.sleep(0.1)
    raise AssertionError("nobody asks")
