"""Systems that take STIX 2.1 reports by TAXII 2.1, as feeds of cyber intelligence do."""

import base64
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from field_api.connectors.rules import (
    Capability,
    ConfigRefused,
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
    stix,
)
from field_api.connectors.rules.hearing import Heard
from field_api.connectors.wire import answers, taxii, tls
from field_api.connectors.wire import taxii_withdrawals as withdrawals
from field_api.connectors.wire.addresses import place
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.dial import AddressRefused
from field_api.connectors.wire.line import Broken, CertificateRefused, Line
from field_api.connectors.wire.taxii import Collection
from field_api.connectors.wire.taxii_answers import (
    GARBLED,
    NOT_ALL,
    Undecided,
    faults,
    judged,
    line,
    version,
    why_not,
)
from field_api.connectors.wire.taxii_reading import heard

ENTRY_BYTES = 1 << 20
_OURS = "base_url networks collection reads username producer"
_SETTINGS = tls.SETTINGS | set(_OURS.split())


class Taxii(Unasked):
    """`config`: `base_url`, of the API root; `networks`, `ca_file`, `client_cert`, `client_key` as
    in every kind; `collection`, its id; `username` where the secret is a password and not a bearer
    token; `producer`, the organisation the reports are from; `reads`, the collection to read what
    others write from, where there is one. Raises ConfigRefused.

    What is handed over is what was frozen, a receipt put behind it (stix.py), and the producer's
    identity and markings until this process knows that the collection has them. DELIVERED is said
    when the server says that it added every object, or holds them just so already; so sending again
    makes no double. A later version first revokes what the one before listed and it does not.
    Erasing revokes every object and empties it, for those who have read it and read on, and then
    deletes the older versions where the server lets us.
    """

    capabilities = frozenset(
        {
            Capability.ENTRIES,
            Capability.UPDATES,
            Capability.ERASURE,
            Capability.LOOKUP,
            Capability.LISTING,
        }
    )

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        if unknown := set(config) - _SETTINGS:
            raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
        where = place(config.get("base_url"), config.get("networks"))
        context = tls.context(config) if where.scheme == "https" else None
        self._name = _text(config, "collection")
        self._producer = _text(config, "producer")
        self._ours = stix.identity_id(self._producer)
        self._collection = Collection(
            Line(where, context), self._name, _authorization(config, secret)
        )
        self._reads = _text(config, "reads") if "reads" in config else ""
        self._introduced = False
        self._undecided = Undecided()

    def __repr__(self) -> str:
        return f"Taxii({self._collection.authority})"

    def probe(self, deadline: float) -> bool:
        try:
            told = self._collection.described(ends=time.monotonic() + deadline)
        except NoAnswer:
            return False
        return told.get("id") == self._name and told.get("can_write") is True

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        """The report and its indicators, see `stix.objects`. Keys sorted, no white space."""
        return taxii.envelope(stix.objects(document, self._producer)), taxii.MEDIA_TYPE

    def validate(self, payload: bytes) -> list[FieldFault]:
        if len(payload) > ENTRY_BYTES:
            return [FieldFault("", f"is longer than {ENTRY_BYTES} bytes")]
        try:
            objects = taxii.opened(payload)
        except ValueError as error:
            return [FieldFault("", str(error))]
        return [FieldFault(f"/objects/{n}", text) for n, text in stix.faults(objects)]

    def send(self, item: Item, *, deadline: float) -> Sent:
        ends = time.monotonic() + deadline
        try:
            if item.intent is Intent.ERASE:
                return self._erase(item, ends)
            return self._write(item, ends)
        except ValueError as error:
            return Sent(Outcome.REJECTED, reason=str(error))

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        ends = time.monotonic() + deadline
        try:
            return self._decided(key, ends) or self._held(key, ends)
        except (NoAnswer, *GARBLED):
            return Lookup(Found.UNKNOWN)

    def listing(self, since: datetime, until: datetime, *, deadline: float) -> Iterator[Held]:
        ends = time.monotonic() + deadline
        after = stix.written(since - timedelta(milliseconds=1))
        added = {}
        for entry in self._collection.added("note", after, ends=ends):
            try:
                added[entry["id"]] = stix.moment(entry["date_added"])
            except GARBLED as error:
                raise NoAnswer("answered in a form we cannot read") from error
        names = [name for name, when in added.items() if when < until]
        for note in self._collection.objects(names, ends=ends):
            if note.get("revoked") or note.get("created_by_ref") != self._ours:
                continue
            if key := _key(note["id"]):
                yield _listed(key, note, added)

    def heard(self, after: str, *, deadline: float) -> Iterator[Heard]:
        ends = time.monotonic() + deadline
        return heard(self._collection.beside(self._reads), after, self._ours, ends)

    def _write(self, item: Item, ends: float) -> Sent:
        handed_over = taxii.opened(item.payload)
        if item.version > 1 and (stopped := self._take_back(handed_over[0], item, ends)):
            return stopped
        behind = [stix.receipt(item, handed_over)]
        if not self._introduced:
            behind += stix.introduction(self._producer)
        reply = self._post(taxii.joined(item.payload, behind), item, ends)
        if isinstance(reply, Sent):
            return reply
        sent = self._judged(reply, [*handed_over, behind[0]], item.key, ends)
        if sent.outcome is Outcome.DELIVERED:
            self._introduced = True
        return sent

    def _take_back(self, later: stix.Object, item: Item, ends: float) -> Sent | None:
        """Revoke what a correction no longer says. Before the correction itself: as long as the
        report held is the earlier one, whoever tries again finds the same to revoke.
        """
        try:
            due = withdrawals.due(withdrawals.dropped(self._collection, later, self._ours, ends))
        except (NoAnswer, *GARBLED) as error:
            return _unread(error)
        if not due:
            return None
        reply = self._post(taxii.envelope(due), item, ends)
        if isinstance(reply, Sent):
            return reply
        sent, _ = judged(self._collection, taxii.content(reply), due, ends)
        return None if sent.outcome in (Outcome.DELIVERED, Outcome.TAKEN) else sent

    def _post(self, body: bytes, item: Item, ends: float) -> Reply | Sent:
        """The reply if it promises a status, else what is known."""
        try:
            reply = self._collection.add(body, ends=ends)
        except Broken as broken:
            outcome = Outcome.UNCERTAIN if broken.out else Outcome.NOT_SENT
            return Sent(outcome, reason=broken.reason)
        except CertificateRefused as refused:
            return Sent(Outcome.CREDENTIALS, reason=str(refused))
        except AddressRefused as refused:
            return Sent(Outcome.REFUSED, reason=str(refused))
        if 200 <= reply.status < 300:
            return reply
        if reply.status == 415:  # our media type, not the entry
            return Sent(Outcome.CREDENTIALS, reason="does not speak TAXII 2.1 (415)", status=415)
        return answers.sent(reply, key=item.key, payload=item.payload, now=datetime.now(UTC))

    def _judged(self, reply: Reply, given: list[stix.Object], key: UUID, ends: float) -> Sent:
        sent, status = judged(self._collection, taxii.content(reply), given, ends)
        if status:
            self._undecided.remember(key, status, sent.reference)
        return sent

    def _erase(self, item: Item, ends: float) -> Sent:
        """From the receipts to what they list, as far as it is ours. Until the withdrawals are out
        nothing has been asked of the system; told again, it goes on where it ended.
        """
        names = withdrawals.keys(item.payload)
        try:
            held = withdrawals.listed(self._collection, names, self._ours, ends)
            due = withdrawals.due(held)
        except (NoAnswer, *GARBLED) as error:
            return _unread(error)
        if due:
            reply = self._post(taxii.envelope(due), item, ends)
            if isinstance(reply, Sent):
                return reply
            sent = self._judged(reply, due, item.key, ends)
            if sent.outcome is not Outcome.DELIVERED:
                return sent
        return withdrawals.forgotten(self._collection, held, ends)

    def _decided(self, key: UUID, ends: float) -> Lookup | None:
        """What the status says of a delivery not yet decided about; None when there is none."""
        name, reference = self._undecided.get(key)
        if not name:
            return None
        try:
            status = self._collection.status(name, ends=ends)
        except taxii.Turned as turned:
            if turned.status != 404:  # a server need not keep a status for ever
                raise
            status = {"status": "complete"}
        if status["status"] == "pending":
            return Lookup(Found.PENDING, reference)
        found = self._held(key, ends)
        if found.answer is Found.ABSENT and status.get("failure_count"):
            return Lookup(Found.TURNED_DOWN, reference, "", NOT_ALL, faults(status))
        self._undecided.forget(key)
        return found

    def _held(self, key: UUID, ends: float) -> Lookup:
        """FOUND when the receipt is there and all that it lists; a later version counts."""
        notes = self._collection.objects([stix.receipt_id(key)], ends=ends)
        if not notes or notes[0].get("revoked"):
            return Lookup(Found.ABSENT)
        (note,) = notes
        listed = set(note["object_refs"]) - {self._ours}
        there = {
            entry["id"]
            for entry in self._collection.manifest(sorted(listed), ends=ends)
            if stix.moment(entry["version"]) >= version(note)
        }
        if not listed <= there:
            return Lookup(Found.ABSENT)
        return Lookup(Found.FOUND, _reference(note), stix.sha256(note))


def _unread(error: Exception) -> Sent:
    """Nothing has been asked of the system."""
    if isinstance(error, NoAnswer):
        return Sent(why_not(error), reason=error.reason)
    return Sent(Outcome.NOT_SENT, reason="holds what is ours in a form we cannot read")


def _listed(key: UUID, note: stix.Object, added: dict[str, datetime]) -> Held:
    try:
        return Held(key, _reference(note), stix.sha256(note), added[note["id"]])
    except GARBLED as error:
        raise NoAnswer("answered in a form we cannot read") from error


def _key(name: str) -> UUID | None:
    try:
        return UUID(name.removeprefix("note--"))
    except ValueError:
        return None


def _reference(note: stix.Object) -> str:
    return line(note["object_refs"][0])


def _authorization(config: dict[str, Any], secret: str) -> str:
    if "username" not in config:
        return f"Bearer {secret}"
    name = _text(config, "username")
    if ":" in name:
        raise ConfigRefused("username holds no colon")
    return f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"


def _text(config: dict[str, Any], name: str) -> str:
    value = config.get(name)
    if not isinstance(value, str) or not value:
        raise ConfigRefused(f"{name} is a text")
    return value


CONNECTOR = Taxii
