"""What handsets tell of alerts: that they have one, that it was seen, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from field_api.alerts.actions import telling
from field_api.alerts.models import Addressed, Receipt
from field_api.alerts.rules import Outcome, Step
from field_api.feed import actions as feed
from field_api.identity.models import Device
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock

_Key = tuple[UUID, str, str]

ACCEPTED, DUPLICATE, UNKNOWN = "accepted", "duplicate", "unknown"


@dataclass(frozen=True, slots=True)
class Heard:
    """One step of one alert, as a handset tells it. `at` is its clock's, None for none that makes
    sense; `outcome` and `words` go with ACTED alone."""

    alert: UUID
    step: Step
    at: datetime | None
    outcome: Outcome | None = None
    words: str = ""

    @property
    def key(self) -> _Key:
        return self.alert, self.step.value, self.outcome.value if self.outcome else ""


def receive(*, device: Device, said: Sequence[Heard]) -> list[str]:
    """Keep what a handset's officer tells; for each accepted, duplicate, or unknown: then the alert
    was never theirs. Told again it is the same. Of one that is over by now it counts as well, for
    the officer saw it while it stood.
    """
    officer = device.officer
    with feed.work():
        # Both handsets of an officer may tell the same at once: the second waits for the first.
        rows = Addressed.objects.filter(officer=officer, alert__in={one.alert for one in said})
        mine = {row.alert_id: row for row in rows.order_by("alert_id").select_for_update()}
        told = Receipt.objects.filter(officer=officer, alert__in=mine)
        known: set[_Key] = set(told.values_list("alert_id", "step", "outcome"))
        new: dict[_Key, Heard] = {}
        results = []
        for one in said:
            results.append(_result(one, mine, known | new.keys()))
            if results[-1] == ACCEPTED:
                new[one.key] = one
        _keep(device, list(new.values()))
        _pass_on(device, list(new.values()), mine)
    return results


def _result(one: Heard, mine: dict[UUID, Addressed], known: set[_Key]) -> str:
    if one.alert not in mine:
        return UNKNOWN
    return DUPLICATE if one.key in known else ACCEPTED


def _keep(device: Device, new: Sequence[Heard]) -> None:
    now = clock.now()
    Receipt.objects.bulk_create(
        Receipt(
            alert_id=one.alert,
            officer=device.officer,
            device=device,
            step=one.step.value,
            outcome=one.outcome.value if one.outcome else "",
            words=one.words,
            device_at=one.at,
            received_at=now,
        )
        for one in new
    )
    ledger.record_many([_event(device, one) for one in new if one.step is not Step.DELIVERED])


def _event(device: Device, one: Heard) -> Event:
    """Seeing it is a consultation (DPA 2018 s.62(1)(c)), acting on it a decision of the officer's.
    That it came to a handset is the end of what its issuing recorded."""
    act = Act.CONSULTATION if one.step is Step.SEEN else Act.DECISION
    details: dict[str, str] = {"step": one.step.value, "device": str(device.pk)}
    if one.at is not None:
        details["device_at"] = clock.iso(one.at)
    if one.outcome is not None:
        details["outcome"] = one.outcome.value
    return Event(
        act=act.value,
        actor=device.officer.actor,
        subject=f"alert:{one.alert}",
        purpose="alert",
        details=details,
    )


def _pass_on(device: Device, new: Sequence[Heard], mine: dict[UUID, Addressed]) -> None:
    """To the officer's other handset, and to whoever was told that they had not seen it."""
    for alert in sorted({one.alert for one in new if one.step is not Step.DELIVERED}):
        row = mine[alert]
        if row.alert.over_at is not None:
            continue
        telling.tell(alert, [device.officer_id])
        if row.escalated_at is not None:
            telling.tell(alert, telling.escalated_to(row.alert) - {device.officer_id})
