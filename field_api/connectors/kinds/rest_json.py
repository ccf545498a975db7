"""Systems that take entries as JSON over HTTP, as the sandbox systems do (see docs/sandbox.md)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jsonschema_rs
import orjson

from field_api.connectors.rules import (
    Answer,
    Capability,
    ConfigRefused,
    FieldFault,
    Found,
    Item,
    Lookup,
    NoAnswer,
    Outcome,
    Sent,
    TimedOut,
    Unasked,
)
from field_api.connectors.wire import answers, tls
from field_api.connectors.wire.addresses import place
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.dial import AddressRefused
from field_api.connectors.wire.line import (
    Broken,
    CertificateRefused,
    Headers,
    Line,
)

CONTENT_TYPE = "application/json"
ENTRY_BYTES = 1 << 20
_SETTINGS = {"base_url", "networks", "ca_file", "client_cert", "client_key", "schema"}


class RestJson(Unasked):
    """`config`: `base_url`; `networks`, the CIDR ranges a host name may stand for; `ca_file`,
    `client_cert`, `client_key`, paths of PEM files; `schema`, a JSON Schema of what it accepts.
    There is no setting to skip the check of a certificate. Raises ConfigRefused.
    """

    capabilities = frozenset({Capability.ENTRIES, Capability.LOOKUP, Capability.QUERIES})

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        if unknown := set(config) - _SETTINGS:
            raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
        where = place(config.get("base_url"), config.get("networks"))
        self._line = Line(where, tls.context(config) if where.scheme == "https" else None)
        self._validator = _validator(config.get("schema"))
        self._authorization = f"Bearer {secret}"

    def __repr__(self) -> str:
        return f"RestJson({self._line.place.authority})"

    def probe(self, deadline: float) -> bool:
        try:
            return answers.is_up(self._ask("GET", "/health", deadline=deadline))
        except (Broken, CertificateRefused, AddressRefused):
            return False

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        """Keys sorted, no white space: the same document gives the same bytes and the same hash."""
        return orjson.dumps(document, option=orjson.OPT_SORT_KEYS), CONTENT_TYPE

    def validate(self, payload: bytes) -> list[FieldFault]:
        if len(payload) > ENTRY_BYTES:
            return [FieldFault("", f"is longer than {ENTRY_BYTES} bytes")]
        try:
            document = orjson.loads(payload)
        except orjson.JSONDecodeError:
            return [FieldFault("", "is not JSON")]
        if self._validator is None:
            return []
        return [
            FieldFault(_pointer(error.instance_path), error.message)
            for error in self._validator.iter_errors(document)
        ]

    def send(self, item: Item, *, deadline: float) -> Sent:
        headers: Headers = {
            "Content-Type": CONTENT_TYPE,
            "Idempotency-Key": str(item.key),
            "Fieldbook-Version": str(item.version),
        }
        body = item.payload
        try:
            reply = self._ask("POST", "/api/entries", body, headers=headers, deadline=deadline)
        except Broken as broken:
            outcome = Outcome.UNCERTAIN if broken.out else Outcome.NOT_SENT
            return Sent(outcome, reason=broken.reason)
        except CertificateRefused as refused:
            return Sent(Outcome.CREDENTIALS, reason=str(refused))
        except AddressRefused as refused:
            return Sent(Outcome.REFUSED, reason=str(refused))
        return answers.sent(reply, key=item.key, payload=body, now=datetime.now(UTC))

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        try:
            reply = self._ask("GET", f"/api/entries/by-key/{key}", deadline=deadline)
        except (Broken, CertificateRefused, AddressRefused):
            return Lookup(Found.UNKNOWN)
        return answers.found(reply, key=key)

    def query(
        self,
        kind: str,
        criteria: dict[str, Any],
        purpose: str,
        reason_code: str,
        *,
        deadline: float,
    ) -> Answer:
        question = {
            "kind": kind,
            "criteria": criteria,
            "purpose": purpose,
            "reason_code": reason_code,
        }
        headers: Headers = {"Content-Type": CONTENT_TYPE}
        try:
            reply = self._ask(
                "POST", "/api/search", orjson.dumps(question), headers=headers, deadline=deadline
            )
        except Broken as broken:
            raise (TimedOut if broken.timed_out else NoAnswer)(broken.reason) from broken
        except (CertificateRefused, AddressRefused) as refused:
            raise NoAnswer(str(refused)) from refused
        return answers.answer(reply)

    def _ask(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        *,
        headers: Headers | None = None,
        deadline: float,
    ) -> Reply:
        sent: Headers = {"Authorization": self._authorization, "Accept": CONTENT_TYPE}
        sent.update(headers or {})
        return self._line.ask(method, path, headers=sent, content=content, deadline=deadline)


def _validator(schema: Any) -> jsonschema_rs.Draft202012Validator | None:
    """Offline: a schema that fetched its parts from an address would be a way past `networks`."""
    if schema is None:
        return None
    try:
        return jsonschema_rs.Draft202012Validator(schema, offline=True)
    except (ValueError, TypeError) as error:
        raise ConfigRefused(f"schema cannot be used: {str(error).splitlines()[0]}") from error


def _pointer(path: list[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


CONNECTOR = RestJson
