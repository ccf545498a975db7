"""/desk/systems/: how each system stands, and what needs a person."""

from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery.models import Delivery, Subject
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.submissions.models import Submission
from tests import make
from tests.handset import Handset
from tests.submissions.desk import INTEL, page, sent, text

SYSTEMS = "/desk/systems/"


def delivery(system: System, subject: UUID, state: str, **other: Any) -> Delivery:
    Subject.objects.get_or_create(id=subject)
    settled = None if state == "due" else clock.now()
    stated = {"revision": uuid4(), "kind": INTEL, "force": "34", "lane_seq": 1}
    return Delivery.objects.create(
        id=uuid4(),
        system=system,
        subject_id=subject,
        state=state,
        settled_at=settled,
        **stated | other,
    )


def test_each_system_says_how_it_stands(browser: Client, sergeant: Officer) -> None:
    idle, busy, paused = (make.system(code) for code in ("idle", "busy", "paused"))
    delivery(busy, uuid4(), "due", reason="connection refused")
    connectors.pause(system=paused, by=sergeant, reason="Being moved")
    said = text(browser.get(SYSTEMS))
    assert f"{idle.name} Nothing waiting Waiting 0" in said
    assert f"{busy.name} Not getting through Waiting 1" in said
    assert "Last reason: connection refused" in said
    assert f"{paused.name} Paused" in said
    assert "Being moved" in said


def test_what_needs_a_person_is_named_with_its_reason(phone: Handset, browser: Client) -> None:
    submission, records = sent(phone, INTEL), make.system()
    faults = [{"pointer": "/items/0", "text": "narrative is too long"}]
    delivery(records, submission, "rejected", reason="not acceptable", faults=faults)
    answer = browser.get(SYSTEMS)
    said = text(answer)
    assert "Deliveries that need a person 1" in said
    assert "Rejected Records" in said
    assert Submission.objects.get(pk=submission).reference in said
    assert "narrative is too long" in said
    assert page(submission) in answer.content.decode()


def test_what_a_later_version_has_overtaken_needs_nobody(phone: Handset, browser: Client) -> None:
    submission, records = sent(phone, INTEL), make.system()
    delivery(records, submission, "rejected", reason="not acceptable")
    delivery(records, submission, "delivered", lane_seq=2)
    assert "Deliveries that need a person 0" in text(browser.get(SYSTEMS))


def test_another_units_work_is_counted_and_not_shown(phone: Handset) -> None:
    submission, records = sent(phone, INTEL), make.system()
    faults = [{"pointer": "/items/0", "text": "says who it was"}]
    delivery(records, submission, "held", reason="marking", faults=faults)
    elsewhere = make.at_desk(make.supervisor(posted=make.unit("Elsewhere")))
    said = text(elsewhere.get(SYSTEMS))
    assert "Held back Records Intelligence report of another unit" in said
    assert Submission.objects.get(pk=submission).reference not in said
    assert "says who it was" not in said
