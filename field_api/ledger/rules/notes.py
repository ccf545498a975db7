"""Checkpoints: how large the tree is and what its root, in the signed text other logs use.

C2SP `tlog-checkpoint` within `signed-note`. The signature is ES256 (RFC 7518 §3.4) over the text;
that format has no number of its own for it, so the key id is made as for type 0xff with a name.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from field_api.lib import clock, es256

_KIND = b"\xfffieldbook-es256"
_TIME = "time "
_DASH = "— "
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as it was read. `body` is what was signed; `signatures` by key id."""

    origin: str
    size: int
    root: bytes
    made_at: datetime
    body: str
    signatures: tuple[tuple[bytes, bytes], ...] = ()

    def signed_by(self, key: es256.Jwk) -> bool:
        name = key_id(self.origin, key)
        return any(
            given == name and es256.signed_by(key, self.body.encode(), signature)
            for given, signature in self.signatures
        )


def written(*, origin: str, size: int, root: bytes, made_at: datetime) -> str:
    """What is signed."""
    return f"{origin}\n{size}\n{_b64(root)}\n{_TIME}{clock.iso(made_at)}\n"


def signed(body: str, keys: Sequence[es256.PrivateKey]) -> str:
    """The whole note, with a signature by each key."""
    origin = body.split("\n", 1)[0]
    lines = [
        f"{_DASH}{origin} {_b64(_name(origin, key) + es256.sign(key, body.encode()))}\n"
        for key in keys
    ]
    return f"{body}\n{''.join(lines)}"


def read(text: str) -> Note:
    """Raises ValueError for what is no note of ours, or in another spelling than `written` has."""
    body, blank, tail = text.partition("\n\n")
    lines, body = body.split("\n"), body + "\n"
    if not blank or len(text) > LONGEST or len(lines) != 4 or not tail.endswith("\n"):
        raise ValueError("not a checkpoint")
    origin, size, root, time = lines
    made_at = clock.parse(time.removeprefix(_TIME))
    note = Note(origin, int(size), _unb64(root), made_at, body, _signatures(origin, tail))
    if note.size < 1 or len(note.root) != 32:
        raise ValueError("not a checkpoint")
    if written(origin=origin, size=note.size, root=note.root, made_at=made_at) != body:
        raise ValueError("not in its one spelling")
    return note


def key_id(origin: str, key: es256.Jwk) -> bytes:
    point = b"\x04" + es256.unb64(key["x"]) + es256.unb64(key["y"])
    return sha256(origin.encode() + b"\n" + _KIND + point).digest()[:4]


def for_a_header(text: str) -> str:
    return es256.b64(text.encode())


def from_a_header(value: str) -> str:
    """Raises ValueError."""
    return es256.unb64(value).decode()


def _name(origin: str, key: es256.PrivateKey) -> bytes:
    return key_id(origin, es256.jwk(key.public_key()))


def _signatures(origin: str, tail: str) -> tuple[tuple[bytes, bytes], ...]:
    start = f"{_DASH}{origin} "
    found = [_unb64(line.removeprefix(start)) for line in tail.splitlines()]
    return tuple((raw[:4], raw[4:]) for raw in found)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unb64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
