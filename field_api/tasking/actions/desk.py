"""What the desk shows of taskings: who has it, who goes, what was written, how it stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from field_api.alerts.models import Alert
from field_api.identity.models import Officer
from field_api.intelligence.models import Record
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib.problems import Problem
from field_api.tasking.models import Asked, Said, Tasking
from field_api.tasking.rules import Step, stands
from field_api.watch.models import Listing

MOST = 100


@dataclass(frozen=True, slots=True)
class One:
    """One officer and one tasking. `said` in the order in which it came."""

    officer: Officer
    asked_at: datetime
    said: Sequence[Said]

    @property
    def step(self) -> Step | None:
        return stands(one.step for one in self.said)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of whom the reader may see asked."""

    asked: int = 0
    unseen: int = 0
    going: int = 0
    declined: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """`entries` are those written of it that the reader may read, and `hidden` how many others
    there are or are still on their way; `listing` and `alert` what it rests on, if they may see it.
    """

    tasking: Tasking
    figures: Figures
    officers: Sequence[One] = ()
    entries: Sequence[Record] = ()
    hidden: int = 0
    listing: Listing | None = None
    alert: Alert | None = None
    may_steer: bool = False
    may_end_listing: bool = False


def listed(officer: Officer) -> list[Shown]:
    """Those that run, the newest first, then those that are over; a hundred at most.

    The reader reads whom they are about (DPA 2018 s.62(1)(c)). Raises ledger.NotRecorded.
    """
    visible = Tasking.objects.visible_to(officer).select_related("author", "unit")
    rows = list(visible.order_by("-issued_at", "-pk")[:MOST])
    rows.sort(key=lambda row: not row.is_running)
    found = _told(officer, rows)
    _looked(officer, rows)
    return [Shown(row, _figures(found[row.pk])) for row in rows]


def one(*, officer: Officer, tasking: UUID) -> Shown:
    """With everybody who was asked, those first who have not seen it. Raises Problem 404."""
    rows = Tasking.objects.visible_to(officer).select_related("author", "unit", "closed_by")
    row = rows.filter(pk=tasking).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    found = _told(officer, [row])[row.pk]
    _looked(officer, [row])
    order = {None: 0, Step.DELIVERED: 1, Step.SEEN: 2, Step.DECLINED: 3}
    ones = sorted(found, key=lambda one: (order.get(one.step, 4), one.officer.login))
    steered = Tasking.objects.overseen_by(officer).filter(pk=tasking).exists()
    wrote = {said.submission for one in found for said in one.said if said.submission}
    entries = list(Record.objects.visible_to(officer).filter(pk__in=wrote).order_by("occurred_at"))
    behind = [row.listing] if row.listing else []
    alerts = [row.alert_id] if row.alert_id else []
    return Shown(
        row,
        _figures(found),
        ones,
        entries,
        len(wrote) - len(entries),
        Listing.objects.visible_to(officer).filter(pk__in=behind).first(),
        Alert.objects.visible_to(officer).filter(pk__in=alerts).first(),
        steered and row.is_running,
        Listing.objects.amended_by(officer).filter(pk__in=behind).exists(),
    )


def _told(officer: Officer, rows: Sequence[Tasking]) -> dict[UUID, list[One]]:
    may = Asked.objects.visible_to(officer).filter(tasking__in=[row.pk for row in rows])
    asked = list(may.select_related("officer"))
    told: dict[tuple[UUID, int], list[Said]] = defaultdict(list)
    said = Said.objects.filter(tasking__in={one.tasking_id for one in asked})
    for step in said.order_by("received_at", "pk"):
        told[step.tasking_id, step.officer_id].append(step)
    found: dict[UUID, list[One]] = defaultdict(list)
    for one in asked:
        its = told[one.tasking_id, one.officer_id]
        found[one.tasking_id].append(One(one.officer, one.asked_at, its))
    return found


def _figures(found: Sequence[One]) -> Figures:
    steps = [one.step for one in found]
    going = steps.count(Step.ACCEPTED) + steps.count(Step.OUTCOME)
    unseen = steps.count(None) + steps.count(Step.DELIVERED)
    return Figures(len(found), unseen, going, steps.count(Step.DECLINED))


def _looked(officer: Officer, rows: Sequence[Tasking]) -> None:
    ledger.record_looks(
        [
            Event(
                act=Act.CONSULTATION.value,
                actor=officer.actor,
                subject=f"tasking:{row.pk}",
                purpose="desk",
                details={},
            )
            for row in rows
            if row.author_id != officer.pk
        ]
    )
