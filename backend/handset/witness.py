"""Every handset is a witness: it keeps the newest checkpoint of the server's ledger, and takes no
other that does not grow from it (RFC 9162 §2.1.4).

So nobody can cut off or rewrite what a handset has seen, whatever keys and backups they hold. A
backup put back looks the same; there the server says so by a higher epoch. Both are kept and told,
and writing and sending go on: an entry is never held back.
"""

from dataclasses import dataclass
from typing import Any

from backend.handset.line import Line
from backend.handset.store import Store
from backend.handset.wire import Item, Refused
from field_api.ledger.rules import notes
from field_api.ledger.rules.notes import Note
from field_api.ledger.rules.witnessing import Fault, fault_of
from field_api.lib import es256, merkle


@dataclass(frozen=True, slots=True)
class Told:
    """A checkpoint as the server told it, empty where it has none; and the keys it goes by."""

    text: str
    note: Note | None
    keys: list[es256.Jwk]


def look(line: Line, store: Store) -> None:
    """After a round: does what the server said last grow from what is kept? Raises as `call`."""
    heard, line.heard = line.heard, ""
    kept = store.fact("checkpoint")
    if not (kept or heard):
        return
    if kept is None:
        _keep(store, _asked(line))
    elif heard != notes.for_a_header(kept["text"]):
        _compare(line, store, kept, heard)
    _report(line, store)


def contradictions(store: Store) -> list[Item]:
    """What was found at odds, oldest first: both notes, and under which epochs."""
    found: list[Item] = store.fact("contradictions", [])
    return found


def _compare(line: Line, store: Store, kept: Item, heard: str) -> None:
    before = notes.read(kept["text"])
    told = _heard(heard, kept["keys"])
    if told is None or told.note is None or told.note.size < before.size:
        # An answer may come late, or from a process that looked two seconds ago: this one not.
        told = _asked(line)
    if _grows(line, before, told, kept["keys"]):
        _keep(store, told)
    else:
        _contradict(store, kept, told)


def _heard(value: str, keys: list[es256.Jwk]) -> Told | None:
    try:
        text = notes.from_a_header(value)
        note = notes.read(text)
    except ValueError:
        return None
    # A key that is not known yet comes beside one that is: then the keys are asked for anew.
    known = sum(note.signed_by(key) for key in keys)
    return Told(text, note, keys) if known == len(note.signatures) else None


def _asked(line: Line) -> Told:
    answer = line.call("GET", "ledger/checkpoint")
    text = answer["checkpoint"] or ""
    try:
        return Told(text, notes.read(text), answer["keys"])
    except ValueError:
        return Told(text, None, answer["keys"])


def _grows(line: Line, before: Note, told: Told, keys: list[es256.Jwk]) -> bool:
    note = told.note
    if note is None or note.size < before.size or not _signed(note, keys):
        return False
    if note.size == before.size:
        return note.root == before.root
    path = f"ledger/consistency?from={before.size}&to={note.size}"
    try:
        proof = [es256.unb64(part) for part in line.call("GET", path)["proof"]]
    except Refused as refused:
        if refused.status != 404:
            raise
        return False
    return merkle.grew(before.size, before.root, note.size, note.root, proof)


def _signed(note: Note, keys: list[es256.Jwk]) -> bool:
    return any(note.signed_by(key) for key in keys)


def _keep(store: Store, told: Told) -> None:
    """The keys too: who knows one of them takes the new ones from what it signed."""
    if told.note and _signed(told.note, told.keys):
        epoch = store.fact("seen_epoch", 0)
        with store.change():
            store.state(checkpoint={"text": told.text, "keys": told.keys, "epoch": epoch})


def _contradict(store: Store, kept: Item, told: Told) -> None:
    """Once for each that was kept, and once more when the server says that it was put back."""
    epoch = store.fact("seen_epoch", 0)
    what = fault_of(kept_epoch=kept["epoch"], told_epoch=epoch)
    found = contradictions(store)
    if not any(one["kept"] == kept["text"] and one["what"] == what for one in found):
        one: dict[str, Any] = {"what": what.value, "kept": kept["text"], "told": told.text}
        one |= {"kept_epoch": kept["epoch"], "told_epoch": epoch, "reported": False}
        with store.change():
            store.state(contradictions=[*found, one])
    if what is Fault.PUT_BACK:
        _keep(store, told)


def _report(line: Line, store: Store) -> None:
    found = contradictions(store)
    for one in found:
        if not one["reported"]:
            said = ("kept", "told", "kept_epoch", "told_epoch")
            line.call("POST", "ledger/contradictions", {name: one[name] for name in said})
            with store.change():
                one["reported"] = True
                store.state(contradictions=found)
