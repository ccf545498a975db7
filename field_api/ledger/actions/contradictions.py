"""What a handset found that keeps an older checkpoint than this server remembers."""

from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Now

from field_api.ledger.actions import keys
from field_api.ledger.actions.record import record
from field_api.ledger.models import Contradiction
from field_api.ledger.rules import Act, notes
from field_api.ledger.rules.witnessing import fault_of

RECENT = timedelta(days=1)


@transaction.atomic
def contradict(
    *, actor: str, kept: str, told: str, kept_epoch: int, told_epoch: int
) -> Contradiction:
    """Keep both checkpoints and put the finding on record; the same again changes nothing."""
    what = fault_of(kept_epoch=kept_epoch, told_epoch=told_epoch).value
    digest = sha256(f"{what}\0{kept}\0{told}".encode()).digest()
    found, new = Contradiction.objects.get_or_create(
        actor=actor,
        digest=digest,
        defaults={
            "what": what,
            "kept": kept,
            "told": told,
            "kept_epoch": kept_epoch,
            "told_epoch": told_epoch,
            "genuine": _ours(kept),
        },
    )
    if new:
        details = {"what": found.what, "genuine": found.genuine}
        subject = f"contradiction:{found.pk}"
        record(act=Act.ACCESS, actor=actor, subject=subject, purpose="witness", details=details)
    return found


def recent() -> dict[str, int]:
    """Genuine ones of the last day, counted by kind."""
    found = Contradiction.objects.filter(genuine=True, told_at__gte=Now() - RECENT)
    return dict(found.order_by().values_list("what").annotate(n=Count("pk")))


def _ours(text: str) -> bool:
    try:
        note = notes.read(text)
    except (ValueError, OverflowError):
        return False
    return any(note.signed_by(key) for key in keys.known())
