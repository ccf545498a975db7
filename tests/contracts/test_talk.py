"""Conversations in lines over TCP and TLS: bounded in time and length, and sure of who answers."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from field_api.connectors.wire import tls
from field_api.connectors.wire.addresses import Scheme, place
from field_api.connectors.wire.line import ANSWER_BYTES, Broken, CertificateRefused
from field_api.connectors.wire.talk import LONGEST_LINE, Talk
from tests.contracts.certificates import Authority
from tests.contracts.ending import ends
from tests.contracts.raw import Caller, Raw, serving

AMPLE = 20.0
SCHEMES = {"lines": Scheme(1, secure=False), "lines+tls": Scheme(2, secure=True)}


def greets(caller: Caller) -> None:
    asked = caller.socket.recv(100)
    caller.say(b"hello " + asked + b"12345678rest\n")


def talk(raw: Raw, context: ssl.SSLContext | None = None, seconds: float = AMPLE) -> Talk:
    scheme = "lines+tls" if raw.scheme == "https" else "lines"
    return Talk(
        place(f"{scheme}://127.0.0.1:{raw.port}", schemes=SCHEMES), context, seconds=seconds
    )


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def ours(authority: Authority, *, shown: bool) -> dict[str, Any]:
    certificate, key = authority.pair("127.0.0.3")
    pair = {"client_cert": str(certificate), "client_key": str(key)}
    return {"ca_file": str(authority.file)} | (pair if shown else {})


def test_lines_and_lengths_are_read_from_one_stream() -> None:
    with serving(greets) as raw, talk(raw) as one:
        one.say(b"there\n")
        assert [one.line(), one.read(8), one.line()] == ["hello there", b"12345678", "rest"]
        with pytest.raises(Broken) as gone:
            one.line()
        assert gone.value.out


def test_both_sides_show_who_they_are(authority: Authority) -> None:
    server = authority.server(asks_who=True)
    with serving(greets, server) as raw:
        with talk(raw, tls.context(ours(authority, shown=True))) as one:
            one.say(b"there\n")
            assert one.line() == "hello there"
        with pytest.raises(CertificateRefused):
            with talk(raw, tls.context(ours(authority, shown=False))) as one:
                one.say(b"there\n")
                one.line()
        with pytest.raises(Broken, match="certificate is not good") as refused:
            talk(raw, tls.context({}))
        assert not refused.value.out


def test_a_login_is_nothing_the_system_could_act_upon() -> None:
    with serving(lambda caller: caller.reset()) as raw, pytest.raises(Broken) as broken:
        with talk(raw) as one:
            one.say(b"AUTH of-the-sandbox\n", harmless=True)
            one.line()
    assert not broken.value.out


@pytest.mark.parametrize("length", [ANSWER_BYTES + 1, 1 << 60])
def test_no_more_is_read_than_an_answer_may_be_long(length: int) -> None:
    def floods(caller: Caller) -> None:
        while not caller.stopping.is_set():
            caller.say(b"x" * LONGEST_LINE)

    with serving(floods) as raw, talk(raw) as one:
        with pytest.raises(Broken, match="too much"):
            ends(lambda: one.read(length))
        with pytest.raises(Broken, match="too much"):
            ends(one.line)


def test_a_handshake_byte_by_byte_ends_at_the_deadline() -> None:
    with serving(lambda caller: caller.drip("\x16")) as raw:
        context = tls.context({})
        raw.scheme = "https"
        with pytest.raises(Broken) as late:
            ends(lambda: talk(raw, context, seconds=0.5))
    assert not late.value.out


def test_a_system_that_stops_reading_does_not_hold_us() -> None:
    with serving(lambda caller: caller.stopping.wait(60) and None) as raw:
        for seconds in (0.5, 4.0, 32.0):  # a loaded machine may send nothing in the first of them
            with talk(raw, seconds=seconds) as one, pytest.raises(Broken) as late:
                ends(lambda one=one: one.say(b"x" * 50_000_000))
            if late.value.out:
                break
    assert (late.value.out, late.value.timed_out) == (True, True)
