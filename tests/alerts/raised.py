"""Alerts that tests are about."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from field_api.alerts import actions as alerts
from field_api.alerts.actions import Cause, Saying, Whom
from field_api.alerts.models import Alert
from field_api.alerts.rules import Priority
from field_api.identity.models import Officer, Unit
from field_api.lib import clock
from field_api.policy.models import Clearance
from tests import make
from tests.handset import Handset
from tests.sync.door import pulled

WHAT = "Blue Transit, stolen plant"
ADVICE = "Stop and search; two on board"
RECEIPTS = "/api/v1/alerts/receipts"


def saying(**other: Any) -> Saying:
    said: dict[str, Any] = {
        "what": WHAT,
        "words": "Last seen on the A45.",
        "advice": ADVICE,
        "priority": Priority.HIGH,
        "valid_until": clock.now() + timedelta(hours=4),
        "marking": "OFFICIAL",
    }
    return Saying(**said | other)


def alert(
    *whom: Whom,
    by: Officer | None = None,
    unit: Unit | None = None,
    cause: Cause | None = None,
    **other: Any,
) -> Alert:
    """To Response, issued by a sergeant of theirs, unless said."""
    its_unit = unit or make.unit()
    made, _ = alerts.raise_(
        saying=saying(**other),
        to=whom or [Whom(unit=its_unit)],
        by=by or make.supervisor(posted=its_unit),
        unit=its_unit,
        cause=cause,
    )
    return made


def held(phone: Handset, cursor: str = "") -> dict[str, Any]:
    """The alerts that a pull leaves on a handset, by id; one that is gone as None."""
    page = pulled(phone, kinds="alert", cursor=cursor)
    return {one["id"]: one.get("doc") for one in page["changes"]}


def tell(phone: Handset, *said: dict[str, Any]) -> Any:
    return phone.api.post(RECEIPTS, {"receipts": list(said)}, format="json")


def told(phone: Handset, row: Alert, *steps: str, **other: Any) -> Sequence[str]:
    """What becomes of these steps, each told by the handset's clock now."""
    at = clock.iso(clock.now())
    said = [{"alert": str(row.pk), "step": step, "at": at, **other} for step in steps]
    answer = tell(phone, *said)
    assert answer.status_code == 200, answer.content
    return [one["status"] for one in answer.json()["results"]]


def cleared_low(officer: Officer) -> Officer:
    given = {"given_by": make.supervisor(), "given_at": clock.now()}
    Clearance.objects.create(officer=officer, marking="OFFICIAL", **given)
    return officer
