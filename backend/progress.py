"""Does work move? Read from the rows themselves, so that a worker that only seems alive shows.

A worker can hold its connections and answer pings while every thread hangs; the age of the oldest
due delivery against the last attempt tells. Deliveries of a paused system wait on purpose.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from field_api.connectors.rules import State as SystemState
from field_api.delivery.models import Attempt, Delivery
from field_api.delivery.rules import OPEN


@dataclass(frozen=True, slots=True)
class Progress:
    """`oldest_due` and `last_attempt` are seconds ago; None when there is none."""

    oldest_due: float | None
    last_attempt: float | None

    def moving(self, stalled_after: float) -> bool:
        if self.oldest_due is None or self.oldest_due < stalled_after:
            return True
        return self.last_attempt is not None and self.last_attempt < stalled_after

    def document(self, stalled_after: float) -> dict[str, object]:
        return {
            "moving": self.moving(stalled_after),
            "oldest_due_seconds": _rounded(self.oldest_due),
            "last_attempt_seconds": _rounded(self.last_attempt),
        }


def read(now: datetime) -> Progress:
    """Raises DatabaseError."""
    # While one is being sent, due_at is the end of its lease: past it, its worker is dead.
    overdue = Delivery.objects.filter(state__in=OPEN, due_at__lte=now)
    due = overdue.exclude(system__state=SystemState.PAUSED).aggregate(at=Min("due_at"))["at"]
    # By id: append-only rows come in that order, and only ids have an index.
    tried = Attempt.objects.order_by("-id").values_list("finished_at", flat=True).first()
    return Progress(_ago(due, now), _ago(tried, now))


def _ago(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else max(0.0, (now - moment).total_seconds())


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
