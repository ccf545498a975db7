"""Running the few lines that drive libraries for Node, and speaking with them."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).parents[2]
CLIENTS = Path(__file__).parent / "clients"
OLDEST = 18
WITH_CRYPTO = 20
"""From this one on globalThis.crypto is there without asking."""


@cache
def version() -> int:
    """Its major; 0 where there is none."""
    if not (node := shutil.which("node")):
        return 0
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.lstrip("v").partition(".")[0])


def missing() -> str:
    """Why clients can't be run here, or nothing."""
    if version() < OLDEST:
        return f"node {OLDEST} or later is not here"
    return "" if (ROOT / "node_modules").is_dir() else "npm ci has not been run here"


@dataclass
class Client:
    """Speaks in lines of JSON."""

    process: "subprocess.Popen[str]"
    heard: TextIO
    log: Path

    def tell(self, what: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """The next line it says; fails with its last words when it ended."""
        line = self.heard.readline()
        assert line, self.log.read_text()[-4000:]
        said: dict[str, Any] = json.loads(line)
        return said

    def end(self) -> int:
        """Nothing more to tell it."""
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(60)


@contextmanager
def client(name: str, folder: Path) -> Iterator[Client]:
    """`name` of tests/contracts/clients, running; what it complains of goes into `folder`."""
    log = folder / f"{name}.log"
    flags = [] if version() >= WITH_CRYPTO else ["--experimental-global-webcrypto"]
    with log.open("w") as complaints:
        with subprocess.Popen(
            ["node", *flags, CLIENTS / name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as process:
            try:
                assert process.stdout
                yield Client(process, process.stdout, log)
            finally:
                process.kill()
