"""Uploads as a handset makes them, and files that carry nobody's picture."""

import base64
import hashlib
import io
import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from PIL import Image
from rest_framework.test import APIClient

from field_api.attachments import actions
from field_api.attachments.models import Attachment
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from tests import make

FILES = "/api/v1/files/"
BYTES = "application/offset+octet-stream"


def noise(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def photo(width: int = 40, height: int = 30, kind: str = "JPEG", **saved: Any) -> bytes:
    """Grey, with a dark corner, so that one can see which way up it is."""
    made = Image.new("RGB", (width, height), (200, 200, 200))
    made.paste((10, 10, 10), (0, 0, width // 4, height // 4))
    out = io.BytesIO()
    made.save(out, kind, **saved)
    return out.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def metadata(**pairs: object) -> str:
    said = {name: base64.b64encode(str(value).encode()).decode() for name, value in pairs.items()}
    return ",".join(f"{name} {value}" for name, value in said.items())


def checksum(data: bytes, algorithm: str = "sha256") -> str:
    digest = hashlib.new(algorithm, data).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


@dataclass
class Phone:
    """One officer's handset, signed in."""

    officer: Officer
    api: APIClient = field(init=False)

    def __post_init__(self) -> None:
        self.api = make.signed_in(self.officer)

    def create(self, data: bytes, key: UUID | None = None, body: bytes = b"", **given: Any) -> Any:
        """POST of a file; `given` replaces headers, by their names with _ for -."""
        about = metadata(id=key or uuid4(), sha256=sha256(data), filename="a.jpg")
        said = {"Tus-Resumable": "1.0.0", "Upload-Length": len(data), "Upload-Metadata": about}
        kind = {"content_type": BYTES} if body else {}
        return self.api.post(FILES, body, headers=_headers(said, given), format=None, **kind)

    def patch(self, where: str | UUID, data: bytes, offset: int, **given: Any) -> Any:
        said = {"Tus-Resumable": "1.0.0", "Upload-Offset": offset}
        kind = given.pop("content_type", BYTES)
        return self.api.patch(_at(where), data, content_type=kind, headers=_headers(said, given))

    def head(self, where: str | UUID) -> Any:
        return self.api.head(_at(where), headers={"Tus-Resumable": "1.0.0"})

    def delete(self, where: str | UUID) -> Any:
        return self.api.delete(_at(where), headers={"Tus-Resumable": "1.0.0"})

    def upload(self, data: bytes, key: UUID | None = None, **given: Any) -> UUID:
        """Whole, by one request."""
        key = key or uuid4()
        answer = self.create(data, key, body=data, **given)
        assert (answer.status_code, answer["Upload-Offset"]) == (201, str(len(data)))
        return key

    def store(self, data: bytes, key: UUID | None = None) -> UUID:
        """Uploaded, and settled as a worker would."""
        kept = self.upload(data, key)
        actions.settle()
        return kept


def _headers(said: dict[str, object], given: dict[str, object]) -> dict[str, str]:
    changed = {name.replace("_", "-"): value for name, value in given.items()}
    return {name: str(value) for name, value in (said | changed).items() if value is not None}


def _at(where: str | UUID) -> str:
    return where if isinstance(where, str) else f"{FILES}{where}"


def state(key: UUID) -> str:
    return Attachment.objects.get(pk=key).state


def named(data: bytes, key: UUID, **other: Any) -> dict[str, Any]:
    """The file as an entry names it."""
    about = {"id": str(key), "sha256": sha256(data), "size": len(data), "type": "image/jpeg"}
    return {**about, "name": "a.jpg", **other}


def expect(officer: Officer, *wanted: Any, subject: UUID | None = None) -> UUID:
    """An entry of theirs that names these files; the subject."""
    its = subject or uuid4()
    with feed.work():
        actions.expect(
            entry=uuid4(), subject=its, officer=officer, wanted=wanted, tell=[officer.pk]
        )
    return its
