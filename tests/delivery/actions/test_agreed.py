"""Another organisation's systems get what a running agreement covers, and nothing else."""

from uuid import uuid4

import pytest

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.actions import agreed, erasure
from field_api.delivery.actions.lanes import Claim
from field_api.delivery.models import Delivery
from field_api.delivery.rules import Next, State
from field_api.feed import actions as feed
from field_api.policy import actions as policy
from field_api.policy.rules import Marking
from tests import written
from tests.delivery.parcels import DONE, claims, fresh, make_due, parcel, put, settled
from tests.policy import sharing
from tests.policy.sharing import PARTNER, ours
from tests.written import NOTE, SEARCH

pytestmark = pytest.mark.django_db

HELD = ("held", "no agreement")


@pytest.fixture
def abroad(records: System) -> System:
    return written.system("records", partner=PARTNER)


def revoke(running: object) -> None:
    policy.revoke(agreement=running.pk, by=ours(), reason="Over", leave=None)  # type: ignore[attr-defined]


def stands(made: Delivery) -> tuple[str, str]:
    row = fresh(made)
    return row.state, row.reason


def test_our_own_systems_need_none(records: System) -> None:
    (made,) = put()
    assert [held.id for held in claims(records)] == [made.pk]


def test_without_one_it_is_held_when_it_is_made(abroad: System) -> None:
    (made,) = put()
    assert stands(made) == HELD
    assert bytes(fresh(made).payload.body)  # it can go as it was decided
    assert claims(abroad) == []


def test_under_one_it_goes(abroad: System) -> None:
    sharing.with_partner()
    (made,) = put()
    assert [held.id for held in claims(abroad)] == [made.pk]


def test_what_lost_its_cover_is_held_when_it_is_its_turn(abroad: System) -> None:
    running = sharing.with_partner()
    (made,) = put()
    revoke(running)
    assert claims(abroad) == []
    assert stands(made) == HELD


def test_it_goes_on_when_it_is_renewed(abroad: System) -> None:
    running = sharing.with_partner()
    (made,) = put()
    revoke(running)
    claims(abroad)
    assert agreed.go_on() == 0
    sharing.with_partner()
    delivery.sweep()
    assert stands(made) == ("due", "")
    assert [held.id for held in claims(abroad)] == [made.pk]


def test_what_is_under_way_is_carried_to_its_end(abroad: System) -> None:
    running = sharing.with_partner()
    put()
    (held,) = claims(abroad)
    revoke(running)
    assert agreed.hold(abroad) == 0
    assert settled(held, DONE)


def test_what_a_dead_worker_left_is_held_and_asked_for_first(abroad: System) -> None:
    running = sharing.with_partner()
    (made,) = put()
    (held,) = claims(abroad)
    make_due()
    revoke(running)
    assert claims(abroad) == []
    assert stands(made) == HELD
    assert not settled(held, DONE)
    sharing.with_partner()
    agreed.go_on()
    assert only(abroad).ask_first


def only(system: System) -> Claim:
    (held,) = claims(system)
    return held


@pytest.mark.parametrize(
    ("marking", "agreed_to", "clearance", "goes"),
    [
        ("OFFICIAL", "OFFICIAL", "OFFICIAL-SENSITIVE", True),
        ("OFFICIAL-SENSITIVE", "OFFICIAL", "OFFICIAL-SENSITIVE", False),
        ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE", True),
        # What goes is redacted to the system's clearance, which the agreement covers.
        ("OFFICIAL-SENSITIVE", "OFFICIAL", "OFFICIAL", True),
    ],
)
def test_a_marking_above_what_was_agreed_is_held(
    records: System, marking: str, agreed_to: str, clearance: str, goes: bool
) -> None:
    there = written.system("records", partner=PARTNER, clearance=clearance)
    delivery.route(kind=NOTE, system=there, redacts=True)
    sharing.with_partner(marking=Marking(agreed_to))
    (made,) = put(parcel(marking=marking))
    assert (fresh(made).state == "due") == goes
    Delivery.objects.filter(pk=made.pk).update(state="due", settled_at=None, reason="")
    assert bool(claims(there)) == goes


def test_a_kind_or_a_force_that_was_not_agreed_is_held(systems: dict[str, System]) -> None:
    written.system("records", partner=PARTNER)
    sharing.with_partner()
    made = {one.system.code: one for one in put(parcel(SEARCH))}
    assert stands(made["records"]) == HELD
    assert stands(made["stop-search"])[0] == "due"
    (other,) = put(parcel(force="32"))
    assert stands(other) == HELD


def test_an_agreement_with_a_force_covers_its_systems(records: System) -> None:
    written.system("records", partner="32")
    sharing.agreed()
    (made,) = put()
    assert stands(made)[0] == "due"


def test_what_a_later_version_overtook_is_cancelled_and_says_so(abroad: System) -> None:
    subject = uuid4()
    low = sharing.with_partner(marking=Marking.OFFICIAL)
    (first,) = put(parcel(subject=subject))
    (second,) = put(parcel(subject=subject, marking="OFFICIAL"))
    assert (stands(first), stands(second)[0]) == (HELD, "due")
    assert settled(only(abroad), DONE)
    sharing.with_partner()
    assert agreed.go_on() == 0
    assert stands(first) == ("cancelled", "a later version has been delivered")
    assert low.standing() == "running"


def test_versions_go_on_in_their_order(abroad: System) -> None:
    subject = uuid4()
    made = [put(parcel(subject=subject))[0] for _ in range(2)]
    sharing.with_partner()
    assert agreed.go_on() == 2
    assert only(abroad).id == made[0].pk
    assert [one.state for one in map(fresh, made)] == ["sending", "due"]


def test_an_erasure_goes_without_one(abroad: System) -> None:
    running = sharing.with_partner()
    (made,) = put()
    assert settled(only(abroad), Next(State.DELIVERED, reference="X-1", uses_attempt=True))
    revoke(running)
    with feed.work():
        told = erasure.erase(subject=made.subject_id, actor="house", reason="test")
    make_due()
    (order,) = told.deliveries
    assert only(abroad).id == order.pk


def test_who_wrote_it_hears_that_it_is_held(abroad: System) -> None:
    running = sharing.with_partner()
    author = ours()
    put(parcel(tell=(author.pk,)))
    before = feed.head(author.pk)
    revoke(running)
    claims(abroad)
    assert feed.head(author.pk) != before
