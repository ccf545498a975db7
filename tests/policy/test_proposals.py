"""Two-person actions: who may be one of the two, and what the database refuses by itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection, connections

from field_api.identity import actions as identity
from field_api.identity.models import Device, Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import RANKS, State, may_give
from tests import make
from tests.policy.duties import WHY, code, inspector, leave, record, refused_by_database

pytestmark = pytest.mark.django_db


def proposed(by: Officer, whom: Officer, role: Role = Role.SUPERVISOR, **other: Any) -> Proposal:
    given = {"unit": make.unit(), "starts_on": today(), "text": WHY} | other
    return proposals.propose_posting(
        officer=whom, role=role, by=by, leave=leave(by, "propose", whom.actor), **given
    )


def approved(proposal: Proposal, by: Officer) -> Proposal:
    given = leave(by, "approve", f"proposal:{proposal.pk}")
    return proposals.approve(proposal=proposal.pk, by=by, leave=given)


def revoked(officer: Officer) -> Device:
    device = make.device(officer)
    identity.revoke_device(device=device, by=officer, reason="left in a car")
    return device


def test_a_role_is_given_by_two_and_counts_at_once() -> None:
    one, other, pc = inspector(), inspector(), make.officer()
    made = proposed(one, pc)
    assert not pc.may_review
    approved(made, other)
    assert pc.may_review
    posting = Posting.objects.get(officer=pc, role=Role.SUPERVISOR.value)
    assert posting.starts_on == today()
    said = Event.objects.get(details__did="post", details__posting=posting.pk)
    assert (said.actor, said.details["second"]) == (one.actor, other.actor)


def test_nobody_is_both_nor_the_one_it_is_about() -> None:
    one, other = inspector(), inspector()
    made = proposed(one, other)
    assert code(approved, proposal=made, by=one) == "own-proposal"
    assert code(approved, proposal=made, by=other) == "own-rights"
    assert code(proposed, by=one, whom=one) == "own-rights"
    for by, second in ((one, one), (one, None), (None, one)):
        refusal = code(
            identity.post,
            officer=other,
            unit=make.unit(),
            role=Role.OFFICER,
            starts_on=today(),
            by=by,
            second=second,
        )
        assert refusal == "two-people"


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("held", sorted(Role))
def test_nobody_gives_a_role_above_their_own(held: Role, role: Role) -> None:
    assert may_give([held], role) is (
        held in (Role.INSPECTOR, Role.FORCE_ADMIN) and RANKS[held] >= RANKS[role]
    )


def test_an_inspector_makes_no_administrator_and_an_administrator_does() -> None:
    pc = make.officer()
    assert code(proposed, by=inspector(), whom=pc, role=Role.FORCE_ADMIN) == "above-your-role"
    one, other = (make.officer(role=Role.FORCE_ADMIN) for _ in range(2))
    made = proposed(one, pc, Role.AUDITOR)
    assert code(approved, proposal=made, by=inspector()) == "above-your-role"
    approved(made, other)
    assert pc.roles() == {Role.OFFICER, Role.AUDITOR}


def test_out_of_unit_and_out_of_force_is_out_of_reach() -> None:
    north = make.unit("North")
    beside = inspector(make.unit("South"))
    abroad = inspector(make.unit("Response", of=make.force("35")))
    pc = make.officer(posted=north)
    made = proposed(inspector(north), pc, unit=north)
    assert code(approved, proposal=made, by=beside) == "above-your-role"
    assert code(approved, proposal=made, by=abroad) == "not-found"
    assert code(approved, proposal=made, by=make.supervisor(posted=north)) == "not-found"
    assert code(proposed, by=beside, whom=pc, unit=north) == "above-your-role"
    approved(made, inspector(north))


def test_a_right_that_ended_meanwhile_decides_nothing() -> None:
    one, other = inspector(), inspector()
    made = proposed(one, make.officer())
    Posting.objects.filter(officer=other).update(ends_on=today())
    assert code(approved, proposal=made, by=other) == "not-found"


def test_each_step_takes_a_grant_for_that_very_thing() -> None:
    one, other, pc = inspector(), inspector(), make.officer()
    given: dict[str, Any] = {"unit": make.unit(), "starts_on": today(), "text": WHY}
    wrong = leave(one, "propose", other.actor)
    refusal = code(
        proposals.propose_posting,
        officer=pc,
        role=Role.SUPERVISOR,
        by=one,
        leave=wrong,
        **given,
    )
    assert refusal == "step-up-needed"
    made = proposed(one, pc)
    given = {"proposal": made.pk, "by": other, "leave": make.NO_LEAVE}
    assert code(proposals.approve, **given) == "step-up-needed"
    made.refresh_from_db()
    assert made.state == State.PROPOSED.value


def test_a_refusal_says_why_and_changes_nothing() -> None:
    one, other, pc = inspector(), inspector(), make.officer()
    made = proposed(one, pc)
    assert code(proposals.refuse, proposal=made.pk, by=other, text=" ") == "decision-incomplete"
    refused = proposals.refuse(proposal=made.pk, by=other, text="Not trained yet.")
    assert refused.state == State.REFUSED.value
    assert not pc.may_review
    assert code(approved, proposal=made, by=other) == "already-decided"


def test_two_weeks_later_it_has_lapsed_and_may_be_proposed_anew() -> None:
    one, other, pc = inspector(), inspector(), make.officer()
    made = proposed(one, pc)
    assert code(proposed, by=other, whom=pc) == "already-proposed"
    later = clock.now() + timedelta(days=14)
    with mock.patch.object(clock, "now", lambda: later):
        assert code(approved, proposal=made, by=other) == "proposal-lapsed"
        again = proposed(other, pc, starts_on=today())
    made.refresh_from_db()
    assert (made.state, again.state) == (State.LAPSED.value, State.PROPOSED.value)


def test_a_handset_is_trusted_again_by_two_others() -> None:
    pc = make.officer()
    device = revoked(pc)
    one, other = inspector(), inspector()
    subject = f"device:{device.pk}"
    given = {"device": device, "text": "Found in the van."}
    refusal = code(
        proposals.propose_unrevoking, by=pc, leave=leave(pc, "propose", subject), **given
    )
    assert refusal == "own-rights"
    sergeant = make.supervisor()
    refusal = code(
        proposals.propose_unrevoking,
        by=sergeant,
        leave=leave(sergeant, "propose", subject),
        **given,
    )
    assert refusal == "above-your-role"
    made = proposals.propose_unrevoking(by=one, leave=leave(one, "propose", subject), **given)
    approved(made, other)
    device.refresh_from_db()
    assert (device.revoked_at, device.revoked_by, device.lost_at) == (None, None, None)
    again = code(
        proposals.propose_unrevoking, by=one, leave=leave(one, "propose", subject), **given
    )
    assert again == "not-revoked"


def test_a_disclosure_is_approved_by_two_whom_policy_lets_and_stands_in_the_ledger() -> None:
    author = inspector()
    written = record(author)
    one, other = inspector(), inspector()
    subject, seen = f"submission:{written.pk}", "a" * 64
    given: dict[str, Any] = {
        "thing": written.thing,
        "reference": written.reference,
        "hash": seen,
        "recipient": "Sample and Example, solicitors",
        "text": "Criminal Procedure and Investigations Act 1996, section 3.",
    }
    propose = proposals.propose_disclosure
    for by, refusal in ((make.supervisor(), "not-found"), (author, "own-rights")):
        assert code(propose, by=by, leave=make.NO_LEAVE, **given) == refusal
    made = propose(by=one, leave=leave(one, "propose", subject, seen), **given)
    assert code(approved, proposal=made, by=author) == "own-rights"
    approved(made, other)
    said = Event.objects.get(act=Act.DISCLOSURE.value)
    assert (said.actor, said.on_behalf_of) == (other.actor, one.actor)
    assert (said.subject, said.recipient) == (subject, given["recipient"])
    assert said.details["hash"] == seen


def raw(**other: Any) -> Any:
    pc = make.officer()
    one, two = make.officer(), make.officer()
    now = clock.now()
    row: dict[str, Any] = {
        "kind": "posting",
        "force": pc.force,
        "concerned": pc,
        "subject": "officer:34-1",
        "text": WHY,
        "proposed_by": one,
        "proposed_at": now,
        "expires_at": now + timedelta(days=14),
        "decided_by": two,
        "decided_at": now,
        "state": "done",
    }
    stated = row | {name: row[v] if v in row else v for name, v in other.items()}
    return Proposal.objects.bulk_create([Proposal(**stated)])


@pytest.mark.parametrize(
    ("other", "constraint"),
    [
        ({"decided_by": "proposed_by"}, "a_proposal_takes_two_people"),
        ({"decided_by": "concerned"}, "nobody_decides_what_concerns_themselves"),
        ({"proposed_by": "concerned"}, "nobody_decides_what_concerns_themselves"),
        ({"decided_by": None}, "a_proposal_is_decided_by_someone_at_some_time"),
        ({"state": "proposed"}, "a_proposal_is_decided_by_someone_at_some_time"),
        ({"expires_at": clock.now() - timedelta(1)}, "a_proposal_is_decided_in_time"),
        ({"state": "refused"}, "a_proposal_and_its_refusal_say_why"),
    ],
    ids=["own", "own-rights", "own-proposal", "nobody", "early", "late", "silent"],
)
def test_the_database_refuses_it_too(other: dict[str, Any], constraint: str) -> None:
    assert constraint in refused_by_database(lambda: raw(**other))
    raw()


def test_what_was_proposed_stays_and_so_does_what_was_decided() -> None:
    made = proposed(inspector(), make.officer())
    rows = Proposal.objects.filter(pk=made.pk)
    assert "UPDATE refused" in refused_by_database(lambda: rows.update(details={"role": "officer"}))
    approved(made, inspector())
    assert "UPDATE refused" in refused_by_database(lambda: rows.update(state="refused", answer="x"))
    assert "DELETE refused" in refused_by_database(lambda: rows.delete())


def _try(proposal: Proposal, by: Officer) -> str:
    try:
        return approved(proposal, by).state
    except Problem as refused:
        return refused.code
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does() -> None:
    pc, deciders = make.officer(), [inspector() for _ in range(4)]
    made = proposed(inspector(), pc)
    with ThreadPoolExecutor(len(deciders)) as pool:
        said = list(pool.map(lambda by: _try(made, by), deciders))
    assert sorted(said) == ["already-decided"] * 3 + ["done"]
    assert Posting.objects.filter(officer=pc).count() == 2
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_at_once_one_does() -> None:
    pc, unit = make.officer(), make.unit()
    one, other = inspector(), inspector()

    def ask(by: Officer) -> str:
        try:
            return proposed(by, pc, unit=Unit.objects.get(pk=unit.pk)).state
        except Problem as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, (one, other))) == ["already-proposed", "proposed"]
