"""The systems of other makers that the demonstration sends to, each a process of its own."""

import json
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from backend.runtime import places
from backend.runtime.processes import Program

PLAYS = {
    "records": "rest_json",
    "intelligence": "rest_json",
    "stop-search": "rest_json",
    "case-files": "soap",
    "national-upload": "sftp",
    "partner-mail": "smtp",
    "control-room": "rest_json",
    "ct-mailbox": "smtp",
}
"""What each that takes entries speaks, as a kind of connector. All but rest_json have a door of
their own."""

ASKED = {"anpr": "anpr", "leds": "leds", "ves": "ves"}
"""Those that are only asked."""

_ALL = PLAYS | ASKED

_DOORS = {"soap": "http://{at}/soap", "sftp": "sftp://{at}/upload", "smtp": "smtp://{at}"}
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """`door_port` is 0 where entries come in over HTTP; `folder` is what it keeps, and its keys."""

    play: str
    port: int
    token: str
    door_port: int = 0
    folder: str = ""

    @property
    def kind(self) -> str:
        return _ALL[self.play]

    @property
    def takes_entries(self) -> bool:
        return self.play in PLAYS

    @property
    def url(self) -> str:
        return f"http://{_HOST}:{self.port}"

    @property
    def door(self) -> str:
        """What goes into the system's `base_url`."""
        return _DOORS.get(self.kind, self.url).format(at=f"{_HOST}:{self.door_port}")

    @property
    def host_key(self) -> str:
        """By which a system of files proves itself. Raises OSError before its first start."""
        return (Path(self.folder) / self.play / "host_key.pub").read_text().strip()

    @property
    def variable(self) -> str:
        """The environment variable that holds the token: `env:NAME` in a System's secret_ref."""
        return f"SANDBOX_{self.play.upper().replace('-', '_')}_TOKEN"

    def program(self) -> Program:
        command = [sys.executable, "-m", "field_api.connectors.sandbox"]
        command += ["--play", self.play, "--host", _HOST, "--port", str(self.port)]
        command += ["--data", self.folder, "--token", self.token]
        if self.door_port:
            command += ["--door-port", str(self.door_port)]
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
    known = {each.play: each for each in _read(file) if _usable(each)}
    ports = _ports({port for each in known.values() for port in (each.port, each.door_port)})
    boxes = [
        replace(known.get(play) or _new(play, ports), folder=str(_folder(home, play)))
        for play in _ALL
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


def _usable(each: Sandbox) -> bool:
    has_a_door = _ALL.get(each.play) in _DOORS
    return bool(each.door_port) == has_a_door and all(
        free(_HOST, port) for port in (each.port, each.door_port)
    )


def _ports(taken: set[int]) -> Iterator[int]:
    """Free ones, each given once: nobody listens on them before all have been given."""
    while True:
        port = any_port(_HOST)
        if port not in taken:
            taken.add(port)
            yield port


def _new(play: str, ports: Iterator[int]) -> Sandbox:
    door_port = next(ports) if _ALL[play] in _DOORS else 0
    return Sandbox(play, next(ports), secrets.token_hex(24), door_port)


def _folder(home: Path, play: str) -> Path:
    return places.private(places.private(home / "sandboxes") / play)
