"""The three systems of other makers that the demonstration sends to, each a process of its own."""

import json
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from backend.runtime import places
from backend.runtime.processes import Program

PLAYS = ("records", "intelligence", "stop-search")
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Sandbox:
    play: str
    port: int
    token: str

    @property
    def url(self) -> str:
        return f"http://{_HOST}:{self.port}"

    @property
    def variable(self) -> str:
        """The environment variable that holds the token: `env:NAME` in a System's secret_ref."""
        return f"SANDBOX_{self.play.upper().replace('-', '_')}_TOKEN"

    def program(self, home: Path) -> Program:
        data = places.private(places.private(home / "sandboxes") / self.play)
        command = [sys.executable, "-m", "field_api.connectors.sandbox"]
        command += ["--play", self.play, "--host", _HOST, "--port", str(self.port)]
        command += ["--data", str(data), "--token", self.token]
        return Program(f"sandbox-{self.play}", command, ready=self._answers, grace=3.0)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/health", timeout=1) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def kept(home: Path) -> list[Sandbox]:
    """The same ports and tokens at every start, as long as the ports are free."""
    file = places.private(home) / "demo.json"
    known = {each.play: each for each in _read(file)}
    boxes = [
        known[play] if play in known and free(_HOST, known[play].port) else _new(play)
        for play in PLAYS
    ]
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump([asdict(each) for each in boxes], out)
    return boxes


def free(host: str, port: int) -> bool:
    """Can `port` be listened on? 0 always can."""
    with socket.socket() as line:
        # A port whose last connections are still dying down is free.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((host, port))
        except OSError:
            return False
    return True


def any_port(host: str) -> int:
    with socket.socket() as line:
        line.bind((host, 0))
        return int(line.getsockname()[1])


def _read(file: Path) -> Iterator[Sandbox]:
    try:
        yield from (Sandbox(**each) for each in json.loads(file.read_text()))
    except (OSError, ValueError, TypeError):
        return


def _new(play: str) -> Sandbox:
    return Sandbox(play, any_port(_HOST), secrets.token_hex(24))
