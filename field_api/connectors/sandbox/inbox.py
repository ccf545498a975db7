"""Files as entries: a whole file with its checksum beside it is taken in, and a receipt given."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from field_api.connectors.sandbox.reading import records
from field_api.connectors.sandbox.storage import ACCEPTED, REJECTED, OtherBytes, Storage
from field_api.connectors.sandbox.validity import Part

_KEY = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ENDINGS = {ACCEPTED: ".ack", REJECTED: ".rej"}


@dataclass(frozen=True, slots=True)
class Inbox:
    part: Part
    storage: Storage

    def read(self, source: Path, target: Path, *, pending: bool) -> bool:
        """Take in what is about to become `target`. False if the checksum beside that is missing or
        another one, if its name has no key, or if other bytes are held under the key.
        """
        body, name = source.read_bytes(), target.name
        beside = target.with_name(f"{name}.sha256")
        told = beside.read_text(errors="replace") if beside.exists() else ""
        found = _KEY.search(name)
        if not found or f"{hashlib.sha256(body).hexdigest()}  {name}\n" not in told:
            return False
        wrong = self._wrong(name, body)
        version, subject = (
            _first("version=([0-9]{1,9})", told),
            _first("subject=([0-9a-f-]+)", told),
        )
        try:
            self.storage.keep(
                key=found[0],
                body=body,
                version=int(version or 1),
                subject=subject,
                pending=pending or bool(wrong),
            )
        except OtherBytes:
            return False
        if wrong:
            self.storage.decide(found[0], REJECTED, wrong)
        return True

    def erase(self, order: bytes) -> None:
        for key in json.loads(order)["keys"]:
            self.storage.erase(str(key))

    def _wrong(self, name: str, body: bytes) -> list[tuple[str, str]]:
        try:
            found = records(name, body)
        except ValueError as error:
            return [("", str(error))]
        return [
            (pointer if len(found) == 1 else f"/{n}{pointer}", text)
            for n, record in enumerate(found)
            for pointer, text in self.part.check(record)
        ]


def receipt_of(storage: Storage, name: str) -> bytes | None:
    """What <file>.ack or <file>.rej says; None when it is not there, or not there yet."""
    found = _KEY.search(name)
    entry = storage.by_key(found[0]) if found else None
    if entry is None or entry.erased_at or Path(name).suffix != _ENDINGS.get(entry.state):
        return None
    if entry.state == REJECTED:
        return json.dumps({"errors": entry.faults}).encode()
    return json.dumps({"reference": entry.reference, "sha256": entry.sha256}).encode()


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""
