"""The line that fails fails as it was told to; what is tried over it is worth what this is."""

from collections.abc import Iterator
from itertools import islice

import httpx2
import pytest

from backend.runtime import sandboxes
from tests.contracts.servers.unreliable import ALL, Fault, Line, plan, unreliable
from tests.contracts.web import Asked, Web, answering

SAID = {"said": "x" * 1000}


@pytest.fixture
def web() -> Iterator[Web]:
    with answering(lambda asked: (200, {**SAID, "got": asked.body.decode()})) as web:
        yield web


def send(line: Line, body: bytes = b"abcdefgh" * 100) -> httpx2.Response:
    return httpx2.post(line.url + "/any", content=body, timeout=30, trust_env=False)


def whole(web: Web) -> list[Asked]:
    return [one for one in web.asked if one.body == b"abcdefgh" * 100]


def test_a_seed_plans_the_same_faults_again() -> None:
    first, again, other = (list(islice(plan(seed, 0.35), 400)) for seed in (7, 7, 8))
    assert first == again != other
    assert set(first) == {None, *ALL}
    assert 100 < len([one for one in first if one]) < 180


def test_without_faults_it_changes_nothing(web: Web) -> None:
    with unreliable(web.url, seed=1, share=0) as line:
        assert send(line).json() == {**SAID, "got": "abcdefgh" * 100}
        assert (line.requests, sum(line.met.values())) == (1, 0)


@pytest.mark.parametrize(
    ("fault", "reached", "status"),
    [
        (Fault.LOST_REQUEST, 0, None),
        (Fault.CUT_REQUEST, 0, None),
        (Fault.LOST_ANSWER, 1, None),
        (Fault.CUT_ANSWER, 1, None),
        (Fault.TWICE, 2, 200),
        (Fault.DELAY, 1, 200),
        (Fault.UNAVAILABLE, 0, 503),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_each_fault_is_what_it_says(
    web: Web, fault: Fault, reached: int, status: int | None
) -> None:
    with unreliable(web.url, seed=1, share=1, kinds=[fault]) as line:
        if status:
            assert send(line).status_code == status
        else:
            with pytest.raises(httpx2.TransportError):
                send(line)
        assert line.met[fault] == line.requests == 1
    assert len(whole(web)) == reached


def test_a_server_that_is_away_hangs_up() -> None:
    nowhere = f"http://127.0.0.1:{sandboxes.any_port('127.0.0.1')}"
    with unreliable(nowhere, seed=1, share=0) as line, pytest.raises(httpx2.TransportError):
        send(line)
