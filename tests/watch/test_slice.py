"""What a handset carries of the watch list: the part that is its officer's, and no more."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.policy.models import Clearance
from field_api.watch.actions import slice as slicing
from field_api.watch.models import Listing
from tests import make
from tests.watch.carried import hashed, listing

pytestmark = pytest.mark.django_db
URL = "/api/v1/watch/slice"


@pytest.fixture
def intel() -> Officer:
    return make.officer(role=Role.INTEL)


@pytest.fixture
def patrol() -> Officer:
    return make.officer()


def told(api: APIClient) -> list[dict[str, Any]]:
    answer = api.get(URL)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["listings"]
    return found


def test_a_listing_says_what_to_do_and_is_found_by_hashes(intel: Officer, patrol: Officer) -> None:
    made = listing(intel, warnings=["LOCAL", "VI", "FI"], hints=("phone:+447700900123",))
    page = make.signed_in(patrol).get(URL).json()
    (one,) = page["listings"]
    assert one["keys"] == [hashed(page["salt"], "vrm:FB26DEM")]
    assert one["what"] == "Stolen: FB26 DEM, Blue Ford Focus"
    assert one["action"] == "Stop and tell the control room."
    assert [marker["label"] for marker in one["warnings"]] == [
        "Firearms",
        "Violent",
        "LOCAL",
    ]
    assert one["valid_until"] == clock.iso(made.valid_until)
    assert "drive" not in str(page)  # why it is looked for stays at the desk
    assert (page["lasts"], page["next"]) == (12 * 3600, None)


def test_what_the_force_says_of_a_marker_reaches_handsets_that_had_it_otherwise(
    intel: Officer, patrol: Officer
) -> None:
    listing(intel, warnings=["VI"])
    api = make.signed_in(patrol)
    before = api.get(URL)
    head = {"list": "warning-markers", "title": "Markers", "source": "made up", "licence": "none"}
    code = ["VI", "Violent to officers", {"advice": "Two of you."}]
    catalogue.publish_list(document={**head, "unverified": False, "codes": [code]}, by="34-1001")
    after = api.get(URL, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    (marker,) = after.json()["listings"][0]["warnings"]
    assert (marker["label"], marker["advice"]) == ("Violent to officers", "Two of you.")


def test_each_handset_has_its_own_hashes(intel: Officer, patrol: Officer) -> None:
    listing(intel)
    (one,), (other,) = told(make.signed_in(patrol)), told(make.signed_in(patrol))
    assert one["keys"] != other["keys"]


def test_taking_it_is_a_consultation_and_finding_it_unchanged_is_none(
    intel: Officer, patrol: Officer
) -> None:
    made = listing(intel)
    api = make.signed_in(patrol)
    first = api.get(URL)
    (row,) = Event.objects.filter(act="consultation", purpose="watch-list")
    assert (row.actor, row.details) == (patrol.actor, {"listings": [str(made.pk)]})
    again = api.get(URL, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Event.objects.filter(purpose="watch-list").count() == 1


ENDED = {"ended_at": clock.now(), "why": "Found"}
NOT_THEIRS: dict[str, dict[str, Any]] = {
    "covert": {"covert": True, "groups": ["34:SAMPLE"], "approved_at": clock.now()},
    "kept to a group": {"groups": ["34:SAMPLE"]},
    "ended": ENDED,
    "run out": {"valid_until": clock.now() - timedelta(seconds=1)},
    "not begun": {"valid_from": clock.now() + timedelta(hours=1)},
}


@pytest.mark.parametrize("said", NOT_THEIRS.values(), ids=NOT_THEIRS.keys())
def test_what_is_not_for_them_is_not_on_their_handset(
    intel: Officer, patrol: Officer, said: dict[str, Any]
) -> None:
    second = make.officer(role=Role.INSPECTOR)
    by = {"approved_by": second} if "approved_at" in said else {}
    by |= {"ended_by": intel} if "ended_at" in said else {}
    begins = clock.now() - timedelta(hours=1)
    listing(intel, **{"valid_from": begins} | said | by)
    assert told(make.signed_in(patrol)) == []
    assert not Event.objects.filter(purpose="watch-list").exists()


def test_what_is_above_their_clearance_is_not_on_their_handset(
    intel: Officer, patrol: Officer
) -> None:
    listing(intel, marking="OFFICIAL-SENSITIVE")
    low = make.officer()
    Clearance.objects.create(officer=low, marking="OFFICIAL", given_by=intel, given_at=clock.now())
    assert len(told(make.signed_in(patrol))) == 1
    assert told(make.signed_in(low)) == []


def test_what_a_supervisor_lists_is_for_their_unit_and_below_and_intelligence_for_all(
    intel: Officer,
) -> None:
    top = make.unit("Area")
    below, beside = make.unit("Team", parent=top), make.unit("Station", parent=top)
    listing(make.supervisor(posted=below), unit=below, reference="team")
    listing(make.supervisor(posted=top), unit=top, reference="area")
    listing(intel, reference="force")
    names = {
        unit.name: {one["reference"] for one in told(make.signed_in(make.officer(posted=unit)))}
        for unit in (top, below, beside)
    }
    assert names == {
        "Area": {"area", "force"},
        "Team": {"team", "area", "force"},
        "Station": {"area", "force"},
    }
    away = make.officer(posted=make.unit("Away", of=make.force("35")))
    assert told(make.signed_in(away)) == []


def test_what_has_ended_changes_the_tag(intel: Officer, patrol: Officer) -> None:
    made, api = listing(intel), make.signed_in(patrol)
    tag = api.get(URL)["ETag"]
    Listing.objects.filter(pk=made.pk).update(ended_by=intel, **ENDED)
    after = api.get(URL, headers={"If-None-Match": tag})
    assert (after.status_code, after.json()["listings"]) == (200, [])


def test_it_comes_in_pages_the_most_urgent_first(
    intel: Officer, patrol: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for priority in ("routine", "immediate", "high"):
        listing(intel, priority=priority, reference=priority)
    monkeypatch.setattr(slicing, "PAGE", 2)
    api = make.signed_in(patrol)
    first = api.get(URL).json()
    rest = api.get(URL, {"after": first["next"]}).json()
    order = [one["reference"] for one in [*first["listings"], *rest["listings"]]]
    assert (order, rest["next"]) == (["immediate", "high", "routine"], None)
    assert api.get(URL, {"after": "no cursor"}).status_code == 400
    Listing.objects.filter(reference="routine").update(version=2)
    changed = api.get(URL, {"after": first["next"]})
    assert (changed.status_code, changed.json()["code"]) == (409, "slice-changed")


def test_it_travels_packed(intel: Officer, patrol: Officer) -> None:
    listing(intel)
    answer = make.signed_in(patrol).get(URL, headers={"Accept-Encoding": "gzip"})
    assert b"FB26 DEM" in gzip.decompress(answer.content)
