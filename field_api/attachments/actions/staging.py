"""Bytes of unfinished uploads, on a disk that all web processes and workers share.

Nothing here knows a row: whoever calls holds the row's lock where two could write at once.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

_PIECE = 2**20


def path(key: UUID) -> Path:
    """Named by the id alone: no name a handset gave ever reaches the disk."""
    text = key.hex
    return Path(settings.ATTACHMENTS.staging) / text[-2:] / text


def begin(key: UUID, kept: int) -> int:
    """Make the file ready to go on after `kept` bytes, and cut off what lies behind them.

    How many of them are really there: fewer when the disk was lost or put back.
    """
    file = path(key)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        there = min(os.fstat(handle).st_size, kept)
        os.ftruncate(handle, there)
    finally:
        os.close(handle)
    if not there:
        _sync(file.parent)  # or a power cut could forget the name of bytes that were promised
    return there


def write(key: UUID, at: int, data: bytes) -> None:
    """`data` is on the disk when this returns. Raises OSError, FileNotFoundError among them."""
    handle = os.open(path(key), os.O_WRONLY | os.O_CLOEXEC)
    try:
        left = memoryview(data)
        while left:
            done = os.pwrite(handle, left, at)
            at, left = at + done, left[done:]
        os.fdatasync(handle)
    finally:
        os.close(handle)


def digest(key: UUID, length: int) -> str:
    """SHA-256 of the first `length` bytes, in hex; of fewer where there are fewer."""
    seen = hashlib.sha256()
    for piece in pieces(key, length):
        seen.update(piece)
    return seen.hexdigest()


def pieces(key: UUID, length: int) -> Iterator[bytes]:
    try:
        with path(key).open("rb") as file:
            while length and (piece := file.read(min(_PIECE, length))):
                length -= len(piece)
                yield piece
    except FileNotFoundError:
        return


class Beside:
    """Bytes that may take the place of an upload's, in a file of their own until then."""

    def __init__(self, key: UUID) -> None:
        self._place = path(key)
        # Named anew each time: two may look at the same upload at once.
        self._here = self._place.with_name(f"{self._place.name}.{uuid4().hex}")
        self._file = os.fdopen(
            os.open(self._here, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        )

    def write(self, data: bytes) -> None:
        self._file.write(data)

    def sync(self) -> None:
        self._file.flush()
        os.fdatasync(self._file.fileno())

    def take_place(self) -> None:
        os.replace(self._here, self._place)
        _sync(self._place.parent)

    def discard(self) -> None:
        self._file.close()
        self._here.unlink(missing_ok=True)


@contextmanager
def beside(key: UUID) -> Iterator[Beside]:
    """Raises OSError. A process that dies leaves what it wrote to `remove`."""
    bytes_ = Beside(key)
    try:
        yield bytes_
    finally:
        bytes_.discard()


def remove(key: UUID) -> None:
    """The bytes of an upload, and what was written beside them and left."""
    place = path(key)
    place.unlink(missing_ok=True)
    for left in place.parent.glob(f"{place.name}.*"):
        left.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
