"""The web server as it is shipped, two processes of it, over the database of the test; and a link
to it that is cut.
"""

import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx2
from django.conf import settings
from django.db import connection

from backend import keys
from backend.runtime import child, sandboxes

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 120.0
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Served:
    """`folder` takes its files and what it logs."""

    url: str
    folder: Path


@contextmanager
def serving(folder: Path, workers: int = 2) -> Iterator[Served]:
    port = sandboxes.any_port("127.0.0.1")
    wrapped = [sys.executable, "-IS", child.__file__, str(os.getpid()), str(int(signal.SIGTERM))]
    command = [*wrapped, "stay", sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", "16", "--no-ws", "--log-level", "warning"]
    command += ["backend.wsgi:application"]
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Served(_answering(f"http://127.0.0.1:{port}", process, folder), folder)
        finally:
            process.terminate()
            process.wait(30)


def _environment(folder: Path) -> dict[str, str]:
    known = connection.settings_dict
    where = {"host": known["HOST"]}
    if known["PORT"]:
        where["port"] = known["PORT"]
    if known["PASSWORD"]:
        where["password"] = known["PASSWORD"]
    name, query = quote(connection.settings_dict["NAME"]), urlencode(where)
    own = {
        "DATABASE_URL": f"postgresql://{quote(known['USER'])}@/{name}?{query}",
        "FIELDBOOK_ROLE": "web",
        "FIELDBOOK_HOME": str(folder),
        # Authenticators made here make codes there.
        "FACTOR_KEY": keys.kept_secret(settings.HOME, "factor_key"),
        "ATTACHMENTS_STAGING": str(folder / "staging"),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }
    dropped = ("DATABASE_URL_FILE", "BROKER_URL", "BROKER_URL_FILE")
    return {name: value for name, value in os.environ.items() if name not in dropped} | own


def _answering(base: str, process: subprocess.Popen[bytes], folder: Path) -> str:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and process.poll() is None:
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{base}/health/live", trust_env=False).status_code == 200:
                return base
        time.sleep(0.1)
    raise RuntimeError(f"the web server did not start: {(folder / 'web.log').read_text()[-2000:]}")


class Link:
    """A relay that cuts each connection after some bytes upwards: `least` to `most`, by `seed`.

    `up` counts what it let through; `cuts` how often it cut. Half of the cuts are resets.
    """

    def __init__(self, to: str, least: int, most: int, seed: int = 1) -> None:
        self.up = self.cuts = 0
        self._to = ("127.0.0.1", int(to.rpartition(":")[2]))
        self._chance, self._range = random.Random(seed), (least, most)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self) -> "Link":
        return self

    def __exit__(self, *exc: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)
        for one in (self._listener, *self._open):
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
                server = socket.create_connection(self._to)
            except OSError:
                return
            self._open += [caller, server]
            for work in (self._upwards, self._downwards):
                thread = threading.Thread(target=work, args=(caller, server))
                self._threads.append(thread)
                thread.start()

    def _upwards(self, caller: socket.socket, server: socket.socket) -> None:
        with self._lock:
            left, resets = self._chance.randint(*self._range), self._chance.random() < 0.5
        with suppress(OSError):
            while more := caller.recv(min(65536, left)):
                server.sendall(more)
                left -= len(more)
                self.up += len(more)
                if not left:
                    self._cut(caller, server, resets)
                    return
        _shut(caller, server)

    def _cut(self, caller: socket.socket, server: socket.socket, resets: bool) -> None:
        self.cuts += 1
        if resets:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        _shut(caller, server)

    def _downwards(self, caller: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while more := server.recv(65536):
                caller.sendall(more)
        _shut(caller, server)


def _shut(*both: socket.socket) -> None:
    for one in both:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
