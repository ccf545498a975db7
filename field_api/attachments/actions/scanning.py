"""Whether a file is known malware: asked of ClamAV, or of a callable that the force supplies.

The protocol is clamd's INSTREAM (clamd(8)): `zINSTREAM`, then pieces each with its length in four
bytes, network order, then a length of zero; the answer is one line that ends with NUL.
"""

import socket
import struct
import time
from collections.abc import Callable
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from field_api.attachments.rules.states import Verdict

Scanner = Callable[[IO[bytes]], str]
"""What was found in a file, by name; empty for nothing. Raises OSError to be asked again later, and
Unscannable for a file that it will never take."""

SECONDS = 180.0
_CONNECT = 5.0
_PIECE = 2**17
_LONGEST = 4096


class Unscannable(Exception):
    """The scanner does not take this file. The message is for a person."""


def scan(file: IO[bytes]) -> tuple[Verdict, str]:
    """The verdict, and what was found or why nothing could be. Raises OSError."""
    where = settings.ATTACHMENTS.scanner
    if not where:
        return Verdict.UNSCANNED, "there is no scanner"
    try:
        found = _scanner(where)(file)
    except Unscannable as why:
        return Verdict.UNSCANNED, str(why)[:200]
    return (Verdict.INFECTED, found[:200]) if found else (Verdict.CLEAN, "")


def _scanner(where: str) -> Scanner:
    if not where.startswith("clamd://"):
        scanner: Scanner = import_string(where)
        return scanner
    parts = urlsplit(where)
    return Clamd(parts.hostname or "127.0.0.1", parts.port or 3310)


class Clamd:
    """ClamAV's daemon. `seconds` bound one file, from the call to the answer."""

    def __init__(self, host: str, port: int, seconds: float = SECONDS) -> None:
        self.host, self.port, self.seconds = host, port, seconds

    def __call__(self, file: IO[bytes]) -> str:
        ends = time.monotonic() + self.seconds
        file.seek(0)
        with socket.create_connection((self.host, self.port), timeout=_CONNECT) as line:
            try:
                self._send(line, file, ends)
            except (BrokenPipeError, ConnectionResetError):
                # Over its limit it says so and hangs up, while we still send.
                return _read(_answer(line, ends))
            return _read(_answer(line, ends))

    def _send(self, line: socket.socket, file: IO[bytes], ends: float) -> None:
        line.settimeout(_left(ends))
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(_PIECE):
            line.settimeout(_left(ends))
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))


def _answer(line: socket.socket, ends: float) -> str:
    got = b""
    while not got.endswith(b"\0"):
        line.settimeout(_left(ends))
        if not (more := line.recv(_LONGEST)) or len(got) > _LONGEST:
            raise ConnectionError("the scanner hung up without an answer")
        got += more
    return got.rstrip(b"\0\n").decode("utf-8", "replace")


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner took too long")
    return left


def _read(said: str) -> str:
    """`stream: OK`, `stream: <name> FOUND`, `<reason> ERROR`."""
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    if said == "stream: OK":
        return ""
    if "size limit exceeded" in said:
        raise Unscannable("the scanner takes no file of this size")
    raise ConnectionError("the scanner failed")
