"""Listings that are changed, end and are weeded; entries that came before them."""

from datetime import timedelta
from typing import Any

import pytest

from field_api.alerts.models import Alert
from field_api.intelligence import actions as intelligence
from field_api.intelligence.models import Record
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.watch import actions as watch
from field_api.watch.actions import looking_back, reading, weeding
from field_api.watch.models import Hit, Listing, WatchKey
from tests import handset, make, written
from tests.watch import listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(db: None) -> Any:
    written.forms()
    return handset.of()


def test_a_new_listing_finds_the_entries_of_four_weeks_once(phone: Any) -> None:
    sent = listed.search(phone)
    intelligence.read()
    row = listed.listing()
    looking_back.look_back()
    (hit,) = listed.hits(row)
    assert (hit.row, hit.looked_back) == (sent.pk, True)
    Listing.objects.update(looked_back_at=None, horizon=None)
    looking_back.look_back()
    assert len(listed.hits(row)) == 1


def test_a_listing_waits_for_what_is_not_read_yet(phone: Any) -> None:
    row = listed.listing()
    looking_back.look_back()
    row.refresh_from_db()
    # This very transaction began before it and has not ended.
    assert row.horizon is not None and row.looked_back_at is None


def test_of_what_is_long_past_its_owner_alone_hears(phone: Any) -> None:
    row = listed.listing()
    body = written.body(written.SEARCH, vrm=listed.VRM)
    old = clock.iso(clock.now() - timedelta(hours=3))
    phone.push(phone.write(written.SEARCH, body, occurred_at=old))
    assert listed.told(row) == {row.owner_id}
    assert Alert.objects.get().priority == "routine"


def test_amended_it_is_found_by_what_it_says_now(phone: Any) -> None:
    row = listed.listing()
    said = listed.wanted(known={"vrm": "XY99 ZZZ"})
    with pytest.raises(Problem) as refused:
        watch.amend(listing=row.pk, wanted=said, by=row.owner, version=7)
    assert refused.value.code == "listing-changed"
    watch.amend(listing=row.pk, wanted=said, by=row.owner, version=1)
    listed.search(phone)
    assert not listed.hits(row)
    listed.search(phone, vrm="xy99zzz")
    assert len(listed.hits(row)) == 1


def test_a_supervisor_amends_their_own_alone(phone: Any) -> None:
    mine, theirs = make.supervisor(), listed.listing()
    assert Listing.objects.visible_to(mine).filter(pk=theirs.pk).exists()
    with pytest.raises(Problem) as refused:
        watch.end(listing=theirs.pk, by=mine, why="No")
    assert refused.value.status == 404
    watch.end(listing=listed.listing(mine).pk, by=mine, why="Found")


def test_at_its_weed_date_the_content_goes_and_the_row_and_the_ledger_stay(phone: Any) -> None:
    row = listed.listing()
    listed.search(phone)
    later = clock.now() - timedelta(days=1)
    Listing.objects.filter(pk=row.pk).update(
        weed_date=later.date(), valid_from=later - timedelta(days=3), valid_until=later
    )
    assert weeding.weed() == 1
    row.refresh_from_db()
    assert (row.known, row.reason, row.authority, row.action) == ({}, "", "", "")
    assert row.weeded_at and not WatchKey.objects.exists() and not Hit.objects.exists()
    acts = list(Event.objects.filter(subject=f"listing:{row.pk}").order_by("id").values_list("act"))
    assert ("collection",) in acts and acts[-1] == ("erasure",)
    assert not Alert.objects.running().exists()
    assert weeding.weed() == 0


def test_its_owner_is_reminded_once_before(phone: Any) -> None:
    soon = clock.now() + timedelta(days=10)
    row = listed.listing(valid_until=soon - timedelta(days=1), weed_date=soon.date())
    assert (weeding.remind(), weeding.remind()) == (1, 0)
    alert = Alert.objects.get()
    assert listed.VRM not in alert.what + alert.words
    until = soon + timedelta(days=30)
    watch.extend(listing=row.pk, by=row.owner, valid_until=until, weed_date=until.date())
    assert weeding.remind() == 0


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"known": {"make": "Ford"}}, "/known"),
        ({"known": {"vrm": "AB12CDE", "surname": "Sample"}}, "/known/surname"),
        ({"authority": " "}, "/authority"),
        ({"covert": True}, "/groups"),
        ({"groups": ["34:somewhere"]}, "/groups"),
        ({"warnings": ["V!"]}, "/warnings"),
        ({"marking": "SECRET"}, "/marking"),
        ({"valid_until": clock.now() - timedelta(days=1)}, "/valid_until"),
        ({"weed_date": (clock.now() + timedelta(days=400)).date()}, "/weed_date"),
    ],
    ids=lambda value: value if isinstance(value, str) else "with",
)
def test_what_cannot_be_listed_says_where_it_is_wrong(other: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Problem) as refused:
        listed.listing(**other)
    assert pointer in [fault.pointer for fault in refused.value.errors]


class TestApi:
    def test_the_list_its_hits_and_its_end(self, phone: Any) -> None:
        by = listed.inspector()
        api = make.signed_in(by)
        said = {**vars_of(listed.wanted()), "id": "01890000-0000-7000-8000-000000000001"}
        made = api.post("/api/v1/watch/listings", said, format="json")
        assert made.status_code == 201, made.content
        again = api.post("/api/v1/watch/listings", said, format="json")
        assert again.json()["id"] == made.json()["id"]
        listed.search(phone)
        (one,) = api.get("/api/v1/watch/listings").json()["listings"]
        assert (one["hits"], one["may_amend"], one["running"]) == (1, True, True)
        (hit,) = api.get(f"/api/v1/watch/hits?listing={one['id']}").json()["hits"]
        assert hit["certainty"] == "same" and hit["entry"]
        door = f"/api/v1/watch/listings/{one['id']}"
        ended = api.post(f"{door}/end", {"why": "Found"}, format="json")
        assert ended.json()["running"] is False
        assert api.post(f"{door}/end", {"why": "Again"}, format="json").status_code == 409

    def test_an_officer_of_no_desk_finds_no_list(self, phone: Any) -> None:
        listed.listing()
        assert phone.api.get("/api/v1/watch/listings").status_code == 404
        assert phone.api.get("/api/v1/watch/hits").json() == {"hits": []}

    def test_a_hit_in_an_entry_that_was_since_kept_to_a_group_is_hidden(self, phone: Any) -> None:
        row = listed.listing()
        sent = listed.search(phone)
        assert reading.hits(officer=row.owner)
        Record.objects.filter(pk=sent.pk).update(groups=["34:somewhere"])
        assert not reading.hits(officer=row.owner)


def vars_of(wanted: Any) -> dict[str, Any]:
    names = ("kind", "known", "category", "priority", "authority", "reason", "marking")
    said = {name: getattr(wanted, name) for name in names}
    moments = {name: clock.iso(getattr(wanted, name)) for name in ("valid_from", "valid_until")}
    return {**said, **moments, "weed_date": wanted.weed_date.isoformat()}
