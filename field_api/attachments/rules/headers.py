"""The headers of tus 1.0.0 (tus.io/protocols/resumable-upload), read strictly.

Core, creation, creation-with-upload, checksum, termination, expiration.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from field_api.attachments.rules.sealing import is_sealed

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
MEDIA_TYPE = "application/offset+octet-stream"
MISMATCH = 460  # the checksum extension's own status
_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
ALGORITHMS = ",".join(_ALGORITHMS)
NAME_LENGTH, TYPE_LENGTH = 120, 100

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,39}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
# Path separators and what no file system or header takes.
_UNNAMABLE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\ud800-\udfff]")


class Malformed(ValueError):
    """A header that can't be read. The message names the header, never its value."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a creation asks for. `sha256` is of the whole file, lower-case hex, from its capture.

    `sealed` is the key of what is to come enciphered, as `rules.sealing` has it: then `sha256` may
    be empty, for it stands under the seal.
    """

    id: UUID
    length: int
    sha256: str
    name: str
    type: str
    sealed: str = ""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What one PATCH's bytes must hash to."""

    algorithm: str
    digest: bytes

    def start(self) -> Any:
        return _ALGORITHMS[self.algorithm]()


def read_number(text: str | None, header: str) -> int:
    if text is None or not _NUMBER.fullmatch(text):
        raise Malformed(f"{header} must be a whole number, not negative.")
    return int(text)


def read_creation(length: str | None, metadata: str | None) -> Asked:
    """From Upload-Length and Upload-Metadata. Raises Malformed."""
    size, known = read_number(length, "Upload-Length"), read_metadata(metadata or "")
    try:
        key = UUID(known["id"])
    except (KeyError, ValueError):
        raise Malformed("Upload-Metadata must give the file's id, a UUID.") from None
    sha256, sealed = known.get("sha256", "").lower(), known.get("sealed", "")
    if sealed and not is_sealed(sealed):
        raise Malformed("Upload-Metadata gives a sealed key that is not base64url.")
    if not is_hash(sha256) and (sha256 or not sealed):
        raise Malformed("Upload-Metadata must give the file's sha256 in hex.")
    name = clean_name(known.get("filename", ""))
    return Asked(key, size, sha256, name, _type(known), sealed)


def read_metadata(text: str) -> dict[str, str]:
    """Pairs of a key and its base64 value, commas between. Raises Malformed."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = pair.partition(" ")
        try:
            said = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            raise Malformed("Upload-Metadata holds a value that is not base64 of text.") from None
        if name in found:
            raise Malformed("Upload-Metadata names a key twice.")
        found[name] = said
    return found


def _type(known: dict[str, str]) -> str:
    return clean_type(known.get("filetype", ""))


def clean_type(text: str) -> str:
    """A media type as declared, without parameters; empty where it is none."""
    plain = text.partition(";")[0].strip().lower()
    return plain if _TYPE.fullmatch(plain) else ""


def clean_name(text: str) -> str:
    """A file name to show and to save under: no path, no control character, not too long."""
    kept = _UNNAMABLE.sub("_", text).strip(" .")
    if len(kept) <= NAME_LENGTH:
        return kept
    stem, dot, ending = kept.rpartition(".")
    tail = (dot + ending)[-16:] if stem else ""
    return kept[: NAME_LENGTH - len(tail)] + tail


def is_hash(text: object) -> bool:
    return isinstance(text, str) and bool(_HASH.fullmatch(text))


def read_checksum(text: str | None) -> Checksum | None:
    """From Upload-Checksum, where one is sent. Raises Malformed."""
    if text is None:
        return None
    algorithm, _, value = text.strip().partition(" ")
    if algorithm not in _ALGORITHMS:
        raise Malformed(f"Upload-Checksum takes {ALGORITHMS}.")
    try:
        digest = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("Upload-Checksum must hold base64.") from None
    checksum = Checksum(algorithm, digest)
    if len(digest) != checksum.start().digest_size:
        raise Malformed("Upload-Checksum has the wrong length.")
    return checksum
