"""Nobody's map shows what they may not read, and nothing stays on it that was taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from field_api.alerts import actions as alerts
from field_api.alerts.actions import Whom
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.intelligence import actions as intelligence
from field_api.lib import clock
from field_api.policy.rules import Purpose
from field_api.situation.rules import Kind, Spot
from field_api.submissions.actions.mentioned import mentioned
from field_api.submissions.models import Submission
from field_api.tasking.models import Tasking
from field_api.watch.models import Hit
from tests import handset, make, written
from tests.alerts import raised
from tests.handset import Handset
from tests.policy import sharing
from tests.situation.ground import MARKET, happened, on_map
from tests.submissions import journeys
from tests.tasking import asked
from tests.watch.carried import listing

pytestmark = pytest.mark.django_db
ABUSE = "domestic-abuse"


@pytest.fixture
def phone() -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def sergeant(phone: Handset) -> Officer:
    return make.supervisor()


def entries(found: list[Spot]) -> list[Spot]:
    return [one for one in found if one.kind == Kind.ENTRY]


def of(row: Submission, found: list[Spot]) -> Spot:
    (spot,) = [one for one in found if one.opens == row.pk]
    return spot


def test_an_entry_is_where_it_happened(phone: Handset, sergeant: Officer) -> None:
    row = happened(phone)
    spot = of(row, on_map(sergeant))
    assert spot.place is not None
    assert (spot.place.latitude, spot.place.longitude) == (52.2371, -0.8946)
    assert (spot.place.grid, spot.place.within) == ("SP 7558 6045", 12)
    assert (spot.words, spot.mine, spot.area) == ("Example Market", False, False)
    assert row.reference in spot.title
    assert of(row, on_map(phone.officer, carried=True)).mine


def test_one_without_a_place_is_told_of_all_the_same(phone: Handset, sergeant: Officer) -> None:
    row = happened(phone, place={"text": "Behind the shops"})
    assert of(row, on_map(sergeant)).place is None


@pytest.mark.parametrize("who", ["colleague", "other-unit", "other-force", "left"])
def test_it_is_on_nobody_elses_map(phone: Handset, who: str) -> None:
    happened(phone)
    people: dict[str, Officer] = {
        "colleague": make.officer(),
        "other-unit": make.supervisor(posted=make.unit("Elsewhere")),
        "other-force": sharing.theirs(),
        "left": make.supervisor(),
    }
    if who == "left":
        Officer.objects.filter(pk=people[who].pk).update(is_active=False)
    reader = Officer.objects.get(pk=people[who].pk)
    assert on_map(reader) == [] and on_map(reader, carried=True) == []


def test_a_withdrawn_one_is_gone_at_once(phone: Handset, sergeant: Officer) -> None:
    intel = written.INTEL
    row = happened(phone, intel)  # waits for a decision, so withdrawing it needs none
    assert of(row, on_map(sergeant))
    gone = journeys.withdraw(phone, row)  # no worker has read that yet
    assert gone.state == "withdrawn"
    assert entries(on_map(sergeant)) == [] and entries(on_map(phone.officer)) == []


def test_a_moved_one_is_where_its_last_version_says(phone: Handset, sergeant: Officer) -> None:
    row = happened(phone)
    moved = {**MARKET, "latitude": 52.3000, "text": "Example Park"}
    body = written.body(place=moved)
    journeys.send(phone, body=body, submission=row.pk, parents=(journeys.last(phone),))
    assert of(row, on_map(sergeant)).place is None  # until that has been read
    intelligence.read()
    assert of(row, on_map(sergeant)).words == "Example Park"


def test_hours_bound_it(phone: Handset, sergeant: Officer) -> None:
    then = clock.now() - timedelta(hours=5)
    row = journeys.send(phone, body=written.body(place=MARKET), occurred_at=clock.iso(then))
    happened(phone)
    assert len(entries(on_map(sergeant, hours=4))) == 1
    assert of(row, on_map(sergeant, hours=6)).at == then


def test_where_somebody_at_risk_lives_is_an_area_to_who_answers_for_it_not(
    phone: Handset, sergeant: Officer
) -> None:
    row = happened(phone, ABUSE)
    spot = of(row, on_map(sergeant))
    assert spot.place and spot.place.within == 12
    carried = of(row, on_map(sergeant, carried=True))
    assert carried.area and carried.words == "" and carried.place
    assert (carried.place.grid, carried.place.east % 1000) == ("SP 75 60", 500)
    assert not of(row, on_map(phone.officer, carried=True)).area


def test_under_an_agreement_it_is_an_area_at_the_desk_too(phone: Handset) -> None:
    row = happened(phone, ABUSE)
    sharing.agreed(kinds=(ABUSE,), purpose=Purpose.INVESTIGATION)
    told(row, state="released")
    reader = sharing.theirs(Role.INTEL)
    spot = of(row, on_map(reader))
    assert spot.area and spot.words == ""


def told(row: Submission, **changed: Any) -> None:
    """As who decides on it would have left it."""
    Submission.objects.filter(pk=row.pk).update(**changed)
    with transaction.atomic():
        mentioned([(Submission.objects.get(pk=row.pk), None)])


def test_what_is_kept_to_a_group_is_on_no_map(phone: Handset, sergeant: Officer) -> None:
    row = happened(phone)
    told(row, groups=["34:example"])
    assert on_map(phone.officer) == []


def test_an_alert_is_where_its_entry_is_for_who_may_read_that(
    phone: Handset, sergeant: Officer
) -> None:
    row = happened(phone)
    patrol = make.officer()
    made = raised.alert()
    type(made).objects.filter(pk=made.pk).update(subject_kind="submission", subject=row.pk)
    mine = of_alert(made, on_map(sergeant))
    assert mine.place and mine.words == "Example Market"
    theirs = of_alert(made, on_map(patrol, carried=True))
    assert theirs.place is None and theirs.words == ""


def of_alert(made: Any, found: list[Spot]) -> Spot:
    (spot,) = [one for one in found if one.kind == Kind.ALERT and one.id == made.pk]
    return spot


def test_a_recalled_alert_is_gone(phone: Handset, sergeant: Officer) -> None:
    made = raised.alert(by=sergeant)
    assert of_alert(made, on_map(sergeant))
    alerts.recall(alert=made.pk, by=sergeant, why="Found.")
    assert on_map(sergeant) == [] and on_map(make.officer(), carried=True) == []


def hit(owner: Officer, **said: Any) -> Hit:
    now = clock.now()
    stated: dict[str, Any] = {
        "source": "sighting",
        "row": "00000000-0000-4000-8000-000000000001",
        "certainty": "same",
        "marking": "OFFICIAL",
        "at": now,
        "found_at": now,
        "place": "A45 Example",
        "latitude": 52.25,
        "longitude": -0.85,
    }
    covert = said.pop("covert", False)
    hidden = {"covert": True, "groups": ["34:example"]} if covert else {}
    return Hit.objects.create(listing=listing(owner, **hidden), **stated | said)


def test_a_hit_is_for_who_keeps_the_list_and_a_possible_one_not_for_the_street(
    phone: Handset, sergeant: Officer
) -> None:
    intel = make.officer(role=Role.INTEL)
    made = hit(intel, certainty="possible")
    assert [one.id for one in on_map(intel)] == [made.pk]
    assert on_map(intel, carried=True) == [] and on_map(phone.officer) == []


def test_a_covert_hit_is_on_no_other_map_nor_on_an_alerts(
    phone: Handset, sergeant: Officer
) -> None:
    owner = make.officer(role=Role.INTEL)
    told = raised.alert(Whom(officer=phone.officer))
    hit(owner, covert=True, alert=told)
    assert [one for one in on_map(sergeant) if one.kind == Kind.HIT] == []
    assert of_alert(told, on_map(phone.officer, carried=True)).place is None


def test_an_open_hit_says_where_its_alert_is(phone: Handset) -> None:
    told = raised.alert(Whom(officer=phone.officer))
    hit(make.officer(role=Role.INTEL), alert=told)
    spot = of_alert(told, on_map(phone.officer, carried=True))
    assert spot.place and spot.words == "A45 Example"


def test_a_tasking_is_where_its_alert_is_for_whom_it_asks(phone: Handset) -> None:
    told = raised.alert(Whom(officer=phone.officer))
    hit(make.officer(role=Role.INTEL), alert=told)
    made = asked.asked(Whom(officer=phone.officer))
    Tasking.objects.filter(pk=made.pk).update(alert=told)
    (spot,) = [one for one in on_map(phone.officer, carried=True) if one.kind == Kind.TASKING]
    assert (spot.id, spot.words) == (made.pk, "A45 Example") and spot.place
    assert Kind.TASKING not in {one.kind for one in on_map(make.officer(), carried=True)}
