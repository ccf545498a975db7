"""What the answers of a TAXII server prove about objects it was given.

It answers with a status: how many it added, how many it failed to add, how many it has yet to look
at. A server that is sent a version again fails to add it, so failure is looked into.
"""

import threading
import time
from collections import OrderedDict
from datetime import datetime
from typing import Any
from uuid import UUID

from field_api.connectors.rules import FieldFault, NoAnswer, Outcome, Sent, stix
from field_api.connectors.wire import answers
from field_api.connectors.wire.dial import AddressRefused
from field_api.connectors.wire.line import CertificateRefused
from field_api.connectors.wire.taxii import Collection, Document, Turned

GARBLED = (KeyError, TypeError, ValueError, AttributeError)
"""What reading a document raises that is not of the form it should have."""

NOT_ALL = "did not accept all of the report"
_SET_UP = answers.CREDENTIALS | answers.SET_UP
_PAUSES = (0.1, 0.3, 0.6)
"""Seconds between asking what became of objects that a server took and had not yet looked at."""


_REMEMBERED = 10_000


class Undecided:
    """Names of statuses to ask for again. Forgotten with the process: then the collection is asked,
    and at worst the same objects are sent again, which adds nothing.
    """

    def __init__(self) -> None:
        self._names: OrderedDict[UUID, tuple[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, key: UUID, status: str, reference: str) -> None:
        with self._lock:
            self._names[key] = status, reference
            while len(self._names) > _REMEMBERED:
                self._names.popitem(last=False)

    def get(self, key: UUID) -> tuple[str, str]:
        """The name of the status and our reference, both empty when there is none."""
        with self._lock:
            return self._names.get(key, ("", ""))

    def forget(self, key: UUID) -> None:
        with self._lock:
            self._names.pop(key, None)


def judged(
    collection: Collection, status: Document | None, given: list[stix.Object], ends: float
) -> tuple[Sent, str]:
    """What is known, and the name of the status to ask for again where the answer is TAKEN. `given`
    begins with what names the delivery.
    """
    reference = given[0]["id"]
    try:
        status = _settled(collection, status, ends)
        if status["status"] != "complete":
            return Sent(Outcome.TAKEN, reference=reference), status["id"]
        doubted = _failed(status, given)
        if doubted and (fault := _unlike(collection, doubted, status, ends)):
            return fault, ""
    except (NoAnswer, *GARBLED):
        reason = "took it, and did not clearly say what became of it"
        return Sent(Outcome.UNCERTAIN, reason=reason), ""
    return Sent(Outcome.DELIVERED, reference=reference), ""


def faults(status: Document) -> tuple[FieldFault, ...]:
    """The server's words on each object, by the object's name: it knows no place in our list."""
    told = status.get("failures", [])[: answers.FAULTS_KEPT]
    return tuple(
        FieldFault("", f"{line(one.get('id'))}: {line(one.get('message'))}".strip(": "))
        for one in told
    )


def why_not(error: NoAnswer) -> Outcome:
    """An erasure that did not get as far as to ask for anything."""
    if isinstance(error.__cause__, AddressRefused):
        return Outcome.REFUSED
    status = error.status if isinstance(error, Turned) else 0
    if isinstance(error.__cause__, CertificateRefused) or status in _SET_UP:
        return Outcome.CREDENTIALS
    return Outcome.BUSY if status in answers.BUSY else Outcome.NOT_SENT


def version(one: stix.Object) -> datetime:
    return stix.moment(one["modified"])


def line(value: Any) -> str:
    text = str(value or "")[:150]
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _settled(collection: Collection, status: Document | None, ends: float) -> Document:
    """The status, when it is complete or our patience is at an end."""
    if status is None or not isinstance(status.get("id"), str):
        raise NoAnswer("said yes and gave no status")
    for pause in _PAUSES:
        if status["status"] != "pending" or time.monotonic() + pause >= ends:
            break
        time.sleep(pause)
        status = collection.status(status["id"], ends=ends)
    return status


def _unlike(
    collection: Collection, doubted: list[stix.Object], status: Document, ends: float
) -> Sent | None:
    """None when the collection holds all of these as we sent them: a server that is sent the
    same version again says that it failed to add it.
    """
    names = [one["id"] for one in doubted]
    held = collection.objects(names, ends=ends, versions="all")
    for ours in doubted:
        there = [one for one in held if version(one) == version(ours)]
        if not there:
            return Sent(Outcome.REJECTED, reason=NOT_ALL, fields=faults(status))
        if not any(stix.same(ours, one) for one in there):
            return Sent(Outcome.REJECTED, reason="holds other content as the same version")
    return None


def _failed(status: Document, given: list[stix.Object]) -> list[stix.Object]:
    """Those of ours the status does not vouch for. The identity is nobody's entry."""
    failures = {failure["id"] for failure in status.get("failures", [])}
    count = status.get("failure_count", 0)
    if len(failures) < count or status["success_count"] + count < len(given):
        return given  # it counts without saying which, or not all
    return [one for one in given if one["id"] in failures]
