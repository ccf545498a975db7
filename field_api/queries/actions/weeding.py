"""What officers said of answers goes once nobody has met both sides for a year."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.queries.models import Judgement
from field_api.queries.rules.linking import JUDGEMENTS_KEPT, Judged

_AT_ONCE = 100
_DAY = timedelta(days=1)


def saw(judged: Iterable[Judged]) -> None:
    """Both sides of these are in an answer. Written down once a day; what another transaction holds
    is left to it, so that two answers about the same people never wait for each other.
    """
    now = clock.now()
    rows = Judgement.objects.filter(pk__in=[one.id for one in judged], seen_at__lt=now - _DAY)
    held = rows.select_for_update(skip_locked=True, no_key=True)
    Judgement.objects.filter(pk__in=list(held.values_list("pk", flat=True))).update(seen_at=now)


@transaction.atomic
def weed_judgements() -> int:
    """Erase those that held nothing together or apart for a year, 100 at most; how many."""
    due = Judgement.objects.filter(seen_at__lt=clock.now() - JUDGEMENTS_KEPT).order_by("seen_at")
    rows = list(due.select_for_update(skip_locked=True)[:_AT_ONCE])
    ledger.record_many([_erased(row) for row in rows])
    Judgement.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _erased(row: Judgement) -> Event:
    """DPA 2018 s.62: erasure, by which rule."""
    return Event(
        act=Act.ERASURE.value,
        actor="house",
        subject=f"judgement:{row.pk}",
        details={"rule": f"{JUDGEMENTS_KEPT.days} days", "made_at": clock.iso(row.made_at)},
    )
