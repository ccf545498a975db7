"""A photo up, over any link: the reference of how a handset uploads (tus 1.0.0).

Small chunks, each with its hash; after a cut the server is asked how far it got. So a link that is
cut again and again costs at most one chunk each time, and the upload ends.
"""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import httpx2

CHUNK = 512 * 1024
FILES = "/api/v1/files/"
_TUS = {"Tus-Resumable": "1.0.0"}
_BYTES = "application/offset+octet-stream"
_TIRED = 8
# The server's word for "not from there", "a newer request goes on" and "try later": ask and go on.
_ASK_AGAIN = frozenset({409, 423, 460, 500, 502, 503, 504})


class NotTaken(Exception):
    """The server refused the file for good; `code` is of its problem document. Keep the file."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


class Cut(Exception):
    """No progress in several attempts: keep the file, and come back with the same id."""


@dataclass
class Upload:
    """One file under way. `sent` counts the bytes of all attempts, for who measures."""

    http: httpx2.Client
    data: bytes
    id: UUID
    headers: Mapping[str, str]
    name: str = ""
    type: str = ""
    sealed: str = ""  # of data that was enciphered: see sealing.sealed_file
    chunk: int = CHUNK
    wait: Callable[[float], None] = time.sleep
    sent: int = 0
    offset: int = field(default=-1, init=False)  # what the server has; not known yet

    def run(self) -> None:
        """Until all of it is there. Raises NotTaken and Cut."""
        idle = 0
        while self.offset < len(self.data):
            before = self.offset
            try:
                self._step()
            except (httpx2.TransportError, _AskAgain):
                # What was sent may have arrived: the server knows.
                self.offset = -1
            idle = 0 if self.offset > before else idle + 1
            if idle > _TIRED:
                raise Cut
            if idle > 1:
                self.wait(min(0.05 * 2**idle, 5.0))

    def _step(self) -> None:
        if self.offset < 0:
            self.offset = self._create()
        if self.offset < len(self.data):
            self.offset = self._send(self.data[self.offset : self.offset + self.chunk])

    def _create(self) -> int:
        """Also after a cut: it finds the upload by its id, and says how far that is. As HEAD would,
        but it begins anew what the server gave up after weeks without a signal.
        """
        about = {"id": str(self.id)}
        if self.sealed:
            about["sealed"] = self.sealed  # with its hash
        else:
            about["sha256"] = hashlib.sha256(self.data).hexdigest()
        about |= {"filename": self.name} if self.name else {}
        about |= {"filetype": self.type} if self.type else {}
        told = ",".join(f"{name} {_base64(value.encode())}" for name, value in about.items())
        said = {"Upload-Length": str(len(self.data)), "Upload-Metadata": told}
        self._call("POST", FILES, said)
        # HEAD, not the answer's offset: it stops whoever of us is still writing.
        return self._call("HEAD", f"{FILES}{self.id}", {})

    def _send(self, chunk: bytes) -> int:
        digest = _base64(hashlib.sha256(chunk).digest())
        said = {
            "Upload-Offset": str(self.offset),
            "Upload-Checksum": f"sha256 {digest}",
            "Content-Type": _BYTES,
        }
        self.sent += len(chunk)
        return self._call("PATCH", f"{FILES}{self.id}", said, chunk)

    def _call(self, method: str, path: str, said: Mapping[str, str], body: bytes = b"") -> int:
        answer = self.http.request(
            method, path, headers={**self.headers, **_TUS, **said}, content=body
        )
        if answer.status_code < 300:
            return int(answer.headers["Upload-Offset"])
        if answer.status_code in _ASK_AGAIN and not _is_final(answer):
            raise _AskAgain
        raise NotTaken(answer.status_code, _code(answer))


class _AskAgain(Exception):
    pass


def upload(
    http: httpx2.Client,
    data: bytes,
    key: UUID,
    *,
    headers: Mapping[str, str] | None = None,
    name: str = "",
) -> Upload:
    """All of `data`, as attachment `key`, which its entry names. Safe to repeat for ever.

    `http` knows the address, and by `proving.Proving` who asks; else `headers` carry a token that
    is not bound. Raises NotTaken and Cut.
    """
    one = Upload(http, data, key, headers or {}, name)
    one.run()
    return one


def _is_final(answer: httpx2.Response) -> bool:
    return _code(answer) in ("id-conflict", "id-unavailable")


def _code(answer: httpx2.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
