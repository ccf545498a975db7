"""Mapping dead letters anew: what would change is shown first, to those who may read the entry."""

import pytest
from django.test import Client

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.mapping.models import Mapping
from field_api.submissions.models import Submission
from tests import make, written
from tests.handset import Handset
from tests.oversight.pages.test_replays import plan
from tests.submissions.desk import SEARCH, sent, text


@pytest.fixture
def rejected(phone: Handset) -> Delivery:
    """One stop and search that the register rejected, and a new version of its mapping in use."""
    register: System = written.systems()["stop-search"]
    submission = sent(phone, SEARCH)
    rows = Delivery.objects.filter(subject=submission, system=register)
    rows.update(state="rejected", settled_at=clock.now(), reason="a code is unknown")
    used = Mapping.objects.filter(system=register, kind=SEARCH)
    used.update(state="retired")
    Mapping.objects.create(
        system=register,
        kind=SEARCH,
        version=2,
        engine="jmespath",
        document={"number": "reference", "sort": "'search'"},
        state="active",
        activated_at=clock.now(),
    )
    return rows.get()


def test_fields_are_shown_before_and_after(rejected: Delivery, browser: Client) -> None:
    answer = plan(browser, bytes="anew")
    said = text(answer)
    reference = Submission.objects.get(pk=rejected.subject_id).reference
    assert "1 delivery goes to Stop-Search again, mapped anew, under the same key." in said
    assert "1 of them would read otherwise than before" in said
    assert f"{reference} Field Before After" in said
    assert f"/number none {reference}" in said
    seen = Event.objects.get(act="consultation", purpose="previewing a replay")
    assert seen.subject == f"submission:{rejected.subject_id}"


def test_content_is_not_shown_to_another_unit(rejected: Delivery) -> None:
    elsewhere = make.at_desk(make.supervisor(posted=make.unit("Elsewhere")))
    said = text(plan(elsewhere, bytes="anew"))
    assert "none of them is yours to read" in said
    assert "/number" not in said
    assert not Event.objects.filter(act="consultation").exists()
