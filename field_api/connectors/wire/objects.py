"""How an entry lies in a bucket, and what a store's answers prove.

Where an entry was erased, an empty object is left under its name: a late repeat meets it and is
refused, as it is by the entry itself while that is there.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

from field_api.connectors.rules import FieldFault, Found, Item, Lookup, NoAnswer, Outcome, Sent
from field_api.connectors.wire.answers import BUSY, NOT_READ, Reply, retry_after
from field_api.connectors.wire.bucket import META, Bucket, error_code, sha256
from field_api.connectors.wire.failures import FAILURES

_KEY = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PURGES = 50

# The names S3 gives: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_LATER = frozenset(
    {"SlowDown", "ServiceUnavailable", "OperationAborted", "ConditionalRequestConflict"}
)
_SPOILED = frozenset({"RequestTimeout", "IncompleteBody", "BadDigest", "XAmzContentSHA256Mismatch"})
_SKEWED = "RequestTimeTooSkewed"


@dataclass(frozen=True, slots=True)
class Objects:
    """`sse` is how the store is to encrypt what it holds, None for its own default."""

    bucket: Bucket
    prefix: str
    extension: str
    content_type: str
    sse: str | None

    def name(self, key: UUID) -> str:
        return f"{self.prefix}{key}{self.extension}"

    def order(self, key: UUID) -> str:
        """To erase, under the key of the erasure."""
        return f"{self.name(key)}.erase"

    def key(self, name: str) -> UUID | None:
        """The key of an entry's name, None if it is another object."""
        form = f"{re.escape(self.prefix)}({_KEY}){re.escape(self.extension)}"
        found = re.fullmatch(form, name)
        return UUID(found[1]) if found else None

    def reference(self, name: str, reply: Reply) -> str:
        version = reply.headers.get("x-amz-version-id", "null")
        return name if version == "null" else f"{name}?versionId={version}"[:200]

    def put(self, item: Item, *, ends: float) -> Sent:
        return self._once(self.name(item.key), item, ends)

    def erase(self, item: Item, *, ends: float) -> Sent:
        """The order last: that it is there says that all is done."""
        keys = _keys(item.payload)
        if keys is None:
            return Sent(Outcome.REJECTED, reason="is not an order to erase")
        for key in keys:
            failed = self._empty(self.name(key), item, ends)
            if failed is not None:
                return failed
        return self._once(self.order(item.key), item, ends)

    def find(self, key: UUID, *, ends: float) -> Lookup:
        """A HEAD that says 404 has no body, so anything on the way could have said it. The
        bucket's list of just these names can only be the bucket's. Raises NoAnswer, and what a Line
        raises.
        """
        for name in (self.name(key), self.order(key)):
            reply = self.bucket.head(name, ends=ends)
            if reply.status == 200:
                return self._found(name, key, reply)
            if reply.status != 404:
                return Lookup(Found.UNKNOWN)
        there = list(self.bucket.stored(f"{self.prefix}{key}", ends=ends))
        return Lookup(Found.UNKNOWN if there else Found.ABSENT)

    def _once(self, name: str, item: Item, ends: float) -> Sent:
        told = self._headers(item) | {"If-None-Match": "*"}
        reply = self.bucket.put(name, item.payload, told, ends=ends)
        if 200 <= reply.status < 300:
            return self._stored(name, item, reply)
        if reply.status == 412:
            return self._there_already(name, item, ends)
        return refusal(reply, datetime.now(UTC))

    def _stored(self, name: str, item: Item, reply: Reply) -> Sent:
        """S3 names what it stored by its ETag; a sign-in page answers 200 as well, but without."""
        theirs, ours = reply.headers.get("x-amz-checksum-sha256"), sha256(reply)
        changed = theirs is not None and ours != hashlib.sha256(item.payload).hexdigest()
        if not reply.headers.get("etag") or changed:
            reason = "said yes but not that it holds these bytes"
            return Sent(Outcome.UNCERTAIN, reason=reason, status=reply.status)
        return Sent(Outcome.DELIVERED, reference=self.reference(name, reply), status=reply.status)

    def _there_already(self, name: str, item: Item, ends: float) -> Sent:
        """By our own earlier try, unless its bytes say otherwise."""
        try:
            reply = self.bucket.head(name, ends=ends)
        except FAILURES:
            return Sent(Outcome.UNCERTAIN, reason="has this already, and did not say what")
        held, erased = sha256(reply), f"{META}erased" in reply.headers
        if reply.status != 200 or not (held or erased):
            return Sent(Outcome.UNCERTAIN, reason="has this already, and did not say what")
        reference = self.reference(name, reply)
        if erased:
            reason = "was told to erase this entry"
        elif held == hashlib.sha256(item.payload).hexdigest():
            return Sent(Outcome.DELIVERED, reference=reference, status=412)
        else:
            reason = "holds other content under the same key"
        return Sent(Outcome.REJECTED, reference=reference, reason=reason, status=412)

    def _empty(self, name: str, item: Item, ends: float) -> Sent | None:
        """Put nothing where something was, and where versions are kept, do away with the older ones
        one by one. None when that is done.
        """
        told = self._headers(item) | {f"{META}erased": str(item.subject)}
        del told[f"{META}sha256"]
        reply = self.bucket.put(name, b"", told, ends=ends)
        current = reply.headers.get("x-amz-version-id")
        for _ in range(_PURGES):
            if not 200 <= reply.status < 300:
                return _not_erased(reply)
            try:
                older = self.bucket.older(name, current, ends=ends) if current else []
            except NoAnswer:
                return Sent(Outcome.REJECTED, reason="keeps versions and does not list them")
            if not older:
                return None
            for version in older:
                reply = self.bucket.purge(name, version, ends=ends)
                if not 200 <= reply.status < 300:
                    break
        return Sent(Outcome.REJECTED, reason="keeps more versions than can be erased")

    def _found(self, name: str, key: UUID, reply: Reply) -> Lookup:
        if reply.headers.get(f"{META}key") != str(key) and f"{META}erased" not in reply.headers:
            return Lookup(Found.UNKNOWN)  # an object that is not ours, or not this bucket's answer
        held = "" if f"{META}erased" in reply.headers else sha256(reply)
        return Lookup(Found.FOUND, self.reference(name, reply), held)

    def _headers(self, item: Item) -> dict[str, str]:
        told = {
            "Content-Type": item.content_type or self.content_type,
            f"{META}key": str(item.key),
            f"{META}sha256": hashlib.sha256(item.payload).hexdigest(),
            f"{META}version": str(item.version),
            f"{META}subject": str(item.subject),
            f"{META}marking": item.marking,
        }
        return told | ({"x-amz-server-side-encryption": self.sse} if self.sse else {})


def refusal(reply: Reply, now: datetime) -> Sent:
    """What is known after any answer but a yes. A store never finds fault with what an entry says,
    so all it refuses but its length is our set-up's fault.
    """
    status, code = reply.status, error_code(reply)
    said = f"({code or status})"
    if status in BUSY or code in _LATER:
        wait = retry_after(reply.headers.get("retry-after"), now)
        reason = f"asked us to come back later {said}"
        return Sent(Outcome.BUSY, reason=reason, status=status, retry_after=wait)
    if status in NOT_READ or code in _SPOILED:
        return Sent(Outcome.NOT_SENT, reason=f"did not get the whole request {said}", status=status)
    if status == 413 or code == "EntityTooLarge":
        fault = FieldFault("", "is longer than the store takes")
        return Sent(Outcome.REJECTED, reason=fault.text, status=status, fields=(fault,))
    if code == _SKEWED:
        reason = "its clock and ours differ too much for it to trust our signature"
        return Sent(Outcome.CREDENTIALS, reason=reason, status=status)
    if 300 <= status < 500 or status in (501, 505):
        return Sent(Outcome.CREDENTIALS, reason=f"refused our request {said}", status=status)
    return Sent(Outcome.UNCERTAIN, reason=f"gave no clear answer {said}", status=status)


def _not_erased(reply: Reply) -> Sent:
    """A store may lock what it holds against everybody, for years. That is a person's business, and
    no reason to send it nothing more.
    """
    code = error_code(reply)
    if reply.status == 403 and code in ("AccessDenied", "ObjectLocked", ""):
        return Sent(Outcome.REJECTED, reason="does not let us erase there", status=403)
    return refusal(reply, datetime.now(UTC))


def _keys(payload: bytes) -> list[UUID] | None:
    try:
        return [UUID(key) for key in orjson.loads(payload)["keys"]]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
