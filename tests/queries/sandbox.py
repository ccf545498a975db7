"""The sandbox systems, started and ended, broken and healed."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

TOKEN = "of-the-sandbox"


@dataclass(frozen=True)
class Sandbox:
    play: str
    url: str
    data: Path
    door: str = ""

    def breaks(self, **fault: Any) -> None:
        """See docs/sandbox.md: latency_ms, status, reset, down …"""
        self._faults("PUT", fault)

    def heal(self) -> None:
        self._faults("DELETE")

    def searches(self) -> int:
        """How often it was asked since it was started, by its own log."""
        with closing(sqlite3.connect(self.data / f"{self.play}.sqlite3")) as file:
            return int(file.execute("SELECT count(*) FROM search").fetchone()[0])

    def _faults(self, method: str, fault: dict[str, Any] | None = None) -> None:
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        answer = httpx2.request(method, f"{self.url}/faults", json=fault, headers=bearer)
        assert answer.status_code == 200, answer.text


@contextmanager
def playing(*plays: str, data: Path) -> Iterator[dict[str, Sandbox]]:
    with ExitStack() as stack:
        yield {play: stack.enter_context(_one(play, data)) for play in plays}


@contextmanager
def _one(play: str, data: Path) -> Iterator[Sandbox]:
    words = ["--play", play, "--port", "0", "--data", str(data), "--token", TOKEN]
    with subprocess.Popen(
        [sys.executable, "-m", "field_api.connectors.sandbox", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        said = re.search(r"(http://\S+) ?(\S*)", process.stdout.readline())
        assert said, f"the sandbox {play} did not start"
        try:
            yield Sandbox(play, said[1].rstrip("/"), data, said[2])
        finally:
            process.terminate()
