"""What a handset seals beside a file that it sends enciphered.

Sealed form: that of entries (lib/envelope), to the server's key, for one file. In it, one after the
other: key (32 bytes) ‖ first counter block (16) ‖ SHA-256 of the file in the clear (32).
"""

import re
from dataclasses import dataclass
from uuid import UUID

KEY, COUNTER, HASH = 32, 16, 32
MAGIC = "fieldbook-file/1"
LONGEST = 300
_TEXT = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileKey:
    """A key that is used for one file alone. `sha256` is of the file in the clear, in hex."""

    key: bytes
    counter: bytes
    sha256: str

    def text(self) -> bytes:
        return self.key + self.counter + bytes.fromhex(self.sha256)


def bound_to(file: UUID) -> bytes:
    """The associated data of the seal: a key that was sealed for one file opens no other."""
    return f"{MAGIC}\n{file}".encode()


def read(plain: bytes) -> FileKey:
    """What the seal held. Raises ValueError where that is not a key."""
    if len(plain) != KEY + COUNTER + HASH:
        raise ValueError("not the key of a file")
    key, rest = plain[:KEY], plain[KEY:]
    return FileKey(key, rest[:COUNTER], rest[COUNTER:].hex())


def is_sealed(text: str) -> bool:
    """Whether it can be a seal at all: base64url, not too long."""
    return bool(_TEXT.fullmatch(text))
