"""What a handset enciphered for us: it sends a file as it keeps it, and the key sealed apart.

AES-256 in counter mode (NIST SP 800-38A §6.5): as long as the file, so that an offset is an offset
and any chunk can be sent again. It proves nothing by itself: the hash of the whole does, which
stands in the signed entry, and under the seal.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.conf import settings

from field_api.attachments.actions import staging
from field_api.attachments.actions.staging import Beside
from field_api.attachments.models import Attachment
from field_api.attachments.rules import sealing
from field_api.attachments.rules.sealing import FileKey
from field_api.lib import envelope, es256


@dataclass(frozen=True, slots=True)
class Looked:
    """`right`: what is staged is the file that was captured. `clear` is to take its place."""

    right: bool
    clear: Beside | None = None

    def put_in_place(self) -> None:
        """Under the row's lock. Should the commit fail, the next look finds it in the clear."""
        if self.clear is not None:
            self.clear.take_place()


@lru_cache(maxsize=2)
def _keys(pems: str) -> tuple[es256.PrivateKey, ...]:
    return tuple(es256.each(pems))


def key_of(file: UUID, sealed: str) -> FileKey:
    """What is sealed for this file. Raises ValueError: to no key of ours, for another file, or not
    the key of one.
    """
    keys = _keys(settings.SEAL_KEY + "\n" + settings.SEAL_KEY_OLD)
    return sealing.read(envelope.unseal(es256.unb64(sealed), sealing.bound_to(file), *keys))


@contextmanager
def looked_at(row: Attachment) -> Iterator[Looked]:
    """Read all that is staged, by pieces of a MiB; what was enciphered is written in the clear
    beside it, on the disk when this yields, and gone afterwards unless it was put in place.

    Raises OSError where the disk takes no more.
    """
    if not row.sealed:
        yield Looked(staging.digest(row.pk, row.length) == row.sha256)
        return
    with staging.beside(row.pk) as clear:
        came, opened = _opened(row, clear)
        yield Looked(row.sha256 in (came, opened), clear if opened == row.sha256 else None)


def _opened(row: Attachment, clear: Beside) -> tuple[str, str]:
    """SHA-256 of what is staged, and of what it opens to."""
    came, opened = hashlib.sha256(), hashlib.sha256()
    try:
        key = key_of(row.pk, row.sealed)
    except ValueError:
        return "", ""  # our key was thrown away while this was on its way
    cipher = Cipher(AES(key.key), CTR(key.counter)).decryptor()
    for piece in staging.pieces(row.pk, row.length):
        came.update(piece)
        plain = cipher.update(piece)
        opened.update(plain)
        clear.write(plain)
    clear.sync()
    return came.hexdigest(), opened.hexdigest()
