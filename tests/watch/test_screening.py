"""Entries compared with the watch list as they are pushed: who hears, and who never learns."""

from datetime import timedelta
from typing import Any

import pytest

from field_api.alerts.models import Alert
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.watch import actions as watch
from field_api.watch.actions import alerting, screening
from field_api.watch.models import Area, Hit, Listing, WatchKey
from field_api.watch.rules import Verdict, geo
from tests import handset, make, written
from tests.alerts.raised import held
from tests.handset import Handset
from tests.submissions import journeys
from tests.watch import listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(db: None) -> Handset:
    written.forms()
    return handset.of()


def square(latitude: float, longitude: float, by: float = 0.05) -> dict[str, Any]:
    west, east, south, north = longitude - by, longitude + by, latitude - by, latitude + by
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def area(unit: Any, latitude: float, longitude: float) -> None:
    shape = square(latitude, longitude)
    Area.objects.create(
        unit=unit, name="All", shape=shape, drawn_at=clock.now(), **geo.box(shape)._asdict()
    )


def test_a_pushed_entry_raises_the_alert_on_the_writers_handset_in_its_own_transaction(
    phone: Handset,
) -> None:
    owner = listed.inspector()
    row = listed.listing(owner, action="Stop and search", warnings=["VI"])
    sent = listed.search(phone, vrm="ab12cde")
    (hit,) = listed.hits(row)
    assert (hit.source, hit.row, hit.certainty) == ("entry", sent.pk, "same")
    (alert,) = held(phone).values()
    assert alert["what"] == "Stolen: AB12 CDE"
    assert alert["advice"] == "Stop and search"
    assert "Warning: Violent." in alert["words"] and "Taken in a burglary" in alert["words"]
    assert alert["subject"] == {"kind": "submission", "id": str(sent.pk)}
    assert owner.pk in listed.told(row)


def test_a_later_version_of_an_entry_is_no_second_hit(phone: Handset) -> None:
    row = listed.listing()
    sent = listed.search(phone)
    body = written.body(written.SEARCH, vrm=listed.VRM, street="Other Street")
    phone.push(
        phone.write(written.SEARCH, body, submission=sent.pk, parents=(journeys.last(phone),))
    )
    assert len(listed.hits(row)) == 1
    assert Alert.objects.count() == 1


def test_the_same_car_again_within_minutes_is_one_alert_that_then_says_how_often(
    phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = listed.listing()
    for _ in range(3):
        listed.search(phone)
    assert Alert.objects.count() == 1
    assert screening.waiting() == [row.pk]
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert alerting.tell(row.pk) == 2
    first, second = Alert.objects.order_by("issued_at")
    assert not first.is_running and second.supersedes == first
    assert "3 times since" in second.words


def test_whoever_else_it_concerns_does_not_wait_for_those_minutes(phone: Handset) -> None:
    row = listed.listing()
    listed.search(phone)
    elsewhere = handset.of(make.officer(posted=make.unit("Roads")))
    listed.search(elsewhere)
    assert held(elsewhere) and held(phone)
    assert {phone.officer.pk, elsewhere.officer.pk} <= listed.told(row)


def test_units_hear_of_what_is_on_their_ground_and_others_do_not(phone: Handset) -> None:
    here, there = make.unit("Here"), make.unit("There")
    near, far = handset.of(make.officer(posted=here)), handset.of(make.officer(posted=there))
    area(here, 52.24, -0.9)
    area(there, 53.0, -1.5)
    listed.listing()
    place = {"text": "Sample Street", "latitude": 52.24, "longitude": -0.9}
    listed.search(phone, place=place)
    assert held(near) and held(phone)
    assert not held(far)


def test_what_is_kept_to_a_group_is_told_to_nobody_outside_it(phone: Handset) -> None:
    owner, mate = listed.inspector(), make.supervisor()
    tag = listed.read_in("crime", owner, mate)
    row = listed.listing(owner, groups=[tag])
    listed.search(phone)
    assert listed.told(row) == {owner.pk, mate.pk}
    assert not held(phone) and held(handset.of(mate))


class TestCovert:
    @pytest.fixture
    def pair(self, db: None) -> tuple[Officer, Officer]:
        return listed.inspector(), listed.inspector()

    def test_it_finds_nothing_until_somebody_else_approved_it(
        self, phone: Handset, pair: tuple[Officer, Officer]
    ) -> None:
        owner, second = pair
        tag = listed.read_in("quiet", *pair)
        row = listed.listing(owner, covert=True, groups=[tag])
        listed.search(phone)
        assert not listed.hits(row)
        with pytest.raises(Problem) as refused:
            watch.approve(listing=row.pk, by=owner, leave=listed.leave(owner, row))
        assert refused.value.status == 404
        with pytest.raises(Problem) as refused:
            watch.approve(listing=row.pk, by=second, leave=make.NO_LEAVE)
        assert refused.value.code == "step-up-needed"
        watch.approve(listing=row.pk, by=second, leave=listed.leave(second, row))
        listed.search(phone)
        assert len(listed.hits(row)) == 1

    def test_its_owner_and_group_alone_hear_and_no_phone_shows_what_it_is(
        self, phone: Handset, pair: tuple[Officer, Officer]
    ) -> None:
        area(make.unit(), 52.24, -0.9)
        row = listed.covert(*pair)
        place = {"text": "Sample Street", "latitude": 52.24, "longitude": -0.9}
        listed.search(phone, place=place)
        assert listed.told(row) == {one.pk for one in pair}
        assert held(phone) == {}
        (alert,) = held(handset.of(pair[0])).values()
        said = alert["what"] + alert["words"] + alert["advice"]
        assert "AB12" not in said and "Sample" not in said and "burglary" not in said

    def test_who_wrote_never_hears_though_they_are_in_the_group(
        self, phone: Handset, pair: tuple[Officer, Officer]
    ) -> None:
        row = listed.covert(*pair)
        listed.read_in("quiet", phone.officer)
        listed.search(phone)
        assert phone.officer.pk not in listed.told(row)
        assert not held(phone)

    def test_nobody_outside_sees_it_or_its_hit_at_the_desk(
        self, phone: Handset, pair: tuple[Officer, Officer]
    ) -> None:
        row = listed.covert(*pair)
        listed.search(phone)
        for outside in (make.supervisor(), listed.inspector(), phone.officer):
            assert not Listing.objects.visible_to(outside).filter(pk=row.pk).exists()
            assert not Hit.objects.visible_to(outside).exists()
            assert not WatchKey.objects.visible_to(outside).exists()
        assert Hit.objects.visible_to(pair[1]).exists()

    def test_amended_it_needs_a_second_person_again(
        self, phone: Handset, pair: tuple[Officer, Officer]
    ) -> None:
        row = listed.covert(*pair)
        watch.amend(
            listing=row.pk, by=pair[0], wanted=listed.wanted(groups=row.groups, reason="Other")
        )
        listed.search(phone)
        assert not listed.hits(row)


class TestPossible:
    def test_a_slip_in_a_name_goes_to_the_desk_and_raises_nothing(self, phone: Handset) -> None:
        row = listed.listing(**listed.person(dob="1990-12-03"))
        said = {"surname": "Sample", "given_names": "Alex", "dob": "1990-03-12"}
        listed.search(phone, **said)
        (hit,) = listed.hits(row)
        assert hit.certainty == "possible" and hit.alert is None
        assert not Alert.objects.exists()
        watch.judge(hit=hit.pk, by=row.owner, verdict=Verdict.SAME, why="Seen before")
        assert held(phone)

    def test_judged_to_be_another_it_is_told_to_nobody(self, phone: Handset) -> None:
        row = listed.listing(**listed.person(dob="1990-12-03"))
        listed.search(phone, surname="Sample", given_names="Alex", dob="1990-03-12")
        (hit,) = listed.hits(row)
        watch.judge(hit=hit.pk, by=row.owner, verdict=Verdict.OTHER, why="Too tall")
        assert screening.waiting() == [] and not Alert.objects.exists()


def test_a_listing_that_ended_takes_its_alerts_back_and_finds_nothing(phone: Handset) -> None:
    row = listed.listing()
    listed.search(phone)
    watch.end(listing=row.pk, by=row.owner, why="Found by the keeper")
    assert set(held(phone).values()) <= {None}
    listed.search(phone)
    assert len(listed.hits(row)) == 1


def test_nothing_that_goes_wrong_here_costs_an_entry(
    phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = listed.listing()
    monkeypatch.setattr(screening, "_KEEP", "SELECT 1/0, %s::timestamptz, %s::jsonb")
    sent = listed.search(phone)
    assert sent.pk
    row.refresh_from_db()
    assert not listed.hits(row) and row.looked_back_at is None and row.horizon is None


def test_of_another_force_nothing_is_found(phone: Handset) -> None:
    other = make.unit("Roads", of=make.force("35"))
    row = listed.listing(listed.inspector(posted=other))
    listed.search(phone)
    assert not listed.hits(row)


def test_who_does_not_keep_the_list_adds_nothing_to_it(db: None) -> None:
    with pytest.raises(Problem) as refused:
        listed.listing(make.officer())
    assert refused.value.code == "listing-not-allowed"
