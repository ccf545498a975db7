"""The process in which handsets wait, as a program to be supervised."""

import os
import sys
from collections.abc import Mapping
from urllib.error import URLError
from urllib.request import urlopen

from backend.runtime.processes import Program

# Beyond those who may wait, so that whoever is one too many hears 503 instead of nothing.
_LIMIT, _BESIDES = 5000, 500


def program(host: str, port: int, env: Mapping[str, str]) -> Program:
    """Listens on `host` and `port`. At most WAKE_LIMIT handsets wait at once (backend.wake)."""
    limit = int(env.get("WAKE_LIMIT") or os.environ.get("WAKE_LIMIT") or _LIMIT)
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--loop", "asyncio"]
    command += ["--host", host, "--port", str(port), "--workers", "1", "--no-ws"]
    command += ["--backlog", "2048", "--backpressure", str(limit + _BESIDES)]
    command += ["--http1-buffer-size", "8192", "--log-level", "warning"]
    command += ["--respawn-failed-workers", "--workers-kill-timeout", "8"]
    command += ["backend.asgi:application"]
    asked = f"http://{host if host != '0.0.0.0' else '127.0.0.1'}:{port}/health/live"  # noqa: S104
    return Program("wake", command, ready=lambda: _answers(asked), env=env)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
