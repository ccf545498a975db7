"""Where a kind may go: what its form forbids is refused when asked for, and again on the way."""

from uuid import uuid4

import pytest

from field_api.catalogue import actions as catalogue
from field_api.catalogue import rules, shipped
from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.models import Delivery, Route
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.mapping.models import Mapping
from field_api.submissions.actions import parcels, routing
from field_api.submissions.models import Revision, Submission
from tests import make, written
from tests.catalogue import bodies

pytestmark = pytest.mark.django_db

CTP = "counter-terrorism-policing"
FENCED = {"prevent-referral": (CTP,), "source-record": (), "statement-rear": ()}


@pytest.fixture
def keeper(db: None) -> Officer:
    written.forms()
    return make.officer(role=Role.FORCE_ADMIN)


def of(partner: str, code: str = "elsewhere") -> System:
    return written.system(code, partner=partner)


@pytest.mark.parametrize("partner", ["", "partner-agency", "32"])
@pytest.mark.parametrize("kind", sorted(FENCED))
def test_what_few_may_read_is_routed_to_nobody_else(
    kind: str, partner: str, keeper: Officer
) -> None:
    with pytest.raises(routing.NotThere):
        routing.open_route(kind=kind, system=of(partner), by=keeper)
    assert not Route.objects.exists()
    assert not Mapping.objects.exists()


@pytest.mark.parametrize("kind", sorted(FENCED))
def test_a_route_made_all_the_same_carries_nothing(kind: str, keeper: Officer) -> None:
    ours, theirs = of(""), of(CTP, "ct-mailbox")
    for system in (ours, theirs):
        delivery.route(kind=kind, system=system)
    with feed.work():
        made = delivery.enqueue([parcel(kind, keeper)])
    assert [one.system.partner for one in made] == list(FENCED[kind])
    assert Delivery.objects.count() == len(FENCED[kind])


def test_an_older_version_of_a_restricted_kind_goes_nowhere(keeper: Officer) -> None:
    """Before a form could say where its entries go, nobody had been told that they may."""
    older = bodies.document("prevent-referral", 1)
    older.pop("routes_only", None)
    assert rules.compiled(older).routes_only == ()
    assert rules.compiled(bodies.document("note", 1)).routes_only is None


def test_only_shipped_kinds_that_are_meant_to_are_fenced() -> None:
    forms = {one["kind"]: rules.compiled(one) for one in shipped.documents()}
    fenced = {kind: one.routes_only for kind, one in forms.items() if one.routes_only is not None}
    assert fenced == FENCED


def test_counter_terrorism_policing_is_told_of_a_referral(keeper: Officer) -> None:
    made = routing.open_route(kind="prevent-referral", system=of(CTP), by=keeper, shape="paper")
    assert (made.kind, made.active) == ("prevent-referral", True)


@pytest.mark.parametrize("shape", ["record", "paper"])
def test_nobody_learns_from_a_notice_that_there_is_a_referral(shape: str, keeper: Officer) -> None:
    begun = routing.start("public-protection-notice", shape)
    assert "radicalisation" not in str(begun["document"]).lower()


def test_a_kind_is_told_from_its_form_and_again_after_a_new_version(keeper: Officer) -> None:
    records = of("")
    form = bodies.document("protect-advice", 1)
    catalogue.publish(document={**form, "kind": "lost-property"}, by="34-3001")
    routing.open_route(kind="lost-property", system=records, by=keeper)
    routing.open_route(kind="lost-property", system=records, by=keeper)
    assert Mapping.objects.get(state="active").version == 1
    form["schema"]["properties"]["note"]["title"] = "Anything else"
    form["schema"]["properties"]["shelf"] = {**form["schema"]["properties"]["note"], "x-order": 999}
    catalogue.publish(document={**form, "kind": "lost-property", "version": 2}, by="34-3001")
    routing.open_route(kind="lost-property", system=records, by=keeper)
    now = Mapping.objects.get(state="active")
    assert (now.version, now.document["answers"]["shelf?"]) == (2, "body.shelf")


def test_a_mapping_that_a_person_made_stays(keeper: Officer) -> None:
    records = of("")
    routing.open_route(kind="note", system=records, by=keeper)
    Mapping.objects.update(note="Ours.")
    form = bodies.document("note", 900)
    form["title"] = "A note"
    catalogue.publish(document=form, by="34-3001")
    routing.open_route(kind="note", system=records, by=keeper)
    assert Mapping.objects.get().note == "Ours."


def parcel(kind: str, author: Officer) -> delivery.Parcel:
    form, key = rules.compiled(bodies.newest(kind)), uuid4()
    entry = Submission(
        pk=key,
        reference="34/26/000001",
        force=author.force,
        unit=make.unit(),
        author=author,
        kind=kind,
        marking=form.marking,
    )
    body = shipped.example(kind, "minimal")
    when = clock.now()
    revision = Revision(pk=key, version=form.version, body=body, occurred_at=when, written_at=when)
    return parcels.parcel(entry, revision, form)
