"""oidc-provider-mock, an OpenID provider of another maker, as a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

from backend.runtime import sandboxes

STARTS_WITHIN = 60.0


@contextmanager
def openid(*people: dict[str, Any]) -> Iterator[str]:
    """Its issuer. `people` are the claims of those who have an account; each has a `sub`."""
    port = sandboxes.any_port("127.0.0.1")
    known = [part for one in people for part in ("--user-claims", json.dumps(one))]
    with subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *known],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield _answering(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()


def _answering(issuer: str, process: subprocess.Popen[bytes]) -> str:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and process.poll() is None:
        try:
            if httpx2.get(f"{issuer}/jwks", trust_env=False).status_code == 200:
                return issuer
        except httpx2.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the provider did not start")
