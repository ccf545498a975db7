"""The broker in a stranger's hands: whatever lies in a queue, nothing of it is run."""

import base64
import json
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis

from backend.runtime import places
from backend.story.tale import until
from tests.journeys.conftest import House

pytestmark = pytest.mark.long

NOBODY = 2**40


class Opens:
    """Opens a file for writing when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (str(self.path), "w")


def message(task: str, sent: bytes, **more: Any) -> str:
    """As kombu lays one into a queue (Celery's protocol 2)."""
    properties = {
        "correlation_id": str(uuid4()),
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": "drain"},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": str(uuid4()),
    }
    headers = {"lang": "py", "task": task, "id": str(uuid4()), "root_id": None, "argsrepr": "()"}
    whole = {
        "body": base64.b64encode(sent).decode(),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": headers,
        "properties": properties,
    }
    return json.dumps(whole | more)


def call(*args: object, **kwargs: object) -> bytes:
    return json.dumps([args, kwargs, {}]).encode()


PICKLED = [
    {"content-type": "application/x-python-serialize", "content-encoding": "binary"},
    {"content-type": "application/x-python-serialize", "content-encoding": "utf-8"},
    {"content-type": "application/json", "content-encoding": "binary"},
    {"content-type": "yaml", "content-encoding": "utf-8"},
    {"content-type": "", "content-encoding": "binary"},
]
FORGED = [
    ("os.system", call("touch /")),
    ("subprocess.run", call(["id"])),
    ("field_api.delivery.actions.drain", call(1)),
    ("celery.map", call("os.system", [["id"]])),
    ("celery.chain", call()),
    ("", call()),
    ("delivery.drain", call(NOBODY)),
    ("delivery.drain", call("1; DROP TABLE delivery_delivery")),
    ("delivery.drain", call({"id": 1})),
    ("delivery.drain", call(1, 2, 3)),
    ("delivery.drain", call(system_id=NOBODY, officer=1)),
    ("delivery.drain", b"[[1], {"),
    ("delivery.drain", b"null"),
    ("queries.ask", call(str(uuid4()))),
    ("queries.ask", call(NOBODY)),
    ("attachments.settle", call("../../../etc/passwd")),
]


def workers(house: House) -> set[int]:
    """Ids of the processes that work for this house."""
    wanted = {f"FIELDBOOK_HOME={house.home}".encode(), b"FIELDBOOK_ROLE=worker"}
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if wanted <= set((entry / "environ").read_bytes().split(b"\0")):
                    found.add(int(entry.name))
            except OSError:
                continue
    return found - {os.getpid()}


@pytest.fixture
def broker(house: House) -> Iterator[redis.Redis]:
    with redis.Redis(unix_socket_path=str(places.sockets(house.home) / "valkey.sock")) as line:
        yield line


@pytest.fixture
def nothing_comes_of_it(house: House, broker: redis.Redis) -> Iterator[None]:
    """No row is written, the same workers go on, and take what is sent afterwards."""
    before, rows = workers(house), counted(house)
    assert before
    yield
    until(lambda: broker.llen("drain") == 0, 30.0, "messages were left lying")
    assert counted(house) == rows
    assert workers(house) == before
    broker.lpush("drain", message("delivery.drain", call(NOBODY)))
    until(lambda: broker.llen("drain") == 0, 30.0, "the workers take nothing any more")


def counted(house: House) -> list[tuple[object, ...]]:
    return house.sql(
        "SELECT (SELECT count(*) FROM submissions_submission), count(*), sum(attempts)"
        " FROM delivery_delivery"
    )


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_comes_of_it")
def test_a_pickle_is_refused_and_runs_nothing(broker: redis.Redis, tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    pickle.loads(pickle.dumps(Opens(mark))).close()  # noqa: S301 (it would)
    mark.unlink()
    poison = pickle.dumps(Opens(mark))
    for labels in PICKLED:
        broker.lpush("drain", message("delivery.drain", poison, **labels))
    until(lambda: broker.llen("drain") == 0, 30.0, "messages were left lying")
    assert not mark.exists()


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_comes_of_it")
def test_a_forged_task_or_id_does_nothing(broker: redis.Redis) -> None:
    for task, sent in FORGED:
        broker.lpush("drain", message(task, sent))


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_comes_of_it")
def test_what_is_no_message_ends_no_worker(broker: redis.Redis) -> None:
    whole = json.loads(message("delivery.drain", call(NOBODY)))
    for without in ("body", "headers", "content-type"):
        broker.lpush("drain", json.dumps({k: v for k, v in whole.items() if k != without}))
    broker.lpush("drain", json.dumps(whole | {"headers": {}}))
