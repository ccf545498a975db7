"""One attempt to leave something in a folder, and what is known when it ends."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import orjson

from field_api.connectors.rules import Item, Outcome, Sent
from field_api.connectors.wire.folder import Folder
from field_api.connectors.wire.sftp import DENIED, MISSING, UNSUPPORTED, Answered

_SET_UP = {
    MISSING: "has no such folder",
    DENIED: "does not let us write in its folder",
    UNSUPPORTED: "cannot do what we need",
}


@dataclass(slots=True)
class Deposit:
    """`acked`: whether the receiver says later what it makes of a file. `renaming` is true from the
    moment a rename into view may have been asked for.
    """

    item: Item
    acked: bool
    renaming: bool = False

    def made(self, folder: Folder) -> Sent:
        names, key = folder.names, self.item.key
        if folder.has(names.erased(key)):
            return Sent(Outcome.REJECTED, reason="was told to erase this entry")
        if (there := folder.has(names.file(key))) is not None:
            return self._compared(folder, there.size)
        part = folder.write(names.file(key), self.item.payload)
        folder.place(names.sidecar(key), folder.sidecar(self.item))
        self.renaming = True
        try:
            folder.rename(part, names.file(key))
        except Answered as answered:
            return self._not_renamed(folder, answered)
        return self._left(folder)

    def erased(self, folder: Folder) -> Sent:
        """The order last, under the key of the erasure: its being there says that all is done.
        Markers come before, or what died half-way could be sent again.
        """
        keys = _keys(self.item.payload)
        if keys is None:
            return Sent(Outcome.REJECTED, reason="is not an order to erase")
        order = folder.names.order(self.item.key)
        if folder.has(order) is None:
            try:
                for key in keys:
                    self._erase(folder, key)
            except Answered as answered:
                return _not_erased(answered)
            part = folder.write(order, self.item.payload)
            self.renaming = True
            folder.rename(part, order)
        return Sent(Outcome.DELIVERED, reference=order)

    def _erase(self, folder: Folder, key: UUID) -> None:
        names = folder.names
        if folder.has(names.erased(key)) is None:
            told = {"erased": str(self.item.subject), "order": str(self.item.key)}
            folder.place(names.erased(key), orjson.dumps(told))
        for name in (names.file(key), names.sidecar(key)):
            folder.sftp.remove(folder.at(name))
        folder.clear(key)

    def _compared(self, folder: Folder, size: int) -> Sent:
        """Whole files only appear under the name of their key, so what is there is ours: unless
        its bytes say otherwise, or its length where we may not read.
        """
        held = folder.sha256(folder.names.file(self.item.key), self.item.key)
        mine = hashlib.sha256(self.item.payload).hexdigest()
        if held == mine or (not held and size == len(self.item.payload)):
            return self._left(folder)
        return Sent(
            Outcome.REJECTED,
            reference=folder.names.file(self.item.key),
            reason="holds other content under the same key",
        )

    def _not_renamed(self, folder: Folder, answered: Answered) -> Sent:
        """A server without posix-rename refuses when the name is taken: by our own earlier try."""
        there = folder.has(folder.names.file(self.item.key))
        if there is not None:
            return self._compared(folder, there.size)
        if answered.code == MISSING:
            return Sent(Outcome.NOT_SENT, reason="what was half written has been taken away")
        return refusal(answered)

    def _left(self, folder: Folder) -> Sent:
        outcome = Outcome.TAKEN if self.acked else Outcome.DELIVERED
        return Sent(outcome, reference=folder.names.file(self.item.key))


def refusal(answered: Answered) -> Sent:
    """A "no" before anything came into view: nothing was taken. Version 3 has one status for a full
    disk, a spent quota and everything else, so all of these are "not now".
    """
    if answered.code in _SET_UP:
        return Sent(Outcome.CREDENTIALS, reason=_SET_UP[answered.code])
    words = "".join(c if c.isprintable() else " " for c in answered.text[:80]).strip()
    return Sent(
        Outcome.BUSY, reason=f"could not take a file ({words or 'no reason'}); is its disk full?"
    )


def _not_erased(answered: Answered) -> Sent:
    """Where files may be left but not taken away, a person has to ask: new entries still pass."""
    if answered.code == DENIED:
        return Sent(Outcome.REJECTED, reason="does not let us take files away again")
    return refusal(answered)


def _keys(payload: bytes) -> list[UUID] | None:
    try:
        return [UUID(key) for key in orjson.loads(payload)["keys"]]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
