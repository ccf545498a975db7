"""A list is brought in by one administrator and published by another."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from field_api.catalogue import actions
from field_api.catalogue.actions import Unfit, list_drafts
from field_api.catalogue.models import CodeList, ListDraft
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from tests import make
from tests.catalogue.test_lists import BLUE, RED, a_list
from tests.policy.duties import leave

pytestmark = pytest.mark.django_db

WHY = "The maker of the list added a colour."


def admin(code: str = "34") -> Officer:
    unit = make.unit("Response", of=make.force(code))
    return make.officer(posted=unit, role=Role.FORCE_ADMIN)


def proposed(by: Officer, document: dict[str, Any]) -> Proposal:
    draft = list_drafts.bring_in(document=document, by=by)
    given = leave(by, "propose", f"list:{draft.name}", draft.digest)
    return list_drafts.propose_list(draft=draft, text=WHY, by=by, leave=given)


def approve(row: Proposal, by: Officer) -> None:
    given = leave(by, "approve", f"proposal:{row.pk}")
    proposals.approve(proposal=row.pk, by=by, leave=given)


def test_two_administrators_publish_what_one_brought_in() -> None:
    one, other = admin(), admin()
    actions.publish_list(document=a_list(RED, BLUE), by="34-1001")
    row = proposed(one, a_list(["r", "Rose"], ["g", "Green"], unverified=False))
    assert (row.details["added"], row.details["removed"], row.details["relabelled"]) == (1, 1, 1)
    assert actions.versions_of("colours")[0].version == 1
    approve(row, other)
    newest = actions.versions_of("colours")[0]
    assert (newest.version, newest.published_by) == (2, one.login)
    assert actions.head_of("colours", 2)["unverified"] is False
    said = Event.objects.get(subject="list:colours/2")
    assert (said.actor, said.details["second"]) == (one.actor, other.login)
    assert list_drafts.drafts_of("colours") == []


def test_a_list_is_born_by_two() -> None:
    one, other = admin(), admin()
    row = proposed(one, a_list(RED))
    approve(row, other)
    assert [str(each) for each in actions.versions_of("colours")] == ["colours/1"]


def test_one_person_is_not_two() -> None:
    one = admin()
    row = proposed(one, a_list(RED))
    with pytest.raises(Problem) as refused:
        approve(row, one)
    assert refused.value.code == "own-proposal"
    assert CodeList.objects.count() == 0


def test_what_was_overtaken_is_not_published() -> None:
    one, other = admin(), admin()
    row = proposed(one, a_list(RED))
    actions.publish_list(document=a_list(BLUE), by="34-1001")
    with pytest.raises(Problem) as refused, transaction.atomic():
        approve(row, other)
    assert refused.value.code == "overtaken"
    assert [each.version for each in actions.versions_of("colours")] == [1]
    row.refresh_from_db()
    assert row.state == "proposed"


def test_what_is_not_here_any_more_is_not_published() -> None:
    one, other = admin(), admin()
    row = proposed(one, a_list(RED))
    ListDraft.objects.all().delete()
    with pytest.raises(Problem) as refused, transaction.atomic():
        approve(row, other)
    assert refused.value.code == "overtaken"


def test_the_database_lets_no_draft_change() -> None:
    list_drafts.bring_in(document=a_list(RED), by=admin())
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        ListDraft.objects.update(size=2)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (a_list(RED, list="Car colours"), "short name"),
        (a_list(RED, list="colours-"), "short name"),
        (a_list(RED, list=""), "short name"),
        (a_list(RED, title=""), "title: no words"),
        (a_list(RED, RED), "r stands twice"),
        (a_list(BLUE), "It changes nothing: version 1 says the same."),
    ],
    ids=["spaces", "hyphen", "nameless", "untitled", "twice", "same"],
)
def test_what_is_no_list_is_not_brought_in(document: dict[str, Any], said: str) -> None:
    actions.publish_list(document=a_list(BLUE), by="34-1001")
    with pytest.raises(Unfit, match=said):
        list_drafts.bring_in(document=document, by=admin())


def test_only_administrators_bring_in() -> None:
    with pytest.raises(Problem) as refused:
        list_drafts.bring_in(document=a_list(RED), by=make.supervisor())
    assert refused.value.code == "above-your-role"


def test_what_lay_for_a_month_goes() -> None:
    by = admin()
    ListDraft.objects.create(
        name="old",
        document=a_list(RED),
        size=1,
        digest="0" * 64,
        made_at=timezone.now() - list_drafts.KEPT - timezone.timedelta(days=1),
        made_by=by.login,
    )
    list_drafts.bring_in(document=a_list(RED), by=by)
    assert list(ListDraft.objects.values_list("name", flat=True)) == ["colours"]
