"""The watch list at the desk: kept, judged and approved by whom it is theirs to, and no others."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock, ids
from field_api.watch.models import Hit, Listing
from tests import make
from tests.watch.carried import listing
from tests.watch.listed import read_in

pytestmark = pytest.mark.django_db
LIST, NEW, IMPORT = "/desk/watch/", "/desk/watch/new", "/desk/watch/import"


@pytest.fixture
def intel() -> Officer:
    return make.officer(role=Role.INTEL)


@pytest.fixture
def desk(intel: Officer) -> Client:
    return make.at_desk(intel)


def written(**said: Any) -> dict[str, Any]:
    return {
        "kind": "vehicle",
        "key": str(uuid4()),
        "known-vrm": "fb26 dem",
        "known-colour": "Blue",
        "category": "stolen",
        "priority": "high",
        "reason": "Taken from a drive.",
        "action": "Stop it.",
        "authority": "Inspector Example",
        "warnings": ["VI"],
        "more": "py",
        "marking": "OFFICIAL",
        "group": "",
        "days": "7",
        "keep": "28",
    } | said


def page(of: Listing) -> str:
    return reverse("desk-listing", args=[of.pk])


def test_who_keeps_the_list_writes_it_reads_it_and_ends_it(desk: Client, intel: Officer) -> None:
    assert b"Registration mark" in desk.get(NEW, {"kind": "vehicle"}).content
    made = desk.post(NEW, written(), follow=True)
    row = Listing.objects.get()
    assert (row.known, row.warnings) == ({"vrm": "fb26 dem", "colour": "Blue"}, ["VI", "PY"])
    assert row.valid_until - row.valid_from == timedelta(days=7)
    assert "Taken from a drive." in made.content.decode()
    assert "Violent" in made.content.decode()
    assert b"Blue" in desk.get(LIST).content
    desk.post(page(row), {"verb": "extend", "days": "90"})
    row.refresh_from_db()
    assert row.valid_until > clock.now() + timedelta(days=89)
    assert desk.post(page(row), {"verb": "end", "why": ""}).status_code == 422
    ended = desk.post(page(row), {"verb": "end", "why": "Found"}, follow=True).content.decode()
    assert "Found" in ended
    assert ["Ended", "Extended", "Listed"] == [
        did for did in ("Ended", "Extended", "Listed") if f'"list__title">{did}<' in ended
    ]
    assert b"Blue" not in desk.get(LIST).content
    assert b"Blue" in desk.get(LIST, {"shelf": "over"}).content
    assert Event.objects.filter(act="consultation", subject=f"listing:{row.pk}").exists()


def test_the_same_form_sent_twice_lists_once(desk: Client) -> None:
    said = written()
    desk.post(NEW, said)
    desk.post(NEW, said)
    assert Listing.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"known-vrm": ""}, "registration mark or a chassis number"),
        ({"reason": ""}, "Reason"),
        ({"covert": "yes"}, "kept to a group"),
        ({"days": "9999"}, "It stands"),
    ],
    ids=["nothing to find it by", "no reason", "covert for nobody", "for ever"],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    desk: Client, said: dict[str, Any], words: str
) -> None:
    answer = desk.post(NEW, written(**said))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Inspector Example" in answer.content.decode()
    assert not Listing.objects.exists()


def test_it_is_said_anew_and_what_another_changed_meanwhile_is_not_lost(desk: Client) -> None:
    desk.post(NEW, written())
    row = Listing.objects.get()
    url = reverse("desk-listing-amend", args=[row.pk])
    assert b"Taken from a drive." in desk.get(url).content
    desk.post(url, written(version="1", reason="Seen again."))
    row.refresh_from_db()
    assert (row.reason, row.version) == ("Seen again.", 2)
    late = desk.post(url, written(version="1", reason="Something else."))
    assert (late.status_code, "changed it since" in late.content.decode()) == (409, True)


def test_filters_show_a_kind_and_a_reason(desk: Client, intel: Officer) -> None:
    listing(intel, known={"vrm": "AA11AAA"}, held=("vrm:AA11AAA",))
    listing(intel, kind="phone", known={"number": "07700 900123"}, category="missing", held=())
    for asked in ({"kind": "phone"}, {"category": "missing"}):
        shown = desk.get(LIST, asked).content.decode()
        assert "07700 900123" in shown
        assert "AA11 AAA" not in shown


def test_who_does_not_keep_it_finds_nothing(intel: Officer) -> None:
    row = listing(intel)
    away = make.at_desk(
        make.officer(posted=make.unit("Away", of=make.force("35")), role=Role.INTEL)
    )
    assert b"FB26 DEM" not in away.get(LIST).content
    for url in (page(row), reverse("desk-listing-amend", args=[row.pk])):
        assert away.get(url).status_code == 404
    assert away.post(page(row), {"verb": "end", "why": "x"}).status_code == 404
    officer = make.at_desk(make.officer())
    assert officer.get(LIST).status_code in (302, 403)


CSV = """reference,kind,category,priority,authority,reason,marking,valid_until,weed_date,vrm
V1,vehicle,stolen,high,Inspector Example,Taken,OFFICIAL,{until},{weed},FB26 DEM
V2,vehicle,stolen,high,Inspector Example,Taken,OFFICIAL,{until},{weed},
"""


def test_a_list_is_tried_and_then_brought_in_without_its_bad_rows(desk: Client) -> None:
    day = clock.now().date()
    until, weed = day + timedelta(days=7), day + timedelta(days=30)
    file = SimpleUploadedFile("voi.csv", CSV.format(until=until, weed=weed).encode("utf-8-sig"))
    tried = desk.post(IMPORT, {"source": "national", "file": file, "verb": "try"})
    said = tried.content.decode()
    assert "Row 2: V2" in said
    assert "registration mark or a chassis number" in said
    assert not Listing.objects.exists()
    text = tried.context["text"]
    done = desk.post(IMPORT, {"source": "national", "text": text, "verb": "bring"}, follow=True)
    assert "New: 1" in done.content.decode()
    assert Listing.objects.get().reference == "V1"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"", b"nothing;of;the;sort\n1;2;3;4", b"[1]"], ids=range(4)
)
def test_what_is_no_list_is_said_to_be_none(desk: Client, content: bytes) -> None:
    file = SimpleUploadedFile("voi.csv", content)
    answer = desk.post(IMPORT, {"source": "national", "file": file, "verb": "try"})
    assert (answer.status_code, "Nothing was brought in" in answer.content.decode()) == (422, True)


def hit(row: Listing, by: Officer, **said: Any) -> Hit:
    stated: dict[str, Any] = {
        "source": "entry",
        "row": ids.new(),
        "held": ["vrm:FB26DEM"],
        "certainty": "possible",
        "marking": "OFFICIAL",
        "officer": by,
        "unit": make.unit(),
        "at": clock.now(),
        "found_at": clock.now(),
        "place": "Sample Lane",
    }
    return Hit.objects.create(listing=row, **stated | said)


def test_a_possible_hit_is_judged_once_and_leaves_the_page(desk: Client, intel: Officer) -> None:
    patrol = make.officer()
    found = hit(listing(intel), patrol)
    assert b"1 possible hit to look at" in desk.get(LIST).content
    url = reverse("desk-watch-hits")
    assert b"Sample Lane" in desk.get(url).content
    untold = desk.post(url, {"hit": str(found.pk), "verb": "other", "why": " "})
    assert untold.status_code == 422 and b"Say by what you know" in untold.content
    said = {"hit": str(found.pk), "verb": "other", "why": "Another make"}
    after = desk.post(url, said, follow=True)
    assert b"Nothing to look at" in after.content
    found.refresh_from_db()
    assert (found.verdict, found.judged_by, found.alert) == ("other", intel, None)
    seen = desk.get(page(found.listing)).content
    assert b"Judged another" in seen and b"Another make" in seen
    event = Event.objects.get(subject=f"hit:{found.pk}", act="decision")
    assert event.actor == intel.actor and "make" not in str(event.details)
    for wrong in ({"hit": str(UUID(int=0)), "verb": "same"}, {"hit": "x"}, {"hit": str(found.pk)}):
        assert desk.post(url, wrong).status_code == 404


def test_a_covert_one_takes_an_inspector_in_the_group_who_is_not_its_owner(
    desk: Client, intel: Officer
) -> None:
    inspector = make.officer(role=Role.INSPECTOR)
    tag = read_in("quiet", intel, inspector)
    desk.post(NEW, written(covert="yes", group=tag))
    row = Listing.objects.get()
    assert (row.covert, row.approved_at) == (True, None)
    assert b"Approve that it is covert" not in desk.get(page(row)).content
    assert desk.post(page(row), {"verb": "approve", "otp": make.code(intel)}).status_code == 404
    second = make.at_desk(inspector)
    assert b"Approve that it is covert" in second.get(page(row)).content
    refused = second.post(page(row), {"verb": "approve"})
    assert refused.status_code == 403
    second.post(page(row), {"verb": "approve", "otp": make.code(inspector)})
    row.refresh_from_db()
    assert row.approved_by == inspector
    outside = make.at_desk(make.officer(role=Role.INSPECTOR))
    assert outside.get(page(row)).status_code == 404
    assert b"Blue" not in outside.get(LIST, {"shelf": "standing"}).content
