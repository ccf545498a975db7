"""What all forces of an installation share is changed by two of their administrators."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.policy.actions import carrying, proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import EVERYWHERE, LONGEST_SAYING, Kind, State
from tests import make
from tests.policy.duties import WHY, code, inspector, leave, refused_by_database

pytestmark = pytest.mark.django_db

SUBJECT = "form:note/7"
PAGE = "/desk/forms/drafts/7/"


@pytest.fixture
def done() -> Iterator[list[tuple[Any, str]]]:
    """What was carried out, by a floor above that refuses what is stale."""
    calls: list[tuple[Any, str]] = []

    def carry(row: Proposal, second: Officer) -> None:
        if row.details["digest"] == "stale":
            raise Problem(409, "not-what-was-proposed", "It changed")
        calls.append((row.pk, second.login))

    before = dict(carrying.CARRIED)
    carrying.take_two(Kind.FORM, carry, lambda row: PAGE)
    yield calls
    carrying.CARRIED.clear()
    carrying.CARRIED.update(before)


def admin(force: str = "34") -> Officer:
    return make.officer(posted=make.unit(of=make.force(force)), role=Role.FORCE_ADMIN)


def proposed(by: Officer, **other: Any) -> Proposal:
    given = {
        "kind": Kind.FORM,
        "subject": SUBJECT,
        "saying": "Publish Note, version 7",
        "details": {"digest": "abc"},
        "text": WHY,
        "hash": "abc",
    } | other
    shown = leave(by, "propose", str(given["subject"]), str(given["hash"]))
    return proposals.propose_for_all(by=by, leave=shown, **given)


def approved(proposal: UUID, by: Officer) -> Proposal:
    given = leave(by, "approve", f"proposal:{proposal}")
    return proposals.approve(proposal=proposal, by=by, leave=given)


def test_two_administrators_decide_and_a_floor_above_does_it(done: list[Any]) -> None:
    one, other = admin(), admin()
    made = proposed(one)
    assert made.concerned is None
    assert (proposals.page_of(made), made.details["saying"]) == (PAGE, "Publish Note, version 7")
    assert not proposals.waits_for(made, one)
    assert proposals.waits_for(made, other)
    assert code(approved, proposal=made.pk, by=one) == "own-proposal"
    approved(made.pk, other)
    assert done == [(made.pk, other.login)]
    said = Event.objects.filter(subject=SUBJECT, details__has_key="verb").order_by("pk")
    assert [(row.actor, row.details["verb"]) for row in said] == [
        (one.actor, "propose form"),
        (other.actor, "approve form"),
    ]
    assert all("concerned" not in row.details for row in said)


def test_nobody_below_an_administrator_sees_or_decides_it(done: list[Any]) -> None:
    made = proposed(admin())
    assert code(approved, proposal=made.pk, by=inspector()) == "not-found"
    assert code(proposed, by=inspector(), subject="form:note/8") == "above-your-role"
    assert not Proposal.objects.visible_to(inspector()).exists()
    assert done == []


def test_where_forces_share_a_house_the_second_is_of_another(done: list[Any]) -> None:
    one, same, elsewhere = admin(), admin(), admin("35")
    made = proposed(one)
    assert not proposals.waits_for(made, same)
    assert code(approved, proposal=made.pk, by=same) == "above-your-role"
    assert proposals.waits_for(made, elsewhere)
    approved(made.pk, elsewhere)
    assert len(done) == 1


def test_a_force_whose_administrators_left_holds_nobody_up(done: list[Any]) -> None:
    one, same, elsewhere = admin(), admin(), admin("35")
    made = proposed(one)
    Officer.objects.filter(pk=elsewhere.pk).update(is_active=False)
    assert proposals.waits_for(made, same)


def test_what_is_stale_is_not_decided(done: list[Any]) -> None:
    made = proposed(admin(), details={"digest": "stale"})
    assert code(approved, proposal=made.pk, by=admin()) == "not-what-was-proposed"
    made.refresh_from_db()
    assert (made.state, made.decided_by, done) == (State.PROPOSED.value, None, [])


def test_it_is_proposed_with_leave_for_what_was_seen(done: list[Any]) -> None:
    by = admin()
    given = leave(by, "propose", SUBJECT, "seen before")
    with pytest.raises(Problem) as refused:
        proposals.propose_for_all(
            kind=Kind.FORM,
            subject=SUBJECT,
            saying="x",
            details={},
            text=WHY,
            by=by,
            leave=given,
            hash="seen now",
        )
    assert refused.value.code == "grant-stale"
    with pytest.raises(ValueError, match="concerns an officer"):
        proposed(by, kind=Kind.POSTING)


def test_a_kind_that_no_floor_carries_out_is_nobodys(done: list[Any]) -> None:
    del carrying.CARRIED[Kind.FORM]
    assert code(proposed, by=admin()) == "above-your-role"


def test_the_doors_say_what_it_is_and_where_to_read_it(done: list[Any]) -> None:
    made = proposed(admin(), saying="Publish " + "x" * 400)
    other = admin()
    assert len(made.details["saying"]) == LONGEST_SAYING
    (row,) = make.signed_in(other).get("/api/v1/proposals").data["proposals"]
    assert (row["concerned"], row["for_me"]) == (None, True)
    page = make.at_desk(other).get(f"/desk/persons/{made.pk}/").content.decode()
    assert f'href="{PAGE}"' in page
    assert made.details["saying"] in page


def test_the_database_knows_what_concerns_nobody(done: list[Any]) -> None:
    made = proposed(admin())
    for kind in ("posting", "disclosure"):
        terms = {name: getattr(made, name) for name in ("details", "text", "proposed_at")}
        row = Proposal(
            kind=kind,
            force=made.force,
            subject="officer:x",
            proposed_by=made.proposed_by,
            expires_at=made.expires_at,
            **terms,
        )
        assert "concerns_an_officer" in refused_by_database(row.save)
    assert made.kind in EVERYWHERE
