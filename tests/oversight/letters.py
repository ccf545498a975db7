"""Deliveries in any state, made as rows: what the console shows of them is what is tested here."""

from typing import Any
from uuid import UUID, uuid4

from field_api.connectors.models import System
from field_api.delivery.models import Attempt, Delivery, Payload, Subject
from field_api.delivery.rules import OPEN, State
from field_api.lib import clock
from field_api.mapping.models import Mapping
from tests import written
from tests.handset import Handset
from tests.submissions.desk import INTEL, SEARCH, sent

REASON = "the narrative is too long"


def delivery(
    system: System, subject: UUID | None = None, state: str = "rejected", **other: Any
) -> Delivery:
    """The first version of a subject, of the force 34, with frozen bytes."""
    about, made, removed = subject or uuid4(), uuid4(), other.pop("removed", [])
    Subject.objects.get_or_create(id=about)
    stated: dict[str, Any] = {
        "id": made,
        "key": made,
        "revision": uuid4(),
        "kind": INTEL,
        "force": "34",
        "lane_seq": 1,
        "settled_at": None if State(state) in OPEN else clock.now(),
        "lease_token": uuid4() if state == "sending" else None,
        "payload_sha256": "ab" * 32,
    }
    row = Delivery.objects.create(system=system, subject_id=about, state=state, **stated | other)
    Payload.objects.create(
        delivery=row, body=b'{"text": "Sample"}', content_type="application/json", removed=removed
    )
    return row


def attempt(row: Delivery, outcome: str, *, step: str = "send", reason: str = "") -> Attempt:
    return Attempt.objects.create(
        delivery=row,
        lease_token=uuid4(),
        step=step,
        outcome=outcome,
        reason=reason,
        duration_ms=12,
    )


def mapped_anew(phone: Handset) -> Delivery:
    """A stop and search that the register rejected; a new version of its mapping is in use."""
    register: System = written.systems()["stop-search"]
    submission = sent(phone, SEARCH)
    rows = Delivery.objects.filter(subject=submission, system=register)
    rows.update(state="rejected", settled_at=clock.now(), reason="a code is unknown")
    Mapping.objects.filter(system=register, kind=SEARCH).update(state="retired")
    Mapping.objects.create(
        system=register,
        kind=SEARCH,
        version=2,
        engine="jmespath",
        document={"number": "reference", "sort": "'search'"},
        state="active",
        activated_at=clock.now(),
    )
    return rows.get()
