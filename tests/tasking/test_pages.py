"""The desk: asking, following, giving to others, ending, and ending the listing behind it."""

from typing import Any
from uuid import uuid4

import pytest

from field_api.alerts.actions import Whom
from field_api.identity.models import Officer
from field_api.intelligence.models import Record
from field_api.tasking.models import Tasking
from tests import handset, make, written
from tests.alerts.raised import alert
from tests.handset import Handset
from tests.tasking.asked import KNOWN, WHAT, asked, held, hit, listing, told

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/taskings/", "/desk/taskings/new"


@pytest.fixture
def phone(db: None) -> Handset:
    return handset.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


def typed(**other: Any) -> dict[str, str]:
    said = {
        "key": uuid4(),
        "source": "desk",
        "verb": "arrest",
        "what": WHAT,
        "priority": "high",
        "hours": "4",
        "marking": "OFFICIAL-SENSITIVE",
        "unit": make.unit().pk,
    }
    return {name: str(value) for name, value in (said | other).items()}


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_is_asked_by_hand_and_what_is_known_goes_along(
    phone: Handset, sergeant: Officer
) -> None:
    browser = make.at_desk(sergeant)
    done = browser.post(NEW, typed(**KNOWN))
    row = Tasking.objects.get()
    assert (done.status_code, done.headers["Location"]) == (302, f"{LIST}{row.pk}/")
    assert row.sought == {"type": "person", "attributes": KNOWN}
    assert row.due_at
    assert held(phone)[str(row.pk)]["what"] == WHAT
    page = words(browser.get(f"{LIST}{row.pk}/"))
    assert WHAT in page and phone.officer.display_name in page
    assert "Nobody goes yet" in words(browser.get(LIST))


@pytest.mark.parametrize("source", ["listing", "hit", "alert"])
def test_its_form_begins_with_what_it_comes_from(source: str, sergeant: Officer) -> None:
    raised = alert(by=sergeant)
    found = hit(listing(sergeant), alert=raised)
    row = {"listing": found.listing_id, "hit": found.pk, "alert": raised.pk}[source]
    browser = make.at_desk(sergeant)
    page = words(browser.get(f"{NEW}?source={source}&row={row}"))
    assert "From the watch list" in page
    assert (WHAT if source != "alert" else raised.what) in page
    browser.post(NEW, typed(source=source, row=row, surname="Forged"))
    made = Tasking.objects.get()
    assert (made.source, made.cause, made.listing) == (source, row, found.listing_id)
    assert made.sought["attributes"] == KNOWN


@pytest.mark.parametrize(
    "other",
    [
        {"what": ""},
        {"unit": ""},
        {"unit": "0"},
        {"officers": "nobody"},
        {"marking": "SECRET"},
        {"dob": "yesterday"},
    ],
    ids=lambda other: "-".join(other),
)
def test_a_form_that_says_too_little_is_shown_again(
    other: dict[str, str], sergeant: Officer
) -> None:
    answer = make.at_desk(sergeant).post(NEW, typed(**other))
    assert answer.status_code == 422
    assert "Nothing was asked yet" in words(answer)
    assert not Tasking.objects.exists()


@pytest.mark.parametrize("row", ["", "none", str(uuid4())], ids=["empty", "word", "unknown"])
def test_a_ground_that_is_none_is_not_found(row: str, sergeant: Officer) -> None:
    browser = make.at_desk(sergeant)
    assert browser.get(f"{NEW}?source=hit&row={row}").status_code == 404
    assert browser.get(f"{NEW}?source=rumour&row={uuid4()}").status_code == 404


def test_what_is_covert_says_so(sergeant: Officer) -> None:
    covert = listing(sergeant, covert=True, groups=["34:lantern"])
    answer = make.at_desk(sergeant).get(f"{NEW}?source=listing&row={covert.pk}")
    assert answer.status_code == 409
    assert "no handset may hold it" in words(answer)


def test_who_is_not_over_it_neither_makes_nor_sees_one(sergeant: Officer) -> None:
    row = asked(by=sergeant)
    other = make.at_desk(make.supervisor(posted=make.unit("Roads")))
    assert other.get(f"{LIST}{row.pk}/").status_code == 404
    assert WHAT not in words(other.get(LIST))
    for verb in ("close", "give", "end-listing"):
        answer = other.post(f"{LIST}{row.pk}/", {"verb": verb, "why": "Mine", "officers": ""})
        assert answer.status_code == 404
    row.refresh_from_db()
    assert row.is_running


def test_it_is_given_to_another_and_ended(phone: Handset, sergeant: Officer) -> None:
    row, other = asked(Whom(officer=phone.officer), by=sergeant), handset.of()
    browser, page = make.at_desk(sergeant), f"{LIST}{row.pk}/"
    given = browser.post(page, {"verb": "give", "officers": other.officer.login})
    assert given.status_code == 302, words(given)
    assert held(phone) == {str(row.pk): None}
    assert held(other)[str(row.pk)]["what"] == WHAT
    assert browser.post(page, {"verb": "close", "why": ""}).status_code == 422
    assert browser.post(page, {"verb": "fly"}).status_code == 404
    assert browser.post(page, {"verb": "close", "why": "Handed herself in"}).status_code == 302
    assert "Handed herself in" in words(browser.get(page))
    assert browser.post(page, {"verb": "close", "why": "Again"}).status_code == 409


def test_one_page_tells_of_all_of_it_and_the_owner_ends_the_listing(
    phone: Handset, sergeant: Officer
) -> None:
    written.forms()
    written.systems()
    wanted = listing(sergeant)
    found = hit(wanted, alert=alert(by=sergeant))
    browser = make.at_desk(sergeant)
    browser.post(NEW, typed(source="hit", row=found.pk))
    row = Tasking.objects.get()
    page = f"{LIST}{row.pk}/"
    assert "Still looked for" in words(browser.get(page))
    assert "End the entry" not in words(browser.get(page))
    (result,) = phone.push(phone.write(written.NOTE, written.body()))["results"]
    told(phone, row, "accepted")
    told(phone, row, "wrote", submission=result["submission"])
    told(phone, row, "wrote", submission=str(uuid4()))
    told(phone, row, "outcome", outcome="arrested", words="In custody at Northampton")
    shown = words(browser.get(page))
    assert Record.objects.get(pk=result["submission"]).reference in shown
    assert "1 entry that is not here yet" in shown
    assert "In custody at Northampton" in shown
    assert "Recalled" in shown
    other = make.at_desk(make.supervisor())
    assert "End the entry" not in words(other.get(page))
    mine = {"verb": "end-listing", "why": "Arrested"}
    assert other.post(page, mine).status_code == 404
    assert browser.post(page, {**mine, "why": " "}).status_code == 422
    assert browser.post(page, mine).status_code == 302
    wanted.refresh_from_db()
    assert (wanted.ended_by, wanted.why) == (sergeant, "Arrested")
    assert "Still looked for" not in words(browser.get(page))
