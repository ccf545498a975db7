"""The web server as it is shipped, at the end of a connection that breaks: of a body that was cut
short nothing is stored, and the handset is told so. By raw sockets, for no client sends this."""

import gzip
import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from field_api.notebook.models import Entry
from field_api.sync.models import DeadLetter
from tests import handset, make, written
from tests.attachments.live import serving
from tests.handset import Handset
from tests.sync.door import said
from tests.written import NOTE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PUSH, LETTER = "/api/v1/sync/push", "/api/v1/sync/deadletter"


@pytest.fixture
def phone(transactional_db: None) -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def port(phone: Handset, tmp_path: Path) -> Iterator[int]:
    with serving(tmp_path, workers=1) as web:
        yield int(web.url.rpartition(":")[2])


class Wire:
    """Requests of one handset, byte by byte."""

    def __init__(self, port: int, phone: Handset) -> None:
        self.port, self.bearer = port, make.token(phone.device)

    def send(self, path: str, *lines: str, body: bytes, end: bool = False) -> tuple[int, str]:
        """Status and code, or for a success nothing, of a request that says `lines` of its body.

        With `end` the connection is closed on our side once `body` is sent (FIN). A server may take
        that for a hang-up and not answer: then the same is sent again, as a handset would.
        """
        head = [
            f"POST {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Authorization: Bearer {self.bearer}",
            "Connection: close",
            *lines,
        ]
        raw = "\r\n".join([*head, "", ""]).encode() + body
        answers = (self._exchange(raw, end) for _ in range(20))
        top, _, rest = next(filter(None, answers)).partition(b"\r\n\r\n")
        return int(top.split()[1]), json.loads(rest).get("code", "")

    def _exchange(self, raw: bytes, end: bool) -> bytes:
        answer = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.sendall(raw)
            if end:
                line.shutdown(socket.SHUT_WR)
            with suppress(ConnectionError):
                while more := line.recv(65536):
                    answer += more
        return answer


def chunked(*pieces: bytes, last: bool = True) -> bytes:
    sent = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return sent + (b"0\r\n\r\n" if last else b"")


def test_the_server_tells_a_cut_from_an_end(port: int, phone: Handset) -> None:
    wire, raw = Wire(port, phone), said(phone.write(NOTE, written.body()))
    chunks, cut = "Transfer-Encoding: chunked", (400, "body-truncated")

    # Twelve of five hundred declared bytes, then nothing more will come.
    assert wire.send(PUSH, "Content-Length: 500", body=raw[:12], end=True) == cut
    assert wire.send(PUSH, f"Content-Length: {len(raw) + 1}", body=raw, end=True) == cut
    assert wire.send(PUSH, chunks, body=chunked(raw[:200], last=False), end=True) == cut
    packed = gzip.compress(raw)
    length = f"Content-Length: {len(packed) - 9}"
    assert wire.send(PUSH, length, "Content-Encoding: gzip", body=packed[:-9]) == cut
    assert wire.send(LETTER, "Content-Length: 500", body=raw[:12], end=True) == cut
    assert wire.send(LETTER, chunks, body=chunked(raw)) == (411, "length-required")
    assert not Entry.objects.exists()
    assert not DeadLetter.objects.exists()

    # The same, whole: in chunks, in chunks and compressed, and a letter as gzip in chunks.
    assert wire.send(PUSH, chunks, body=chunked(raw[:200], raw[200:])) == (200, "")
    assert Entry.objects.count() == 1
    encoded = [chunks, "Content-Encoding: gzip"]
    assert wire.send(PUSH, *encoded, body=chunked(packed[:50], packed[50:])) == (200, "")
    assert Entry.objects.count() == 1
    assert wire.send(LETTER, *encoded, body=chunked(packed)) == (201, "")
    assert bytes(DeadLetter.objects.get().body) == raw


def test_what_is_too_large_is_to_be_split(port: int, phone: Handset) -> None:
    wire, large = Wire(port, phone), b"x" * (3 * 1024 * 1024)
    too_large = (413, "batch-too-large")
    for path in (PUSH, LETTER):
        assert wire.send(path, f"Content-Length: {len(large)}", body=large) == too_large
    assert wire.send(PUSH, "Transfer-Encoding: chunked", body=chunked(large)) == too_large
    bomb = gzip.compress(b"0" * 20_000_000)
    lines = [f"Content-Length: {len(bomb)}", "Content-Encoding: gzip"]
    assert wire.send(PUSH, *lines, body=bomb) == too_large
    assert not DeadLetter.objects.exists()
