"""What comes after an erasure: the same again, and what was written before anybody heard."""

from typing import Any

import pytest

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.lib.problems import Problem
from field_api.notebook import actions as notebook
from field_api.notebook.models import Content, Notebook
from field_api.submissions.actions import erase, erasures
from field_api.submissions.models import Revision, Step, Submission
from tests import make, written
from tests.handset import Handset
from tests.submissions import journeys
from tests.submissions.erasing import WHY, approved, erased, proposed, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(mine: Handset, systems: dict[str, System]) -> Submission:
    return journeys.send(mine, written.NOTE)


def test_a_resend_is_a_duplicate_that_stores_nothing(mine: Handset, entry: Submission) -> None:
    item = mine.minted[-1]
    erased(entry)
    (result,) = mine.push(item)["results"]
    assert (result["status"], result["outcome"]) == ("duplicate", "disposed")
    assert result["receipt"]["body"] and result["state"] == "disposed"
    assert not Content.objects.exists()


def test_what_comes_late_is_kept_as_evidence_and_goes_nowhere(
    mine: Handset, entry: Submission
) -> None:
    item = journeys.write(mine, submission=entry.pk, parents=(journeys.last(mine),))
    made = erased(entry)
    sent = Delivery.objects.count()
    (result,) = mine.push(item)["results"]
    assert (result["status"], result["outcome"]) == ("accepted", "disposed")
    assert (Content.objects.count(), Delivery.objects.count()) == (1, sent)
    assert Revision.objects.get(pk=item["id"]).body == {}
    assert Submission.objects.get(pk=entry.pk).state == "disposed"
    shown = erasures.erasure_of(entry.pk, made.proposed_by)
    assert shown and shown["arrived_since"] == 1
    assert mine.push(item)["results"][0]["outcome"] == "disposed"


def refusal(given: dict[str, Any]) -> str:
    with pytest.raises(Problem) as refused:
        erase.propose(**given, why=WHY, leave=make.NO_LEAVE)
    return refused.value.code


def test_what_came_late_is_erased_by_two_as_well(mine: Handset, entry: Submission) -> None:
    item = journeys.write(mine, submission=entry.pk, parents=(journeys.last(mine),))
    made = erased(entry)
    first, second = made.proposed_by, made.decided_by
    given = {"submission": entry.pk, "officer": second, "seen": seen(entry)}
    assert second and refusal(given) == "already-erased"
    mine.push(item)
    proposed(entry, first)
    approved(entry, second, seen(entry))
    assert not Content.objects.exists()
    assert notebook.verify(Notebook.objects.get(pk=mine.notebook)) == (2, 2, None)
    assert Step.objects.filter(move="dispose").count() == 1
