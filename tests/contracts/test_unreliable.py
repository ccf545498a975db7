"""The line that fails fails as it was told to: what is tried over it is worth what this is."""

from collections.abc import Iterator
from itertools import islice

import httpx2
import pytest

from backend.runtime import sandboxes
from tests.contracts.raw import Caller, Raw, serving
from tests.contracts.servers.unreliable import ALL, Fault, Line, plan, unreliable

BODY = b"abcdefgh" * 100
ANSWER = '"' + "x" * 1000 + '"'


@pytest.fixture
def web() -> Iterator[Raw]:
    """Notes what came whole, and ends the connection after each answer, as the line asks it to."""

    def talk(caller: Caller) -> None:
        if request := caller.read_request():
            raw.requests.append(request)
            caller.answer(200, ANSWER)

    with serving(talk) as raw:
        yield raw


def send(line: Line, body: bytes | Iterator[bytes] = BODY) -> httpx2.Response:
    return httpx2.post(line.url + "/any", content=body, timeout=30, trust_env=False)


def test_a_seed_plans_the_same_faults_again() -> None:
    first, again, other = (list(islice(plan(seed, 0.35), 400)) for seed in (7, 7, 8))
    assert first == again != other
    assert set(first) == {None, *ALL}
    assert 100 < len([one for one in first if one]) < 180


def test_without_faults_it_changes_nothing(web: Raw) -> None:
    with unreliable(web.url, seed=1, share=0) as line:
        assert send(line).text == ANSWER
        assert (line.requests, line.met.total()) == (1, 0)
    assert web.requests[0].endswith(b"\r\nConnection: close\r\n\r\n" + BODY)


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
    web: Raw, fault: Fault, reached: int, status: int | None
) -> None:
    with unreliable(web.url, seed=1, share=1, kinds=[fault]) as line:
        if status:
            assert send(line).status_code == status
        else:
            with pytest.raises(httpx2.TransportError):
                send(line)
        assert line.met[fault] == line.requests == 1
    assert len(web.requests) == reached


def test_a_body_in_chunks_goes_through_as_it_came(web: Raw) -> None:
    with unreliable(web.url, seed=1, share=0) as line:
        send(line, iter([b"one", b"", b"three"]))
    assert b"\r\n\r\n3\r\none\r\n" in web.requests[0]


def test_a_server_that_is_away_hangs_up() -> None:
    nowhere = f"http://127.0.0.1:{sandboxes.any_port('127.0.0.1')}"
    with unreliable(nowhere, seed=1, share=0) as line, pytest.raises(httpx2.TransportError):
        send(line)
