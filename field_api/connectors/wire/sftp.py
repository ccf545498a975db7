"""The dozen requests of SFTP we need (version 3, draft-ietf-secsh-filexfer-02).

paramiko's own client answers a "no" with OSError, as it does when the connection is gone; its
pipelined writes lose errors, and so does closing a file. Here a "no" is told from a break.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from paramiko import Channel, Message

_VERSION = 3
_INIT, _TOLD_VERSION = 1, 2
_OPEN, _CLOSE, _READ, _WRITE = 3, 4, 5, 6
_OPENDIR, _READDIR, _REMOVE, _STAT, _RENAME = 11, 12, 13, 17, 18
_STATUS, _HANDLE, _DATA, _NAME, _ATTRS = 101, 102, 103, 104, 105
_EXTENDED = 200

_FLAG_READ, _FLAG_WRITE, _FLAG_CREATE, _FLAG_EXCLUSIVE = 0x01, 0x02, 0x08, 0x20
_HAS_SIZE, _HAS_OWNER, _HAS_MODE, _HAS_TIMES, _HAS_MORE = 1, 2, 4, 8, 1 << 31

_FSYNC = b"fsync@openssh.com"
_POSIX_RENAME = b"posix-rename@openssh.com"
_CHUNK = 32768
"""The most every server must take in one packet."""
_LONGEST_PACKET = 1 << 20

MISSING, DENIED, FAILED, UNSUPPORTED = 2, 3, 4, 8
_OK, _END = 0, 1


class Answered(Exception):
    """The server said no to one request. `code` is its status, `text` its words."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Garbled(Exception):
    """What came is not SFTP, so that nothing more can be made of this connection."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """Of a file or folder. `changed` is in seconds since 1970 by the server's clock."""

    size: int = 0
    mode: int = 0
    changed: int | None = None


class Sftp:
    """One session, for one call at a time. Raises Answered, Garbled, and what the channel raises
    when its connection is gone.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._last = 0
        asked = Message()
        asked.add_int(_VERSION)
        self._send(_INIT, asked)
        kind, told = self._packet()
        if kind != _TOLD_VERSION or told.get_int() < _VERSION:
            raise Garbled("not an SFTP server we can speak to")
        self.offers = frozenset(_names(told))

    def there(self, path: str) -> Attributes | None:
        try:
            return _attributes(self._ask(_STAT, _ATTRS, path))
        except Answered as answered:
            if answered.code == MISSING:
                return None
            raise

    def listing(self, path: str) -> dict[str, Attributes]:
        """Everything in a folder, by name."""
        handle = self._ask(_OPENDIR, _HANDLE, path).get_binary()
        found: dict[str, Attributes] = {}
        try:
            while True:
                told = self._ask(_READDIR, _NAME, handle)
                for _ in _counted(told):
                    name = told.get_binary().decode(errors="replace")
                    told.get_binary()  # the line `ls -l` would show
                    found[name] = _attributes(told)
        except Answered as answered:
            if answered.code != _END:
                raise
            return found
        finally:
            self._ask(_CLOSE, _STATUS, handle)

    def create(self, path: str, data: bytes) -> None:
        """A file that was not there before, on the disk when this returns if the server can see to
        that. Raises Answered; the file may be there in part then.
        """
        handle = self._opened(path, _FLAG_WRITE | _FLAG_CREATE | _FLAG_EXCLUSIVE)
        try:
            self._write(handle, data)
            if _FSYNC in self.offers:
                self._ask(_EXTENDED, _STATUS, _FSYNC, handle)
        except Answered:
            self._ask(_CLOSE, _STATUS, handle)
            raise
        self._ask(_CLOSE, _STATUS, handle)

    def content(self, path: str, most: int) -> bytes | None:
        """What the file holds, or None if that is more than `most` bytes. Raises Answered."""
        handle = self._opened(path, _FLAG_READ)
        data = bytearray()
        try:
            while len(data) <= most:
                data += self._ask(_READ, _DATA, handle, _Long(len(data)), _CHUNK).get_binary()
        except Answered as answered:
            if answered.code != _END:
                raise
        finally:
            self._ask(_CLOSE, _STATUS, handle)
        return bytes(data) if len(data) <= most else None

    def remove(self, path: str) -> None:
        """A file that is not there is gone already."""
        try:
            self._ask(_REMOVE, _STATUS, path)
        except Answered as answered:
            if answered.code != MISSING:
                raise

    def move(self, old: str, new: str) -> None:
        """At once and whole, for everybody who looks. The plain rename of version 3 promises
        nothing like it, but is all that some servers have.
        """
        if _POSIX_RENAME in self.offers:
            self._ask(_EXTENDED, _STATUS, _POSIX_RENAME, old, new)
        else:
            self._ask(_RENAME, _STATUS, old, new)

    def _opened(self, path: str, flags: int) -> bytes:
        return self._ask(_OPEN, _HANDLE, path, flags, 0).get_binary()

    def _write(self, handle: bytes, data: bytes) -> None:
        """All of it under way at once: a round trip for each 32 KiB is slow on a long line."""
        asked = [
            self._asked(_WRITE, handle, _Long(start), data[start : start + _CHUNK])
            for start in range(0, len(data), _CHUNK)
        ]
        refused: Answered | None = None
        for number in asked:
            try:
                self._answer(number, _STATUS)
            except Answered as answered:
                refused = refused or answered
        if refused:
            raise refused

    def _ask(self, kind: int, wanted: int, *parts: "str | bytes | int | _Long") -> Message:
        return self._answer(self._asked(kind, *parts), wanted)

    def _asked(self, kind: int, *parts: "str | bytes | int | _Long") -> int:
        self._last = (self._last + 1) & 0xFFFFFFFF
        asked = Message()
        asked.add_int(self._last)
        for part in parts:
            if isinstance(part, _Long):
                asked.add_int64(part)
            elif isinstance(part, int):
                asked.add_int(part)
            else:
                asked.add_string(part)
        self._send(kind, asked)
        return self._last

    def _answer(self, number: int, wanted: int) -> Message:
        kind, told = self._packet()
        if told.get_int() != number:
            raise Garbled("answered out of turn")
        if kind == _STATUS:
            code = told.get_int()
            if code != _OK or wanted != _STATUS:
                raise Answered(code, told.get_binary().decode(errors="replace"))
        elif kind != wanted:
            raise Garbled("answered something else")
        return told

    def _send(self, kind: int, asked: Message) -> None:
        packet = asked.asbytes()
        self._channel.sendall(struct.pack(">IB", len(packet) + 1, kind) + packet)

    def _packet(self) -> tuple[int, Message]:
        (size,) = struct.unpack(">I", self._read(4))
        if not 5 <= size <= _LONGEST_PACKET:
            raise Garbled("a packet of no possible length")
        packet = self._read(size)
        return packet[0], Message(packet[1:])

    def _read(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            if not (more := self._channel.recv(size - len(data))):
                raise EOFError
            data += more
        return bytes(data)


class _Long(int):
    """A number of 64 bits."""


def _attributes(told: Message) -> Attributes:
    has = told.get_int()
    size = told.get_int64() if has & _HAS_SIZE else 0
    if has & _HAS_OWNER:
        told.get_int(), told.get_int()
    mode = told.get_int() if has & _HAS_MODE else 0
    changed = None
    if has & _HAS_TIMES:
        _, changed = told.get_int(), told.get_int()
    if has & _HAS_MORE:
        for _ in _counted(told):
            told.get_binary(), told.get_binary()
    return Attributes(size, mode, changed)


def _counted(told: Message) -> Iterator[int]:
    """A number that was told is no reason to believe that so much follows: past its end, paramiko
    reads zeros.
    """
    for n in range(told.get_int()):
        if not told.get_remainder():
            raise Garbled("a packet shorter than it says")
        yield n


def _names(told: Message) -> Iterator[bytes]:
    """Name and value of each extension in turn, to the end of the packet."""
    while told.get_remainder():
        yield told.get_binary()
        told.get_binary()
