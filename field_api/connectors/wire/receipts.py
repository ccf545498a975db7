"""What a receiver of files says later: <name>.ack or <name>.rej, in a folder for just that."""

from dataclasses import dataclass
from typing import Any

import orjson

from field_api.connectors.rules import FieldFault, Found, Lookup
from field_api.connectors.wire.folder import Folder
from field_api.connectors.wire.sftp import MISSING, Answered

_BYTES = 256 << 10
_FAULTS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Receipts:
    """Both are JSON: {"reference", "sha256"} in an .ack, {"errors": [{"field", "message"}]} in a
    .rej. Neither needs to say anything: that it is there is the answer.
    """

    folder: Folder
    path: str

    def decision(self, name: str) -> Lookup | None:
        """None until there is one. Raises what Sftp raises, also when the folder is not there."""
        if (said := self._said(f"{name}.ack")) is not None:
            sha256 = said.get("sha256")
            told = sha256 if isinstance(sha256, str) else ""
            return Lookup(Found.FOUND, _line(said.get("reference")) or name, told)
        if (said := self._said(f"{name}.rej")) is not None:
            faults = _faults(said.get("errors"))
            reason = faults[0].text if faults else "did not accept the entry"
            return Lookup(Found.TURNED_DOWN, name, reason=reason, fields=faults)
        return None

    def _said(self, name: str) -> dict[str, Any] | None:
        try:
            content = self.folder.sftp.content(f"{self.path}/{name}", _BYTES)
        except Answered as answered:
            if answered.code == MISSING:
                return None
            raise
        try:
            document = orjson.loads(content or b"")
        except orjson.JSONDecodeError:
            document = None
        return document if isinstance(document, dict) else {}


def _faults(errors: Any) -> tuple[FieldFault, ...]:
    told = errors[:_FAULTS_KEPT] if isinstance(errors, list) else []
    return tuple(
        FieldFault(_line(error.get("field")), _line(error.get("message")) or "is not accepted")
        for error in told
        if isinstance(error, dict)
    )


def _line(value: Any) -> str:
    """Words of the receiver, shown to people: one line, of bounded length."""
    text = value if isinstance(value, str) else ""
    return "".join(c if c.isprintable() else " " for c in text[:200]).strip()
