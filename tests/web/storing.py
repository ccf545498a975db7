"""The API with a place for files (tus 1.0.0 as far as a handset uses it) and for versions."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from field_api.attachments.rules import sealing
from field_api.attachments.rules.sealing import FileKey
from field_api.lib import envelope, es256
from tests.web.server import Item, Server

Answer = tuple[int, dict[str, str], Item | None]


@dataclass
class Upload:
    """`came` is what was sent, enciphered; `content` what it opens to."""

    length: int
    key: FileKey
    came: bytes = b""

    @property
    def sha256(self) -> str:
        return self.key.sha256

    @property
    def content(self) -> bytes:
        return Cipher(AES(self.key.key), CTR(self.key.counter)).decryptor().update(self.came)

    @property
    def whole(self) -> bool:
        return len(self.came) == self.length

    @property
    def right(self) -> bool:
        return self.whole and hashlib.sha256(self.content).hexdigest() == self.sha256


@dataclass
class Storing(Server):
    """`uploads` is what came, by id; `calls` are method and path of each request for files, with
    the offset of a PATCH. `cut` is how many bytes a PATCH may still bring before the link is gone.
    `gone` are ids the server has given up. `versions` are whole submissions by id.
    """

    uploads: dict[str, Upload] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    cut: int | None = None
    gone: set[str] = field(default_factory=set)
    refusals: list[tuple[int, Item]] = field(default_factory=list)
    versions: dict[str, Item] = field(default_factory=dict)

    def answer(self, route: Any) -> None:
        path = route.request.url.split("/api/v1/")[1].split("?")[0]
        if not path.startswith("files/"):
            return super().answer(route)
        if self.down:
            return route.abort()
        status, headers, body = self._file(path.removeprefix("files/"), route.request)
        if status == 0:
            return route.abort()
        if body is None:
            return route.fulfill(status=status, headers=headers)
        return route.fulfill(status=status, headers=headers, json=body)

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        if path.startswith("submissions/") and not self.trouble.get(path):
            return 200, self.versions[path.split("/")[1]]
        return super()._answer(path, request)

    def _file(self, key: str, request: Any) -> Answer:
        said = request.headers
        offset = said.get("upload-offset", "")
        self.calls.append(f"{request.method} {offset}".strip())
        assert said["tus-resumable"] == "1.0.0"
        if self.refusals:
            status, body = self.refusals.pop(0)
            return status, {}, body
        if request.method == "POST":
            return self._begin(said)
        if key in self.gone or key not in self.uploads:
            return 410, {}, {"code": "upload-gone", "title": "Gone", "status": 410}
        upload = self.uploads[key]
        if request.method == "PATCH":
            if problem := self._take(upload, int(offset), request):
                return problem
        return 200, {"Upload-Offset": str(len(upload.came))}, None

    def _begin(self, said: dict[str, str]) -> Answer:
        pairs = (pair.split(" ") for pair in said["upload-metadata"].split(","))
        told = {name: base64.b64decode(value).decode() for name, value in pairs}
        key = str(UUID(told["id"]))
        self.gone.discard(key)
        assert set(told) == {"id", "sealed"}, "a locked phone has no more to tell"
        text = envelope.unseal(es256.unb64(told["sealed"]), sealing.bound_to(UUID(key)), self.key)
        fresh = Upload(int(said["upload-length"]), sealing.read(text))
        upload = self.uploads.setdefault(key, fresh)
        return 201, {"Upload-Offset": str(len(upload.came))}, None

    def _take(self, upload: Upload, offset: int, request: Any) -> Answer | None:
        chunk = request.post_data_buffer or b""
        if offset != len(upload.came):
            return 409, {}, {"code": "offset-differs", "title": "No", "status": 409}
        algorithm, digest = request.headers["upload-checksum"].split(" ")
        assert algorithm == "sha256"
        assert base64.b64decode(digest) == hashlib.sha256(chunk).digest()
        if self.cut is not None and len(chunk) > self.cut:
            upload.came += chunk[: self.cut]
            self.cut, self.down = None, True
            return 0, {}, None
        upload.came += chunk
        if self.cut is not None:
            self.cut -= len(chunk)
        return None
