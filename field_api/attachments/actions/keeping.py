"""Files in the store, by STORAGES["attachments"]: the originals, those kept apart, the derivatives.

A name holds the attachment's id and nothing that a handset said. An original is written once.
"""

import hashlib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import IO
from uuid import UUID

from django.core.files import File
from django.core.files.storage import Storage, storages

_PIECE = 2**20


class Shelf(StrEnum):
    ORIGINALS = "originals"
    APART = "apart"  # infected: never served
    SCREENS = "screens"


def store() -> Storage:
    return storages["attachments"]


def name(shelf: Shelf, key: UUID) -> str:
    return f"{shelf}/{key.hex[-2:]}/{key.hex}"


def keep(shelf: Shelf, key: UUID, file: IO[bytes], sha256: str) -> None:
    """Put it there, unless it is there already with this hash.

    Another may only be the half that a killed worker left, for a name is used once. Raises OSError
    or the store's own error, and ValueError where what is there afterwards is not what was put.
    """
    where, to = name(shelf, key), store()
    if to.exists(where):
        if _digest(_read(where)) == sha256:
            return
        to.delete(where)
    file.seek(0)
    if to.save(where, File(file, name=where)) != where or _digest(_read(where)) != sha256:
        raise ValueError("the store did not keep what it was given")


def open_file(shelf: Shelf, key: UUID) -> IO[bytes]:
    """Raises FileNotFoundError, or the store's own error."""
    return store().open(name(shelf, key), "rb")


def remove(shelf: Shelf, key: UUID) -> None:
    """Repeating it changes nothing. Where the store keeps versions, its own rules end those."""
    store().delete(name(shelf, key))


def _read(where: str) -> Iterator[bytes]:
    with store().open(where, "rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _digest(pieces: Iterable[bytes]) -> str:
    seen = hashlib.sha256()
    for piece in pieces:
        seen.update(piece)
    return seen.hexdigest()
