"""Our client of clamd, against clamd, and against what hangs up or says nothing."""

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from field_api.attachments.actions import scanning
from field_api.attachments.actions.scanning import Clamd, Unscannable
from field_api.attachments.rules.states import Verdict
from tests.contracts.raw import Caller, serving
from tests.contracts.servers.clamd import CLAMD, MOST, WORM, clamd

WITHOUT = pytest.mark.skipif(not os.path.exists(CLAMD), reason="ClamAV's daemon is not installed")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with clamd(tmp_path_factory.mktemp("clamd")) as started:
        yield started


@WITHOUT
@pytest.mark.foreign
@pytest.mark.slow
class TestClamd:
    def test_it_finds_what_it_knows(self, port: int) -> None:
        scan = Clamd("127.0.0.1", port)
        assert scan(io.BytesIO(WORM)).startswith("Sample.Worm")
        assert scan(io.BytesIO(WORM + b"x")) == ""
        assert scan(io.BytesIO(b"")) == ""

    def test_it_takes_no_file_above_its_limit(self, port: int) -> None:
        scan = Clamd("127.0.0.1", port)
        assert scan(io.BytesIO(bytes(MOST))) == ""
        for size in (MOST + 1, 50 * MOST):
            with pytest.raises(Unscannable, match="of this size"):
                scan(io.BytesIO(bytes(size)))

    def test_the_setting_names_it(self, port: int, settings: Any) -> None:
        scanner = f"clamd://127.0.0.1:{port}"
        settings.ATTACHMENTS = replace(settings.ATTACHMENTS, scanner=scanner)
        verdict, found = scanning.scan(io.BytesIO(WORM))
        assert verdict is Verdict.INFECTED
        assert found.startswith("Sample.Worm")
        assert scanning.scan(io.BytesIO(b"an apple")) == (Verdict.CLEAN, "")
        large = scanning.scan(io.BytesIO(bytes(MOST + 1)))
        assert large == (Verdict.UNSCANNED, "the scanner takes no file of this size")


def hangs_up(caller: Caller) -> None:
    caller.socket.recv(10)


def says_half(caller: Caller) -> None:
    caller.socket.recv(65536)
    caller.say("stream: O")


def fails(caller: Caller) -> None:
    caller.socket.recv(65536)
    caller.say("INSTREAM: Can't allocate memory ERROR\0")


def is_silent(caller: Caller) -> None:
    caller.stopping.wait(60)


def drips(caller: Caller) -> None:
    caller.drip("s")


@pytest.mark.parametrize("script", [hangs_up, says_half, fails, is_silent, drips])
def test_without_a_whole_answer_there_is_no_verdict(script: Any) -> None:
    with serving(script) as raw, pytest.raises(OSError):
        Clamd("127.0.0.1", raw.port, seconds=1.0)(io.BytesIO(b"an apple"))


def test_where_nobody_listens_there_is_no_verdict() -> None:
    with serving(hangs_up) as raw:
        port = raw.port
    with pytest.raises(OSError):
        Clamd("127.0.0.1", port)(io.BytesIO(b"an apple"))
