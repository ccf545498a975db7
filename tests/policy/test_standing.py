"""Clearances and handling groups: who gives them, and that each counts at once."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.models import Clearance, HandlingGroup, Membership
from field_api.policy.rules import Marking
from field_api.submissions.actions import erase
from field_api.submissions.actions.erase import Why
from field_api.submissions.models import Submission
from field_api.sync.actions import withdrawal
from tests import handset, make, written
from tests.handset import Handset
from tests.policy import sharing
from tests.policy.duties import found, rights
from tests.policy.sharing import day
from tests.submissions.journeys import seen, send
from tests.sync.door import pulled
from tests.written import NOTE, SEARCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def group(chief: Officer) -> HandlingGroup:
    return found(chief)


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    return handset.of(make.supervisor())


@pytest.fixture
def sergeant(db: None) -> Handset:
    written.forms()
    return handset.of(make.supervisor())


def heard(reader: Handset, kind: str) -> Submission:
    made = send(handset.of(), kind)
    with feed.work():
        feed.tell(recipients=[reader.officer.pk], kind=Kind.SUBMISSION, doc=made.pk)
    return made


def changes(reader: Handset, cursor: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pulled(reader, cursor=cursor)["changes"]
    return found


def sees(reader: Handset, made: UUID) -> bool:
    return bool(reader.api.get(f"/api/v1/submissions/{made}").status_code == 200)


def test_a_lower_clearance_takes_back_at_the_next_pull(sergeant: Handset, chief: Officer) -> None:
    note, search = heard(sergeant, NOTE), heard(sergeant, SEARCH)
    cursor = pulled(sergeant)["cursor"]
    policy.clear(
        officer=sergeant.officer,
        marking=Marking.OFFICIAL,
        by=chief,
        leave=rights(chief, sergeant.officer),
    )
    assert (sees(sergeant, note.pk), sees(sergeant, search.pk)) == (True, False)
    now = {one["id"]: one for one in changes(sergeant, cursor)}
    assert now[str(search.pk)]["op"] == "delete"
    assert "text" not in now[str(note.pk)]["doc"]["body"]
    cursor = pulled(sergeant)["cursor"]
    policy.clear(
        officer=sergeant.officer,
        marking=Marking.OFFICIAL_SENSITIVE,
        by=chief,
        leave=rights(chief, sergeant.officer),
    )
    now = {one["id"]: one for one in changes(sergeant, cursor)}
    assert "text" in now[str(note.pk)]["doc"]["body"]


def test_a_group_is_entered_and_left_at_once(
    sergeant: Handset, chief: Officer, group: HandlingGroup
) -> None:
    note = heard(sergeant, NOTE)
    Submission.objects.filter(pk=note.pk).update(groups=[group.tag])
    assert not sees(sergeant, note.pk)
    policy.admit(
        officer=sergeant.officer, group=group, by=chief, leave=rights(chief, sergeant.officer)
    )
    assert sees(sergeant, note.pk)
    cursor = pulled(sergeant)["cursor"]
    assert (
        policy.let_go(
            officer=sergeant.officer, group=group, by=chief, leave=rights(chief, sergeant.officer)
        )
        == 1
    )
    assert not sees(sergeant, note.pk)
    assert [one["op"] for one in changes(sergeant, cursor)] == ["delete"]


def test_a_membership_that_ends_by_the_calendar_is_seen_by_the_sweep(
    sergeant: Handset, chief: Officer, group: HandlingGroup
) -> None:
    note = heard(sergeant, NOTE)
    Submission.objects.filter(pk=note.pk).update(groups=[group.tag])
    policy.admit(
        officer=sergeant.officer,
        group=group,
        by=chief,
        leave=rights(chief, sergeant.officer),
        starts_on=day(-1),
    )
    withdrawal.sweep()
    Membership.objects.update(ends_on=day(0))
    assert sum(one.withdrawn for one in withdrawal.sweep()) == 1


def test_a_group_of_another_force_by_the_same_code_opens_nothing(
    sergeant: Handset, group: HandlingGroup
) -> None:
    note = heard(sergeant, NOTE)
    Submission.objects.filter(pk=note.pk).update(groups=[group.tag])
    far = sharing.theirs(Role.FORCE_ADMIN)
    other = found(far, group.code)
    policy.admit(officer=sergeant.officer, group=other, by=far, leave=rights(far, sergeant.officer))
    assert not sees(sergeant, note.pk)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FORCE_ADMIN], ids=str)
def test_an_administrator_of_the_force_gives_them(group: HandlingGroup, role: Role) -> None:
    by, whom = sharing.ours(role), make.officer()
    for give in (
        lambda: policy.clear(officer=whom, marking=Marking.OFFICIAL, by=by, leave=rights(by, whom)),
        lambda: policy.admit(officer=whom, group=group, by=by, leave=rights(by, whom)),
        lambda: policy.let_go(officer=whom, group=group, by=by, leave=rights(by, whom)),
        lambda: policy.found_group(force=by.force, code="x", name="X", by=by, leave=make.NO_LEAVE),
        lambda: policy.rename_group(group=group.pk, name="X", by=by, leave=make.NO_LEAVE),
        lambda: policy.retire_group(group=group.pk, by=by, leave=make.NO_LEAVE),
    ):
        with pytest.raises(Problem) as raised:
            give()
        assert raised.value.status in (403, 404)
    assert not Clearance.objects.exists()
    assert not Membership.objects.exists()


def test_nobody_gives_themselves_anything(chief: Officer, group: HandlingGroup) -> None:
    with pytest.raises(Problem, match="own-rights"):
        policy.clear(
            officer=chief, marking=Marking.OFFICIAL_SENSITIVE, by=chief, leave=rights(chief, chief)
        )
    with pytest.raises(Problem, match="own-rights"):
        policy.admit(officer=chief, group=group, by=chief, leave=rights(chief, chief))
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.create(
            officer=chief, marking="OFFICIAL", given_by=chief, given_at="2026-01-01T00:00:00Z"
        )


def test_each_change_is_on_record(chief: Officer, group: HandlingGroup) -> None:
    whom = make.officer()
    policy.clear(officer=whom, marking=Marking.OFFICIAL, by=chief, leave=rights(chief, whom))
    policy.admit(officer=whom, group=group, by=chief, leave=rights(chief, whom))
    policy.let_go(officer=whom, group=group, by=chief, leave=rights(chief, whom))
    events = Event.objects.filter(subject=whom.actor, actor=chief.actor).order_by("id")
    did = [one.details["did"] for one in events.exclude(details__did="step-up-used")]
    assert did == ["clear", "admit", "let-go"]


def test_who_sees_which_groups(chief: Officer, group: HandlingGroup) -> None:
    inside, outside = make.officer(), make.officer()
    policy.admit(officer=inside, group=group, by=chief, leave=rights(chief, inside))
    for who, many in ((inside, 1), (chief, 1), (outside, 0), (sharing.theirs(), 0)):
        assert HandlingGroup.objects.visible_to(who).count() == many
        assert Membership.objects.visible_to(who).count() == many
    assert str(group) == "34:source-unit"


def keep(reader: Any, made: Submission, *groups: str, reason: str = "A source is named") -> Any:
    said = {"groups": list(groups), "reason": reason}
    return reader.post(f"/api/v1/submissions/{made.pk}/handling", said, format="json")


def confirm(reader: Handset, made: Submission) -> None:
    now = seen(made)
    said = {"revision": str(now.revision), "hash": now.hash}
    answer = reader.api.post(f"/api/v1/submissions/{made.pk}/approve", said, format="json")
    assert answer.status_code == 200, answer.content


def test_what_is_kept_to_a_group_goes_from_all_others_at_once(
    sergeant: Handset, chief: Officer, group: HandlingGroup
) -> None:
    note, other = send(handset.of(), SEARCH), make.supervisor()
    confirm(sergeant, note)  # so that their handset holds it
    cursor = pulled(sergeant)["cursor"]
    policy.admit(officer=other, group=group, by=chief, leave=rights(chief, other))
    member = make.signed_in(other)
    assert keep(sergeant.api, note, "source-unit").status_code == 422
    assert keep(member, note, "source-unit").json() == {"groups": ["34:source-unit"]}
    assert not sees(sergeant, note.pk)
    assert member.get(f"/api/v1/submissions/{note.pk}").status_code == 200
    assert [one["op"] for one in changes(sergeant, cursor)] == ["delete"]
    assert keep(sergeant.api, note).status_code == 404
    now, eraser = seen(note), sharing.ours()
    why = Why("court-order", "Ordered by a court")
    leave = make.leave(eraser, "propose-erasure", note.pk, now.hash)
    with pytest.raises(Problem) as raised:
        erase.propose(submission=note.pk, officer=eraser, seen=now, why=why, leave=leave)
    assert raised.value.status == 404
    assert not Submission.objects.erasable_by(eraser).exists()
    event = Event.objects.get(act="alteration", subject=f"submission:{note.pk}")
    assert (event.actor, event.details["groups"]) == (other.actor, ["34:source-unit"])
    assert keep(member, note).json() == {"groups": []}
    assert sees(sergeant, note.pk)


def test_who_wrote_it_does_not_keep_it_from_others(mine: Handset) -> None:
    assert keep(mine.api, send(mine)).status_code == 403
