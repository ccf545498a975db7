"""Which systems are told of a kind, changed by two administrators."""

from typing import Any

import pytest
from django.db import transaction

from field_api.connectors.models import System
from field_api.delivery.actions import routes
from field_api.delivery.actions.routes import Terms
from field_api.delivery.models import Route
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.mapping import actions as mapping
from field_api.oversight.actions import routing
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from tests import make, written
from tests.policy.duties import leave

pytestmark = pytest.mark.django_db

WHY = "Records asks for notes from now on."
SOON = Terms(deliver_by_seconds=600, when_late="end")


@pytest.fixture
def records() -> System:
    written.forms()
    return make.system(clearance="OFFICIAL")


@pytest.fixture
def one(records: System) -> Officer:
    return admin()


def admin() -> Officer:
    return make.officer(role=Role.FORCE_ADMIN)


def proposed(by: Officer, system: System, terms: Terms | None, kind: str = "note") -> Proposal:
    digest = routing.digest_of(kind, system, terms)
    given = leave(by, "propose", f"route:{kind}/{system.code}", digest)
    return routing.propose(kind=kind, system=system, terms=terms, text=WHY, by=by, leave=given)


def approve(row: Proposal, by: Officer) -> None:
    given = leave(by, "approve", f"proposal:{row.pk}")
    with transaction.atomic():
        proposals.approve(proposal=row.pk, by=by, leave=given)


def refused(act: Any, *given: Any) -> str:
    with pytest.raises(Problem) as problem:
        act(*given)
    return problem.value.code


def test_two_administrators_have_a_system_told_and_told_no_more(
    one: Officer, records: System
) -> None:
    other = admin()
    mapping.install(system=records, kind="note", call="records")
    approve(proposed(one, records, SOON), other)
    assert routes.terms_of("note", records) == SOON
    said = Event.objects.get(subject="route:note/records", details__verb="route")
    assert (said.actor, said.details["second"]) == (one.actor, other.login)
    assert said.details["deliver_by_seconds"] == 600
    approve(proposed(other, records, Terms(redacts=True)), one)
    assert routes.terms_of("note", records) == Terms(redacts=True)
    assert Route.objects.count() == 1
    approve(proposed(one, records, None), other)
    assert routes.terms_of("note", records) is None
    assert Event.objects.filter(details__verb="unroute").count() == 1


def test_who_could_be_told_nothing_is_not_told(one: Officer, records: System) -> None:
    assert refused(proposed, one, records, Terms()) == "no-mapping"
    mapping.install(system=records, kind="note", call="records")
    System.objects.update(takes_entries=False)
    records.refresh_from_db()
    assert refused(proposed, one, records, Terms()) == "no-mapping"


def test_what_changes_nothing_is_not_proposed(one: Officer, records: System) -> None:
    mapping.install(system=records, kind="note", call="records")
    assert refused(proposed, one, records, None) == "nothing-changes"


def test_what_does_not_stand_any_more_is_not_carried_out(one: Officer, records: System) -> None:
    mapping.install(system=records, kind="note", call="records")
    row = proposed(one, records, SOON)
    Route.objects.create(kind="note", system=records)
    assert refused(approve, row, admin()) == "overtaken"
    assert routes.terms_of("note", records) == Terms()
    row.refresh_from_db()
    assert row.state == "proposed"


def test_only_administrators_propose(one: Officer, records: System) -> None:
    mapping.install(system=records, kind="note", call="records")
    assert refused(proposed, make.supervisor(), records, SOON) == "above-your-role"


def test_what_stands_in_the_way_is_said(one: Officer, records: System) -> None:
    mapping.install(system=records, kind="stop-search", call="records")
    make.system("asks-only", takes_entries=False)
    make.system("elsewhere", partner="probation")
    found = {each.system.code: each for each in routing.outlooks("stop-search", one)}
    assert set(found) == {"records", "elsewhere"}
    ours, theirs = found["records"], found["elsewhere"]
    assert (ours.may_begin, ours.covered, ours.holds) == (True, True, False)
    assert "Surname" in ours.lost
    assert (theirs.may_begin, theirs.covered) == (False, False)
    assert routing.outlook("stop-search", "none", one) is None
    assert routing.outlooks("none", one) == []


def test_what_its_form_keeps_from_a_system_is_not_proposed(one: Officer, records: System) -> None:
    """A referral goes to Counter Terrorism Policing and to nobody else, whoever proposes it."""
    found = routing.outlook("prevent-referral", "records", one)
    assert found and found.barred and not found.may_begin and not found.may_be_mapped
    mapping.install(system=records, kind="prevent-referral", call="records")
    assert refused(proposed, one, records, Terms(), "prevent-referral") == "not-there"


def test_a_kind_nobody_mapped_is_told_from_its_form(one: Officer, records: System) -> None:
    other = admin()
    routing.map_from_form(kind="use-of-force", system=records, by=one)
    approve(proposed(one, records, SOON, "use-of-force"), other)
    assert routes.terms_of("use-of-force", records) == SOON


def test_what_cannot_be_made_from_a_form_is_not(one: Officer, records: System) -> None:
    for_files = make.system("files", kind="sftp")
    for system, kind in ((for_files, "note"), (records, "source-record"), (records, "none")):
        with pytest.raises(Problem) as problem:
            routing.map_from_form(kind=kind, system=system, by=one)
        assert problem.value.code == "no-mapping"
    with pytest.raises(Problem) as problem:
        routing.map_from_form(kind="note", system=records, by=make.supervisor())
    assert problem.value.code == "not-allowed"
