"""Taskings that tests are about."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from field_api.alerts.actions import Whom
from field_api.alerts.rules import Priority
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.tasking import actions as tasking
from field_api.tasking.actions import Ground, Wanted
from field_api.tasking.models import Tasking
from field_api.tasking.rules import Verb
from field_api.watch.models import Hit, Listing
from tests import make
from tests.handset import Handset
from tests.sync.door import pulled

WHAT = "Alex Sample, born 1990-02-01"
STEPS = "/api/v1/taskings/steps"
KNOWN = {"surname": "Sample", "given_names": "Alex", "dob": "1990-02-01"}


def wanted(*to: Whom, **other: Any) -> Wanted:
    said: dict[str, Any] = {
        "key": uuid4(),
        "verb": Verb.ARREST,
        "what": WHAT,
        "words": "Failed to appear at court.",
        "advice": "May run.",
        "priority": Priority.HIGH,
        "marking": "OFFICIAL-SENSITIVE",
        "to": to or [Whom(unit=make.unit())],
        "sought": {"type": "person", "attributes": KNOWN},
    }
    return Wanted(**said | other)


def asked(
    *to: Whom, by: Officer | None = None, ground: Ground | None = None, **other: Any
) -> Tasking:
    """To Response, by a sergeant of theirs, unless said."""
    sergeant = by or make.supervisor()
    row, _ = tasking.make(wanted=wanted(*to, **other), ground=ground or Ground(), by=sergeant)
    return row


def listing(owner: Officer, **other: Any) -> Listing:
    """Somebody wanted, and for the next week."""
    now = clock.now()
    unit = owner.home_unit()
    assert unit is not None
    said: dict[str, Any] = {
        "force": owner.force,
        "unit": unit,
        "owner": owner,
        "kind": "person",
        "known": KNOWN,
        "category": "wanted",
        "priority": "high",
        "authority": "Insp Sample",
        "reason": "Failed to appear at court.",
        "action": "Arrest on warrant.",
        "marking": "OFFICIAL-SENSITIVE",
        "source": "desk",
        "valid_from": now,
        "valid_until": now + timedelta(days=7),
        "weed_date": (now + timedelta(days=30)).date(),
        "listed_at": now,
        "changed_at": now,
    }
    return Listing.objects.create(**said | other)


def hit(on: Listing, **other: Any) -> Hit:
    now = clock.now()
    said: dict[str, Any] = {
        "listing": on,
        "source": "entry",
        "row": uuid4(),
        "certainty": "same",
        "marking": "OFFICIAL",
        "at": now,
        "found_at": now,
        "place": "Sixfields car park",
    }
    return Hit.objects.create(**said | other)


def held(phone: Handset, cursor: str = "") -> dict[str, Any]:
    """The taskings that a pull leaves on a handset, by id; one that is gone as None."""
    page = pulled(phone, kinds="tasking", cursor=cursor)
    return {one["id"]: one.get("doc") for one in page["changes"]}


def told(phone: Handset, row: Tasking, step: str, **other: Any) -> str:
    """What becomes of one step, told by the handset's clock now."""
    one = {"id": str(uuid4()), "tasking": str(row.pk), "step": step, **other}
    answer = tell(phone, {"at": clock.iso(clock.now()), **one})
    assert answer.status_code == 200, answer.content
    (result,) = answer.json()["results"]
    status: str = result["status"]
    return status


def tell(phone: Handset, *said: dict[str, Any]) -> Any:
    return phone.api.post(STEPS, {"steps": list(said)}, format="json")
