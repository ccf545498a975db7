"""medallion, OASIS's TAXII 2.1 server, as a process of the test's own, all in its memory."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

USER, PASSWORD = "fieldbook", "of-the-feed"
COLLECTION, READ_ONLY = (
    "91a7b528-80eb-42ed-a74d-c6fbd5a26116",
    "472c94ae-3113-4e3e-a4dd-a9f4ac7471d4",
)
MOST_BYTES = 20_000
STARTS_WITHIN = 120.0
_TAXII = "application/taxii+json;version=2.1"


@dataclass
class Medallion:
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/feed"

    def objects(self, collection: str = COLLECTION) -> list[dict[str, Any]]:
        """All it holds, every version."""
        answer = self._get(f"/collections/{collection}/objects/?match[version]=all&limit=10000")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json().get("objects", [])
        return found

    def add(self, envelope: bytes) -> None:
        headers = {"Accept": _TAXII, "Content-Type": _TAXII}
        url = f"{self.url}/collections/{COLLECTION}/objects/"
        answer = httpx2.post(url, content=envelope, auth=(USER, PASSWORD), headers=headers)
        assert answer.status_code == 202, answer.text

    def answers(self) -> bool:
        try:
            return self._get("/").status_code == 200
        except httpx2.TransportError:
            return False

    def _get(self, path: str) -> httpx2.Response:
        return httpx2.get(
            f"{self.url}{path}", auth=(USER, PASSWORD), headers={"Accept": _TAXII}, timeout=60
        )


@contextmanager
def medallion(folder: Path) -> Iterator[Medallion]:
    (folder / "data.json").write_text(json.dumps(_data()))
    settings = {
        "backend": {
            "module": "medallion.backends.memory_backend",
            "module_class": "MemoryBackend",
            "filename": str(folder / "data.json"),
        },
        "users": {USER: PASSWORD},
        "taxii": {"max_page_size": 10_000},
    }
    (folder / "medallion.json").write_text(json.dumps(settings))
    for _ in range(3):  # between being found free and being used a port can be taken
        with _started(folder) as server:
            if server is not None:
                yield server
                return
    raise RuntimeError("medallion did not start")


@contextmanager
def _started(folder: Path) -> Iterator[Medallion | None]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["--host", "127.0.0.1", "--port", str(port), str(folder / "medallion.json")]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "medallion.scripts.run", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server, ends = Medallion(port, process), time.monotonic() + STARTS_WITHIN
    try:
        while not server.answers():
            if process.poll() is not None or time.monotonic() > ends:
                yield None
                return
            time.sleep(0.1)
        yield server
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()


def _data() -> dict[str, Any]:
    root = {
        "title": "A feed",
        "versions": [_TAXII],
        "max_content_length": MOST_BYTES,
    }
    collections = [_collection(COLLECTION, can_write=True), _collection(READ_ONLY, can_write=False)]
    return {
        "/discovery": {"title": "A server", "api_roots": ["feed"]},
        "feed": {"information": root, "status": [], "collections": collections},
    }


def _collection(name: str, *, can_write: bool) -> dict[str, Any]:
    return {
        "id": name,
        "title": "Reports",
        "can_read": True,
        "can_write": can_write,
        "media_types": ["application/stix+json;version=2.1"],
        "objects": [],
        "manifest": [],
    }
