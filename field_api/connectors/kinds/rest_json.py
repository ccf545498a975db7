"""Systems that take entries as JSON over HTTP, as the sandbox systems do (see docs/sandbox.md)."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson

from field_api.connectors.rules import (
    Answer,
    FieldFault,
    Found,
    Held,
    Intent,
    Item,
    Lookup,
    NoAnswer,
    Outcome,
    Sent,
    Unasked,
)
from field_api.connectors.rules.asking import Asking
from field_api.connectors.wire import answers, failures, rest_settings, signing, tls
from field_api.connectors.wire.addresses import place
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.failures import FAILURES
from field_api.connectors.wire.line import Headers, Line
from field_api.connectors.wire.oauth import Tokens
from field_api.connectors.wire.rest_settings import ENTRIES, ERASE, LISTING, LOOKUP, SEARCH

CONTENT_TYPE = "application/json"
ENTRY_BYTES = 1 << 20

_SETTINGS = rest_settings.KNOWN


class RestJson(Unasked):
    """`config`: `base_url`; `networks`, the CIDR ranges a host name may stand for; `ca_file`,
    `client_cert`, `client_key`, paths of PEM files; `schema`, a JSON Schema of what it accepts.
    `entries_path`, `lookup_path`, `listing_path`, `erase_path`, `search_path`, `health_path`: where
    the system has them, null for what it has not; `updates` false where it takes no later version.
    `auth`: "bearer" (the secret is the token) or "oauth2" (the secret is the client's; see
    wire/oauth.py). `signing_ref`: secrets that sign every message (see wire/signing.py).
    `event_source`: who we are in the headers of CloudEvents 1.0, which are left out without it.
    There is no setting to skip the check of a certificate. Raises ConfigRefused.
    """

    capabilities = rest_settings.CAPABILITIES

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        self._settings = rest_settings.read(config)
        self.capabilities = self._settings.offered
        where = place(config.get("base_url"), config.get("networks"))
        self._line = Line(where, tls.context(config) if where.scheme == "https" else None)
        self._authorization = f"Bearer {secret}"
        self._tokens = Tokens(config, secret) if config.get("auth") == "oauth2" else None

    def __repr__(self) -> str:
        return f"RestJson({self._line.place.authority})"

    def probe(self, deadline: float) -> bool:
        """Without a `health_path` only whether it answers a lookup at all."""
        ours = self._settings
        path = ours.health or ours.path(LOOKUP, UUID(int=0)) or "/"
        try:
            reply = self._ask("GET", path, deadline=deadline)
        except FAILURES:
            return False
        if ours.health is None:
            return reply.status < 500 and reply.status not in answers.CREDENTIALS | answers.BUSY
        return 200 <= reply.status < 300 if ours.own_health else answers.is_up(reply)

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
        if self._settings.validator is None:
            return []
        return [
            FieldFault(_pointer(error.instance_path), error.message)
            for error in self._settings.validator.iter_errors(document)
        ]

    def send(self, item: Item, *, deadline: float) -> Sent:
        ends = time.monotonic() + deadline
        erasing = item.intent is Intent.ERASE
        if self._settings.path(ERASE if erasing else ENTRIES) is None:
            return Sent(Outcome.REFUSED, reason="this system is not told such things")
        try:
            return self._erase(item, ends) if erasing else self._write(item, ends)
        except FAILURES as failure:
            return failures.sent(failure)

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        if (path := self._settings.path(LOOKUP, key)) is None:
            return Lookup(Found.UNKNOWN)
        try:
            reply = self._ask("GET", path, deadline=deadline)
        except FAILURES:
            return Lookup(Found.UNKNOWN)
        return answers.found(reply, key=key)

    def listing(self, since: datetime, until: datetime, *, deadline: float) -> Iterator[Held]:
        ends, after = time.monotonic() + deadline, "0"
        if (path := self._settings.path(LISTING)) is None:
            raise NoAnswer("gives no list of what it holds")
        period = {"since": since.isoformat(), "until": until.isoformat()}
        while True:
            query = urlencode({**period, "after": after})
            reply = self._answered("GET", f"{path}{'&' if '?' in path else '?'}{query}", ends=ends)
            entries, following = answers.page(reply)
            yield from entries
            if following is None:
                return
            if following == after:
                raise NoAnswer("its list goes round in a circle")
            after = following

    def query(
        self, kind: str, criteria: dict[str, Any], asking: Asking, *, deadline: float
    ) -> Answer:
        if (path := self._settings.path(SEARCH)) is None:
            raise NoAnswer("answers no questions")
        question = {
            "kind": kind,
            "criteria": criteria,
            "purpose": asking.purpose,
            "reason_code": asking.reason_code,
        }
        beside = {"originator": asking.originator, "on_behalf_of": asking.on_behalf_of}
        question |= {name: said for name, said in beside.items() if said}
        ends = time.monotonic() + deadline
        return answers.answer(self._answered("POST", path, orjson.dumps(question), ends=ends))

    def _write(self, item: Item, ends: float) -> Sent:
        headers, body = self._headers(item, item.payload), item.payload
        path = self._settings.path(ENTRIES) or ""
        reply = self._ask("POST", path, body, headers=headers, deadline=_left(ends))
        return answers.sent(reply, key=item.key, payload=body, now=datetime.now(UTC))

    def _erase(self, item: Item, ends: float) -> Sent:
        """Each key in turn, up to the first the system does not clearly confirm: the next attempt
        begins again, for what is erased twice is erased.
        """
        sent = Sent(Outcome.DELIVERED)
        for key in map(UUID, orjson.loads(item.payload)["keys"]):
            path = self._settings.path(ERASE, key) or ""
            headers = self._headers(item, b"")
            reply = self._ask("DELETE", path, headers=headers, deadline=_left(ends))
            sent = answers.erased(reply, key=key)
            if sent.outcome is not Outcome.DELIVERED:
                break
        return sent

    def _headers(self, item: Item, body: bytes) -> Headers:
        headers: Headers = {
            "Content-Type": CONTENT_TYPE,
            "Idempotency-Key": str(item.key),
            "Fieldbook-Version": str(item.version),
        }
        if ref := self._settings.signing_ref:
            now, message = datetime.now(UTC), str(item.key)
            headers.update(signing.headers(ref, message=message, body=body, now=now))
        if self._settings.source:
            headers |= {
                "ce-specversion": "1.0",
                "ce-id": str(item.key),
                "ce-source": self._settings.source,
                "ce-type": f"fieldbook.{item.kind or 'entry'}.{item.intent.value}",
                "ce-subject": str(item.subject),
            }
        return headers

    def _answered(
        self, method: str, path: str, content: bytes | None = None, *, ends: float
    ) -> Reply:
        """Raises NoAnswer."""
        headers: Headers = {"Content-Type": CONTENT_TYPE} if content is not None else {}
        try:
            return self._ask(method, path, content, headers=headers, deadline=_left(ends))
        except FAILURES as failure:
            raise failures.no_answer(failure) from failure

    def _ask(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        *,
        headers: Headers | None = None,
        deadline: float,
    ) -> Reply:
        """With a token that may have been withdrawn before its time, once more with a new one: who
        says 401 has taken nothing.
        """
        ends = time.monotonic() + deadline
        reply, authorization = self._once(method, path, content, headers, ends)
        if reply.status == 401 and self._tokens and self._tokens.spoiled(authorization):
            reply, _ = self._once(method, path, content, headers, ends)
        return reply

    def _once(
        self, method: str, path: str, content: bytes | None, headers: Headers | None, ends: float
    ) -> tuple[Reply, str]:
        authorization = self._authorization
        if self._tokens:
            authorization = self._tokens.authorization(seconds=_left(ends))
        sent: Headers = {"Authorization": authorization, "Accept": CONTENT_TYPE}
        sent.update(headers or {})
        ask = self._line.ask
        return ask(method, path, headers=sent, content=content, deadline=_left(ends)), authorization


def _left(ends: float) -> float:
    return ends - time.monotonic()


def _pointer(path: list[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


CONNECTOR = RestJson
