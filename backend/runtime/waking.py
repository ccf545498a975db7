"""The process in which handsets wait, as a program to be supervised."""

import os
import sys
from collections.abc import Mapping
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import urlopen

from backend.runtime.processes import Program

# Beyond those who may wait, so that whoever is one too many hears 503 instead of nothing.
_LIMIT, _BESIDES = 5000, 500


def program(url: str, env: Mapping[str, str], host: str = "127.0.0.1") -> Program:
    """Listens on `host`, where it is reached as `url`, which names the port."""
    limit = int(env.get("WAKE_LIMIT") or os.environ.get("WAKE_LIMIT") or _LIMIT)
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--loop", "asyncio"]
    command += ["--host", host, "--port", str(urlsplit(url).port), "--workers", "1", "--no-ws"]
    command += ["--backlog", "2048", "--backpressure", str(limit + _BESIDES)]
    command += ["--http1-buffer-size", "8192", "--log-level", "warning"]
    command += ["--respawn-failed-workers", "--workers-kill-timeout", "8"]
    command += ["backend.asgi:application"]
    return Program("wake", command, ready=lambda: answers(f"{url}/health/live"), env=env)


def answers(url: str) -> bool:
    """Does this address answer 200 now?"""
    try:
        with urlopen(url, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (OSError, HTTPException):  # not there yet, or another program has the port
        return False
