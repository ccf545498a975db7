"""Hints against brokers that are absent, silent, or there."""

import queue
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import current_app

from backend.runtime import valkey as embedded
from backend.runtime.processes import NotStarted
from field_api.lib import hints

TASK = "delivery.drain"


@pytest.fixture(autouse=True)
def sender_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With a short queue of its own, which it has emptied before the next test."""
    monkeypatch.setattr(hints, "_waiting", queue.Queue(maxsize=3))
    monkeypatch.setattr(hints, "_sender", None)
    yield
    hints._waiting.join()


@contextmanager
def silent_broker() -> Iterator[str]:
    """It accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        server.shutdown(socket.SHUT_RDWR)
        for one in held:
            one.close()


def broker(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(current_app.conf, "broker_write_url", url)


def refused() -> str:
    """The address of a broker that has just gone."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_without_a_broker_the_work_is_done_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    broker(refused(), monkeypatch)
    done: queue.Queue[str] = queue.Queue()
    hints.send(TASK, 7, queue="drain", otherwise=lambda: done.put(threading.current_thread().name))
    assert done.get(timeout=30) == "hints"


def test_a_broker_that_says_nothing_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "_PATIENCE", 0.1)
    done: queue.Queue[int] = queue.Queue()
    with silent_broker() as url:
        broker(url, monkeypatch)
        for number in (1, 2):
            hints.send(TASK, 7, queue="drain", otherwise=lambda number=number: done.put(number))
        assert [done.get(timeout=30), done.get(timeout=30)] == [1, 2]


def test_whoever_hints_waits_for_nobody_and_past_the_bound_a_hint_is_dropped(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broker(refused(), monkeypatch)
    stuck, go = threading.Event(), threading.Event()

    def wait() -> None:
        stuck.set()
        go.wait(30)

    hints.send(TASK, 1, queue="drain", otherwise=wait)
    assert stuck.wait(30)
    caplog.clear()
    for number in (2, 3, 4, 5):
        hints.send(TASK, number, queue="drain")
    dropped = [record.message for record in caplog.records]
    go.set()
    assert dropped == ["hint dropped"]


def test_work_in_its_place_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broker(refused(), monkeypatch)
    done = threading.Event()
    hints.send(TASK, 1, queue="drain", otherwise=lambda: 1 // 0)
    hints.send(TASK, 2, queue="drain", otherwise=done.set)
    assert done.wait(30)


def test_a_broken_brokers_password_is_not_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broker(refused().replace("://", "://fieldbook:hunter2@"), monkeypatch)
    done = threading.Event()
    hints.send(TASK, 1, queue="drain", otherwise=done.set)
    assert done.wait(30)
    assert caplog.records and all("hunter2" not in str(vars(one)) for one in caplog.records)


@contextmanager
def valkey(home: Path) -> Iterator[str]:
    """The broker that Fieldbook embeds."""
    try:
        program = embedded.program(home)
    except NotStarted as reason:
        pytest.skip(str(reason))
    with subprocess.Popen(program.command, stdout=subprocess.DEVNULL) as process:
        try:
            while not program.ready():
                time.sleep(0.01)
            yield f"redis+socket://{home}/valkey.sock"
        finally:
            process.terminate()


def received(url: str) -> list[int]:
    with current_app.connection_for_read(url) as line:
        message = line.SimpleQueue("drain").get(timeout=10)
        message.ack()
    assert message.headers["task"] == TASK
    return list(message.payload[0])


def test_hints_arrive_and_go_on_arriving_when_the_broker_was_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done = threading.Event()
    with valkey(tmp_path) as url:
        broker(url, monkeypatch)
        hints.send(TASK, 1, queue="drain", otherwise=pytest.fail)
        assert received(url) == [1]
    hints.send(TASK, 2, queue="drain", otherwise=done.set)
    assert done.wait(30)
    with valkey(tmp_path):
        hints.send(TASK, 3, queue="drain", otherwise=pytest.fail)
        assert received(url) == [3]
