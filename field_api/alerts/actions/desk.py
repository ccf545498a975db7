"""What the desk shows of alerts: who has them, who saw them, who did what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from field_api.alerts.models import Addressed, Alert, Receipt
from field_api.alerts.rules import Step, reached
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib.problems import Problem

MOST = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """Of whom the reader may see addressed. A later step counts as those before it."""

    addressed: int = 0
    delivered: int = 0
    seen: int = 0
    acted: int = 0


@dataclass(frozen=True, slots=True)
class One:
    """One officer and one alert. `receipts` in the order in which they came."""

    officer: Officer
    addressed: Addressed
    receipts: Sequence[Receipt]

    @property
    def step(self) -> Step | None:
        return reached(one.step for one in self.receipts)

    def when(self, step: Step) -> datetime | None:
        found = [one.device_at or one.received_at for one in self.receipts if one.step == step]
        return min(found, default=None)


@dataclass(frozen=True, slots=True)
class Shown:
    alert: Alert
    figures: Figures
    officers: Sequence[One] = ()
    may_recall: bool = False


def listed(officer: Officer) -> list[Shown]:
    """Those that run, the newest first, then those that are over; a hundred at most.

    The reader reads what they say (DPA 2018 s.62(1)(c)). Raises ledger.NotRecorded.
    """
    rows = list(
        Alert.objects.visible_to(officer)
        .select_related("author", "unit")
        .order_by("-issued_at", "-pk")[:MOST]
    )
    rows.sort(key=lambda row: not row.is_running)
    found = _told(officer, rows)
    _looked(officer, rows)
    return [Shown(row, _figures(found[row.pk])) for row in rows]


def one(*, officer: Officer, alert: UUID) -> Shown:
    """With everybody it was sent to, those first who have not seen it. Raises Problem 404."""
    rows = Alert.objects.visible_to(officer).select_related("author", "unit", "recalled_by")
    row = rows.filter(pk=alert).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    found = _told(officer, [row])[row.pk]
    overseen = Alert.objects.overseen_by(officer).filter(pk=alert).exists()
    _looked(officer, [row])
    order = {None: 0, Step.DELIVERED: 1, Step.SEEN: 2, Step.ACTED: 3}
    ones = sorted(found, key=lambda one: (order[one.step], one.officer.surname, one.officer.login))
    return Shown(row, _figures(found), ones, overseen and row.is_running)


def _told(officer: Officer, rows: Sequence[Alert]) -> dict[UUID, list[One]]:
    may = Addressed.objects.visible_to(officer).filter(alert__in=[row.pk for row in rows])
    receipts: dict[tuple[UUID, int], list[Receipt]] = defaultdict(list)
    addressed = list(may.select_related("officer"))
    said = Receipt.objects.filter(alert__in={one.alert_id for one in addressed})
    for receipt in said.order_by("received_at", "pk"):
        receipts[receipt.alert_id, receipt.officer_id].append(receipt)
    found: dict[UUID, list[One]] = defaultdict(list)
    for one in addressed:
        its = receipts[one.alert_id, one.officer_id]
        found[one.alert_id].append(One(one.officer, one, its))
    return found


def _figures(found: Sequence[One]) -> Figures:
    steps = [one.step for one in found]
    acted = steps.count(Step.ACTED)
    seen = acted + steps.count(Step.SEEN)
    return Figures(len(found), seen + steps.count(Step.DELIVERED), seen, acted)


def _looked(officer: Officer, rows: Sequence[Alert]) -> None:
    ledger.record_looks(
        [
            Event(
                act=Act.CONSULTATION.value,
                actor=officer.actor,
                subject=f"alert:{row.pk}",
                purpose="desk",
                details={},
            )
            for row in rows
            if row.author_id != officer.pk
        ]
    )
