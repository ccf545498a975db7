"""Mapping dead letters anew: what would change is shown first, to those who may read the entry."""

import pytest
from django.test import Client

from field_api.delivery.models import Delivery
from field_api.ledger.models import Event
from field_api.submissions.models import Submission
from tests import make
from tests.handset import Handset
from tests.oversight.letters import mapped_anew
from tests.oversight.pages.test_replays import plan
from tests.submissions.desk import text


@pytest.fixture
def rejected(phone: Handset) -> Delivery:
    return mapped_anew(phone)


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
