"""How an entry lies in a folder that two parties share: under which names, and in which order.

A file is written under another name, put on the disk, and then renamed, so that whoever watches the
folder sees whole files or none. Its sidecar is renamed first: the rename of the file itself is then
the one moment in which everything happens. Were the sidecar last, a worker that dies in between
would leave a file that some receivers have taken and others never will.

Each attempt writes under a name of its own. With one name for all, a worker that was thought dead
could rename what its successor has only half written. To take the half-written file of another
away is to make sure that it can never be renamed: so that, and no waiting, is what proves absence.
"""

import hashlib
import re
from dataclasses import dataclass
from secrets import token_hex
from uuid import UUID

from field_api.connectors.rules import ConfigRefused, Item
from field_api.connectors.wire.files import FILE_BYTES
from field_api.connectors.wire.sftp import Answered, Attributes, Sftp

_SIDECAR_BYTES = 4096
_PART = ".part"
_KEY = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"


@dataclass(frozen=True, slots=True)
class Names:
    """`pattern` is a file name with {key} in it, such as crime-{key}.csv."""

    pattern: str

    def __post_init__(self) -> None:
        """Raises ConfigRefused. Nothing but the key varies: a lookup knows nothing else."""
        plain = self.pattern.replace("{key}", "", 1)
        if plain == self.pattern or not re.fullmatch(r"[A-Za-z0-9._-]*", plain):
            raise ConfigRefused("name is letters, digits, dots and dashes around one {key}")
        if self.pattern.startswith((".", "-")) or self.pattern.endswith((_PART, ".sha256")):
            raise ConfigRefused("name would be taken for a hidden, half-written or other file")

    def file(self, key: UUID) -> str:
        return self.pattern.replace("{key}", str(key))

    def sidecar(self, key: UUID) -> str:
        return f"{self.file(key)}.sha256"

    def order(self, key: UUID) -> str:
        """To erase, under the key of the erasure."""
        return f"{self.file(key)}.erase"

    def erased(self, key: UUID) -> str:
        """What is left where a file was."""
        return f"{self.file(key)}.erased"

    def is_part(self, name: str, key: UUID) -> bool:
        return name.startswith(f"{self.file(key)}.") and name.endswith(_PART)

    def key(self, name: str) -> UUID | None:
        """The key of a whole file's name, None if it is another file."""
        before, after = self.pattern.split("{key}")
        found = re.fullmatch(f"{re.escape(before)}{_KEY}{re.escape(after)}", name)
        return UUID(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder in one session. Raises what Sftp raises."""

    sftp: Sftp
    path: str
    names: Names

    def at(self, name: str) -> str:
        return f"{self.path}/{name}"

    def place(self, name: str, data: bytes) -> None:
        """A file of ours that appears whole, or not at all. One that an earlier try left there
        gives way: a server without posix-rename would refuse every further try for it.
        """
        try:
            self.rename(self.write(name, data), name)
        except Answered:
            if self.has(name) is None:
                raise
            self.sftp.remove(self.at(name))
            self.rename(self.write(name, data), name)

    def write(self, name: str, data: bytes) -> str:
        """The path it lies under until it is renamed. A failed one is taken away again."""
        part = self.at(f"{name}.{token_hex(4)}{_PART}")
        try:
            self.sftp.create(part, data)
        except Answered:
            self._tidy(part)
            raise
        return part

    def rename(self, part: str, name: str) -> None:
        try:
            self.sftp.move(part, self.at(name))
        except Answered:
            self._tidy(part)
            raise

    def has(self, name: str) -> Attributes | None:
        return self.sftp.there(self.at(name))

    def sidecar(self, item: Item) -> bytes:
        """As `sha256sum -c` takes it, which skips the first line; there a receiver finds which
        thing this is a version of.
        """
        told = f"# key={item.key} subject={item.subject} version={item.version} kind={item.kind}"
        digest = hashlib.sha256(item.payload).hexdigest()
        return f"{told}\n{digest}  {self.names.file(item.key)}\n".encode()

    def sha256(self, name: str, key: UUID) -> str:
        """Of what lies there, read back; what its sidecar says where we may not read or it is too
        long; "" if neither can be known.
        """
        try:
            content = self.sftp.content(self.at(name), FILE_BYTES)
        except Answered:
            content = None
        if content is not None:
            return hashlib.sha256(content).hexdigest()
        return self.told(key)

    def told(self, key: UUID) -> str:
        """The hash in the sidecar, or ""."""
        try:
            content = self.sftp.content(self.at(self.names.sidecar(key)), _SIDECAR_BYTES) or b""
        except Answered:
            return ""
        found = re.search(rb"^([0-9a-f]{64})  ", content, re.MULTILINE)
        return found[1].decode() if found else ""

    def clear(self, key: UUID) -> bool:
        """Whether nothing lies here under this key and nothing can come any more: half-written
        files are taken away, and with them the power to rename them. Raises Answered if the folder
        or one of them does not let us.
        """
        there = self.sftp.listing(self.path)
        for name in there:
            if self.names.is_part(name, key):
                self.sftp.remove(self.at(name))
        whole = (self.names.file(key), self.names.order(key), self.names.erased(key))
        return not any(name in there for name in whole)

    def _tidy(self, part: str) -> None:
        """If it stays, the next lookup takes it away."""
        try:
            self.sftp.remove(part)
        except Answered:
            pass
