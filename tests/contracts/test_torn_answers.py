"""What RestJson makes of answers that are late, torn, endless, or not the system's own."""

import gzip
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import uuid4

import pytest

from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.rules import Found, NoAnswer, Outcome, Sent, TimedOut
from field_api.connectors.wire.answers import LONGEST_WAIT
from field_api.connectors.wire.line import ANSWER_BYTES
from tests.contracts.ending import ends, until_out
from tests.contracts.raw import JSON, Caller, Script, serving
from tests.items import ASKING, item

SOON = 0.4
AMPLE = 20.0
SECRET = "only-for-this-system"
OK = '{"reference":"RMS-000001"}'


def sent(script: Script, *, deadline: float = AMPLE, payload: bytes = b"{}") -> Sent:
    with serving(script) as raw:
        to = RestJson({"base_url": raw.url}, SECRET)
        return ends(lambda: to.send(item(payload, key=uuid4(), version=3), deadline=deadline))


def sent_soon(script: Script, payload: bytes = b"{}") -> Sent:
    return until_out(lambda seconds: sent(script, deadline=seconds, payload=payload))


def drips_a_head(caller: Caller) -> None:
    caller.read_request()
    caller.say("HTTP/1.1 201 Created\r\n")
    caller.drip("X-Drip: drip\r\n")


def drips_informational_answers(caller: Caller) -> None:
    caller.read_request()
    caller.drip("HTTP/1.1 103 Early Hints\r\n\r\n")


def drips_a_body(caller: Caller) -> None:
    caller.read_request()
    caller.say(f"HTTP/1.1 201 Created\r\n{JSON}\r\nContent-Length: 900000\r\n\r\n")
    caller.drip(" ")


def says_nothing(caller: Caller) -> None:
    caller.read_request()
    caller.stopping.wait(60)


def never_reads(caller: Caller) -> None:
    caller.stopping.wait(60)


@pytest.mark.parametrize(
    "script", [drips_a_head, drips_informational_answers, drips_a_body, says_nothing]
)
def test_one_deadline_ends_everything_and_what_went_out_is_uncertain(script: Script) -> None:
    assert sent_soon(script).outcome is Outcome.UNCERTAIN


def test_a_system_that_stops_reading_does_not_hold_us() -> None:
    payload = json.dumps("x" * 8_000_000).encode()
    assert sent_soon(never_reads, payload).outcome is Outcome.UNCERTAIN


def resets_after_reading(caller: Caller) -> None:
    caller.read_request()
    caller.reset()


def closes_without_a_word(caller: Caller) -> None:
    caller.read_request()


def says_half(caller: Caller) -> None:
    caller.read_request()
    caller.say(f"HTTP/1.1 201 Created\r\n{JSON}\r\nContent-Length: 100\r\n\r\n{OK}")


def speaks_no_http(caller: Caller) -> None:
    caller.read_request()
    caller.say("220 mail.example ESMTP ready\r\n")


def says_too_much(caller: Caller) -> None:
    caller.read_request()
    length = ANSWER_BYTES + 1
    caller.say(f"HTTP/1.1 201 Created\r\n{JSON}\r\nContent-Length: {length}\r\n\r\n")
    caller.say(OK.ljust(length))


def says_too_much_in_parts(caller: Caller) -> None:
    caller.read_request()
    caller.say(f"HTTP/1.1 201 Created\r\n{JSON}\r\nTransfer-Encoding: chunked\r\n\r\n")
    caller.say(f"{len(OK):x}\r\n{OK}\r\n")
    caller.say(f"{ANSWER_BYTES:x}\r\n{' ' * ANSWER_BYTES}\r\n0\r\n\r\n")


def is_a_sign_in_page(caller: Caller) -> None:
    caller.read_request()
    caller.answer(200, "<!doctype html><p>Sign in", "Content-Type: text/html")


def lies_about_its_content(caller: Caller) -> None:
    caller.read_request()
    caller.answer(201, OK, "Content-Type: text/html")


def gives_no_reference(caller: Caller) -> None:
    caller.read_request()
    caller.answer(202, '{"requestId":"1"}')


def is_a_bomb(caller: Caller) -> None:
    caller.read_request()
    body = gzip.compress(b" " * 50_000_000)
    caller.say(
        f"HTTP/1.1 201 Created\r\n{JSON}\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    caller.say(body)


@pytest.mark.parametrize(
    "script",
    [
        resets_after_reading,
        closes_without_a_word,
        says_half,
        speaks_no_http,
        says_too_much,
        says_too_much_in_parts,
        is_a_sign_in_page,
        lies_about_its_content,
        gives_no_reference,
        is_a_bomb,
    ],
)
def test_without_a_whole_plain_yes_it_is_uncertain(script: Script) -> None:
    assert sent(script).outcome is Outcome.UNCERTAIN


def test_a_status_counts_even_if_the_rest_is_cut_off() -> None:
    """422 has said that nothing was kept; only the reasons are lost."""

    def refuses_in_part(caller: Caller) -> None:
        caller.read_request()
        caller.say(f"HTTP/1.1 422 No\r\n{JSON}\r\nContent-Length: 100\r\n\r\n{{")

    assert sent(refuses_in_part).outcome is Outcome.REJECTED


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (301, Outcome.UNCERTAIN),
        (302, Outcome.UNCERTAIN),
        (303, Outcome.UNCERTAIN),
        (307, Outcome.CREDENTIALS),
        (308, Outcome.CREDENTIALS),
    ],
)
def test_no_redirect_is_followed_with_our_secret(status: int, outcome: Outcome) -> None:
    with serving(closes_without_a_word) as elsewhere:

        def redirects(caller: Caller) -> None:
            caller.read_request()
            caller.answer(status, "", f"Location: {elsewhere.url}/api/entries")

        assert sent(redirects).outcome is outcome
        assert elsewhere.connections == 0


def test_busy_until_a_date_is_read_as_seconds() -> None:
    until = datetime.now(UTC) + timedelta(days=400)

    def busy(caller: Caller) -> None:
        caller.read_request()
        caller.answer(429, "", f"Retry-After: {format_datetime(until, usegmt=True)}")

    answer = sent(busy)
    assert answer.outcome is Outcome.BUSY
    assert answer.retry_after == LONGEST_WAIT


def test_what_is_sent_is_what_was_frozen_with_our_headers() -> None:
    key, payload = uuid4(), '{"summary":"Ω"}'.encode()

    def takes(caller: Caller) -> None:
        raw.requests.append(caller.read_request())
        caller.answer(201, OK)

    with serving(takes) as raw:
        to = RestJson({"base_url": f"{raw.url}/rms/"}, SECRET)
        assert (
            to.send(item(payload, key=key, version=3), deadline=AMPLE).outcome is Outcome.DELIVERED
        )
        assert SECRET not in repr(to)
    head, _, body = raw.requests[0].partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ") for line in lines)}
    assert first == "POST /rms/api/entries HTTP/1.1"
    assert body == payload
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert headers["idempotency-key"] == str(key)
    assert headers["fieldbook-version"] == "3"
    assert headers["content-type"] == "application/json"
    assert headers["accept-encoding"] == "identity"
    assert headers["content-length"] == str(len(payload))


def test_one_connection_serves_many_calls() -> None:
    def keeps_answering(caller: Caller) -> None:
        while caller.read_request():
            caller.answer(201, OK)

    with serving(keeps_answering) as raw:
        to = RestJson({"base_url": raw.url}, SECRET)
        for _ in range(5):
            assert (
                to.send(item(b"{}", key=uuid4(), version=1), deadline=AMPLE).reference
                == "RMS-000001"
            )
        assert raw.connections == 1
        del to


@pytest.fixture
def full() -> Iterator[int]:
    """The port of a server whose queue is full: it answers no further attempt to connect."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_no_connection_in_time_is_not_sent(full: int) -> None:
    to = RestJson({"base_url": f"http://127.0.0.1:{full}"}, SECRET)
    answer = ends(lambda: to.send(item(b"{}", key=uuid4(), version=1), deadline=SOON))
    assert answer == Sent(Outcome.NOT_SENT, reason="no answer in time")


def test_a_stranger_s_no_is_not_believed() -> None:
    """A gateway that lost its route says 404 as well; believing it would double the entry."""
    key = uuid4()
    said = {
        "<p>not found": Found.UNKNOWN,
        '{"message":"no Route matched with those values"}': Found.UNKNOWN,
        f'{{"key":"{uuid4()}"}}': Found.UNKNOWN,
        f'{{"key":"{key}"}}': Found.ABSENT,
    }
    for body, answer in said.items():

        def says_no(caller: Caller, body: str = body) -> None:
            caller.read_request()
            caller.answer(404, body)

        with serving(says_no) as raw:
            to = RestJson({"base_url": raw.url}, SECRET)
            assert to.lookup(key, deadline=AMPLE).answer is answer, body


@pytest.mark.parametrize("script", [resets_after_reading, says_half, speaks_no_http, is_a_bomb])
def test_torn_answers_settle_no_doubt(script: Script) -> None:
    with serving(script) as raw:
        to = RestJson({"base_url": raw.url}, SECRET)
        assert to.lookup(uuid4(), deadline=AMPLE).answer is Found.UNKNOWN
        assert not to.probe(AMPLE)
        with pytest.raises(NoAnswer):
            to.query("vehicle", {"vrm": "FB26DEM"}, ASKING, deadline=AMPLE)


def test_a_dripped_answer_to_a_question_is_no_answer() -> None:
    with serving(drips_a_head) as raw:
        to = RestJson({"base_url": raw.url}, SECRET)
        with pytest.raises(TimedOut):
            ends(lambda: to.query("vehicle", {"vrm": "A"}, ASKING, deadline=SOON))
