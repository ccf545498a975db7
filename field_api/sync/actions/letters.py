"""Letters of handsets: what was handed in because nothing else could be done with it."""

from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models.functions import Length

from field_api.identity.models import Device, Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy import actions as policy
from field_api.policy.rules import Marking
from field_api.policy.rules.markings import allowed
from field_api.sync.models import DeadLetter, DeadLetterQuerySet

HANDED_IN = "handed-in"


@transaction.atomic
def hand_in(*, body: bytes, media_type: str, device: Device) -> str:
    """Keep it as it came; its name, the same for the same body from the same handset."""
    digest = sha256(device.pk.bytes + body).digest()
    row = DeadLetter(
        digest=digest, device=device, code=HANDED_IN, media_type=media_type[:100], body=body
    )
    DeadLetter.objects.bulk_create([row], ignore_conflicts=True)
    return digest.hex()


def waiting(officer: Officer) -> DeadLetterQuerySet:
    """Those nobody has dealt with, oldest first, with `size` in place of what they hold."""
    rows: Any = DeadLetter.objects.visible_to(officer).waiting().select_related("device__officer")
    found: DeadLetterQuerySet = rows.defer("body").annotate(size=Length("body"))
    return found.order_by("arrived_at", "digest")


@transaction.atomic
def listed(*, officer: Officer, most: int) -> tuple[list[DeadLetter], int]:
    """The first `most` of them, and how many there are. Looking is recorded (DPA 2018 s.62)."""
    rows = waiting(officer)
    found, count = list(rows[:most]), rows.count()
    if found:
        _record(Act.CONSULTATION, officer, "letters", {"listed": len(found)})
    return found, count


@transaction.atomic
def read(*, name: str, officer: Officer) -> DeadLetter:
    """One, with what it holds. Reading is recorded. Raises Problem 404 where it is not theirs to
    see, 403 not-cleared where they know of it and may not read it.
    """
    row = _one(name, officer)
    _record(Act.CONSULTATION, officer, f"letter:{row.name}", {"of": row.device.officer.login})
    return row


@transaction.atomic
def deal_with(*, name: str, officer: Officer, note: str) -> DeadLetter:
    """Say what was done with it; the first to say so stays named. Nothing of it is deleted.

    Raises Problem 404 and 403 as `read` does, and 422 without a note.
    """
    if not note.strip():
        faults = [Fault("/note", "required", "Say what was done with it.")]
        raise Problem(422, "note-needed", "Say what was done with it", errors=faults)
    row = _one(name, officer, lock=True)
    if row.dealt_at is None:
        row.dealt_at, row.dealt_by, row.note = clock.now(), officer, note.strip()
        row.save(update_fields=["dealt_at", "dealt_by", "note"])
        _record(Act.DECISION, officer, f"letter:{row.name}", {"did": "deal-with"})
    return row


def _one(name: str, officer: Officer, *, lock: bool = False) -> DeadLetter:
    rows = DeadLetter.objects.visible_to(officer).select_related("device__officer")
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    try:
        row = rows.filter(digest=bytes.fromhex(name)).first()
    except ValueError:
        row = None
    if row is None:
        raise Problem(404, "not-found", "Not found")
    # Nobody knows how what could not be read was marked: it counts as the highest there is.
    if Marking.OFFICIAL_SENSITIVE not in allowed(policy.actor_of(officer).clearance):
        raise Problem(403, "not-cleared", "You are not cleared to read this")
    return row


def _record(act: Act, officer: Officer, subject: str, details: dict[str, object]) -> None:
    ledger.record(act=act, actor=officer.actor, subject=subject, details=details)
