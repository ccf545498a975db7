"""What an answer by SOAP proves, as `answers` says it for JSON. Pure.

A yes counts only in the very element the WSDL promises, good by its schema, with a reference in
it. A fault of ours (`Client`) is the entry's; one of theirs (`Server`) leaves it open whether
anything was stored, unless it says so.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson
from lxml import etree

from field_api.connectors.rules import (
    FieldFault,
    Found,
    Held,
    Intent,
    Item,
    Lookup,
    Outcome,
    Sent,
)
from field_api.connectors.wire import answers, envelope_xml
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.envelope_xml import Fault, NotSoap, text
from field_api.connectors.wire.wsdl import Operation, Wsdl

NAMES = {
    "key": "Key",
    "subject": "Subject",
    "reference": "Reference",
    "sha256": "Sha256",  # of the body's element in exclusive canonical XML
    "held": "Held",
    "state": "State",  # of what it holds: `pending`, `rejected`, or anything else for accepted
    "received_at": "ReceivedAt",
    "since": "Since",
    "until": "Until",
    "after": "After",
    "next": "Next",
    "entry": "Entry",
    "path": "Path",
    "message": "Message",
    "retry_after": "RetryAfter",
    "already_held": "AlreadyHeld",
    "busy": "Busy",
    "nothing_stored": "NothingStored",
}
"""What we look for in requests, answers and details of faults: local names, however deep."""

# WS-Security 1.1 §12, and what toolkits in use say instead.
_CREDENTIALS = {
    *("UnsupportedSecurityToken", "UnsupportedAlgorithm", "InvalidSecurity", "FailedCheck"),
    *("InvalidSecurityToken", "FailedAuthentication", "SecurityTokenUnavailable"),
    *("MessageExpired", "Authentication", "AuthenticationError", "InvalidCredentialsError"),
    *("NotAuthenticated", "Unauthorized", "Unauthorised", "AccessDenied"),
}
# The way we speak is wrong, for every entry alike (SOAP 1.1 §4.4.1, 1.2 part 1 §5.4.6).
_SET_UP = {"VersionMismatch", "MustUnderstand", "DataEncodingUnknown", "ActionNotSupported"}
_STATES = {"pending": Found.PENDING, "rejected": Found.TURNED_DOWN}
_BY_STATUS = answers.BUSY | answers.CREDENTIALS | answers.SET_UP | answers.NOT_READ
_WORDS = 200
_FAULTS_KEPT = 50


class Unclear(Exception):
    """This is no answer that could be relied on. The text says why."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the answers to one operation."""

    wsdl: Wsdl
    operation: Operation
    names: dict[str, str]

    def sent(self, reply: Reply, item: Item) -> Sent:
        if reply.status in _BY_STATUS:
            return _by_status(reply, item)
        try:
            inside = self._inside(reply)
        except Unclear as unclear:
            if 400 <= reply.status < 500:
                return _by_status(reply, item)
            return Sent(Outcome.UNCERTAIN, reason=str(unclear), status=reply.status)
        if isinstance(inside, Fault):
            return self._refused(inside, reply, item)
        if item.intent is Intent.ERASE and not self._all_erased(inside, item):
            reason = "did not say that it erased everything"
            return Sent(Outcome.UNCERTAIN, reason=reason, status=reply.status)
        return self._accepted(inside, reply.status)

    def _accepted(self, inside: etree._Element, status: int) -> Sent:
        reference, state = self._said(inside, "reference"), self._said(inside, "state").lower()
        if not reference:
            reason = "said yes but gave no reference"
            return Sent(Outcome.UNCERTAIN, reason=reason, status=status)
        if state == "rejected":
            reason = "holds it and did not accept it"
            return Sent(Outcome.REJECTED, reference=reference, reason=reason, status=status)
        outcome = Outcome.TAKEN if state == "pending" else Outcome.DELIVERED
        return Sent(outcome, reference=reference, status=status)

    def found(self, reply: Reply, key: UUID) -> Lookup:
        """Both yes and no must name the key they speak of."""
        try:
            inside = self._answer(reply)
        except Unclear:
            return Lookup(Found.UNKNOWN)
        held, reference = self._said(inside, "held"), self._said(inside, "reference")
        if self._said(inside, "key").lower() != str(key):
            return Lookup(Found.UNKNOWN)
        if held in ("false", "0"):
            return Lookup(Found.ABSENT)
        if held not in ("true", "1") or not reference:
            return Lookup(Found.UNKNOWN)
        answer = _STATES.get(self._said(inside, "state").lower(), Found.FOUND)
        return Lookup(answer, reference, self._sha256(inside))

    def listed(self, reply: Reply) -> tuple[list[Held], str]:
        """One page of a list and the place to go on from, "" at its end. Raises Unclear."""
        inside = self._answer(reply)
        try:
            held = [self._held(each) for each in envelope_xml.named(inside, self.names["entry"])]
        except ValueError:
            raise Unclear("answered in a form we cannot read") from None
        return held, self._said(inside, "next")

    def _held(self, entry: etree._Element) -> Held:
        key, at = UUID(self._said(entry, "key")), self._said(entry, "received_at")
        moment = datetime.fromisoformat(at) if at else None
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return Held(key, self._said(entry, "reference"), self._sha256(entry), moment)

    def _answer(self, reply: Reply) -> etree._Element:
        inside = self._inside(reply)
        if isinstance(inside, Fault):
            raise Unclear(f"answered a fault ({'.'.join(inside.codes)})")
        return inside

    def _inside(self, reply: Reply) -> etree._Element | Fault:
        """A fault, or the answer the WSDL promises, good by its schema. Raises Unclear."""
        unclear = f"gave no clear answer ({reply.status})"
        try:
            inside = envelope_xml.opened(reply.body, self.wsdl.soap)
        except NotSoap:
            raise Unclear(unclear) from None
        if isinstance(inside, Fault):
            return inside
        if not 200 <= reply.status < 300 or inside.tag != self.operation.answers:
            raise Unclear(unclear)
        if self.wsdl.errors(inside):
            raise Unclear("its answer is not as its own schema says")
        return inside

    def _refused(self, fault: Fault, reply: Reply, item: Item) -> Sent:
        names, status = fault.names(), reply.status
        if names & _CREDENTIALS:
            return Sent(Outcome.CREDENTIALS, reason="refused our credentials", status=status)
        if names & _SET_UP:
            reason = f"does not take calls made like this ({fault.codes[0]})"
            return Sent(Outcome.CREDENTIALS, reason=reason, status=status)
        if names & {self.names["busy"], self.names["nothing_stored"]}:
            return self._busy(fault, reply)
        if self.names["already_held"] in names:
            return self._conflict(fault, status, item)
        if fault.codes[0] == "Client":
            return self._rejected(fault, status)
        reason = f"broke over it ({'.'.join(fault.codes)})"[:_WORDS]
        return Sent(Outcome.UNCERTAIN, reason=reason, status=status)

    def _busy(self, fault: Fault, reply: Reply) -> Sent:
        wait = self._said(fault.detail, "retry_after") or reply.headers.get("retry-after")
        seconds = answers.retry_after(wait, datetime.now(UTC))
        reason = "asked us to come back later"
        return Sent(Outcome.BUSY, reason=reason, status=reply.status, retry_after=seconds)

    def _conflict(self, fault: Fault, status: int, item: Item) -> Sent:
        """As a 409 of `answers`: the same bytes are ours already, others a person's question."""
        reference, sha256 = self._said(fault.detail, "reference"), self._sha256(fault.detail)
        if self._said(fault.detail, "key").lower() != str(item.key) or not (sha256 and reference):
            reason = "says it has this already, not what"
            return Sent(Outcome.UNCERTAIN, reason=reason, status=status)
        if sha256 == hashlib.sha256(item.payload).hexdigest():
            return Sent(Outcome.DELIVERED, reference=reference, status=status)
        reason = "holds other content under the same key"
        return Sent(Outcome.REJECTED, reference=reference, reason=reason, status=status)

    def _rejected(self, fault: Fault, status: int) -> Sent:
        """The system's own words may quote the entry, so they go to the field, not the reason."""
        fields = tuple(self._fields(fault))[:_FAULTS_KEPT] or (FieldFault("", _line(fault.words)),)
        reason = f"did not accept the entry ({'.'.join(fault.codes)})"[:_WORDS]
        return Sent(Outcome.REJECTED, reason=reason, status=status, fields=fields)

    def _fields(self, fault: Fault) -> Iterator[FieldFault]:
        for path in envelope_xml.named(fault.detail, self.names["path"]):
            words = _line(text(path.getparent(), self.names["message"])) or "is not accepted"
            yield FieldFault(self.operation.pointer(path.text or "")[:_WORDS], words)

    def _all_erased(self, inside: etree._Element, item: Item) -> bool:
        said = envelope_xml.named(inside, self.names["key"])
        gone = {(each.text or "").strip().lower() for each in said}
        return set(orjson.loads(item.payload)["keys"]) <= gone

    def _said(self, of: etree._Element | None, name: str) -> str:
        return _line(text(of, self.names[name]))

    def _sha256(self, of: etree._Element | None) -> str:
        said = self._said(of, "sha256").lower()
        return said if re.fullmatch("[0-9a-f]{64}", said) else ""


def _by_status(reply: Reply, item: Item) -> Sent:
    """What the status alone proves, as for JSON: whatever the body is, it is no answer of ours."""
    bare = Reply(reply.status, reply.headers, None)
    return answers.sent(bare, key=item.key, payload=item.payload, now=datetime.now(UTC))


def _line(words: str) -> str:
    return "".join(c if c.isprintable() else " " for c in words[:_WORDS]).strip()
