"""The desk: said, shown whom it reaches, issued, watched, taken back."""

import re
from typing import Any

import pytest
from django.test import Client

from field_api.alerts.models import Alert
from field_api.identity.actions import factors
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.policy.models import HandlingGroup
from tests import handset, make
from tests.alerts.raised import ADVICE, WHAT, alert, cleared_low, held, told
from tests.handset import Handset

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/alerts/", "/desk/alerts/new"
KEY = "0199a000-0000-7000-8000-000000000001"


@pytest.fixture
def phone(db: None) -> Handset:
    return handset.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


def typed(**other: Any) -> dict[str, str]:
    said = {
        "key": KEY,
        "what": WHAT,
        "advice": ADVICE,
        "words": "",
        "priority": "high",
        "hours": "4",
        "marking": "OFFICIAL",
        "unit": str(make.unit().pk),
        "verb": "show",
    }
    return {name: str(value) for name, value in (said | other).items()}


def hidden(page: Any) -> dict[str, str]:
    """What the second page would post."""
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_it_is_shown_whom_it_reaches_and_then_issued(phone: Handset, sergeant: Officer) -> None:
    browser = make.at_desk(sergeant)
    page = browser.post(NEW, typed())
    assert "It reaches 2 officers" in page.content.decode()
    assert "otp" not in page.content.decode()
    assert not Alert.objects.exists()
    done = browser.post(NEW, hidden(page) | {"verb": "issue"})
    row = Alert.objects.get()
    assert (done.status_code, done.headers["Location"]) == (302, f"/desk/alerts/{row.pk}/")
    assert held(phone)[str(row.pk)]["advice"] == ADVICE
    assert (row.unit, row.author) == (make.unit(), sergeant)


def test_the_same_form_sent_twice_is_one_alert(phone: Handset, sergeant: Officer) -> None:
    browser = make.at_desk(sergeant)
    said = hidden(browser.post(NEW, typed())) | {"verb": "issue"}
    first, again = browser.post(NEW, said), browser.post(NEW, said)
    assert first.headers["Location"] == again.headers["Location"]
    assert Alert.objects.count() == 1


def test_who_it_is_kept_from_is_counted(sergeant: Officer) -> None:
    cleared_low(make.officer())
    page = make.at_desk(sergeant).post(NEW, typed(marking="OFFICIAL-SENSITIVE"))
    assert "It reaches 2 officers" in page.content.decode()
    assert "1 more it is meant for may not know of it" in page.content.decode()


def to_the_whole_force(browser: Client, **other: Any) -> dict[str, str]:
    page = browser.post(NEW, typed(priority="immediate", **other))
    assert "Six-figure code" in page.content.decode()
    return hidden(page) | {"verb": "issue"}


def test_interrupting_a_whole_force_takes_a_code(phone: Handset) -> None:
    inspector = make.officer(role=Role.INSPECTOR)
    browser = make.at_desk(inspector)
    said = to_the_whole_force(browser)
    refused = browser.post(NEW, said)
    assert (refused.status_code, Alert.objects.count()) == (403, 0)
    assert browser.post(NEW, said | {"otp": make.code(inspector)}).status_code == 302
    assert Alert.objects.get().priority == "immediate"


def test_a_code_counts_for_what_was_shown(phone: Handset) -> None:
    inspector = make.officer(role=Role.INSPECTOR)
    browser = make.at_desk(inspector)
    said = to_the_whole_force(browser)
    session = factors.session(browser.session.session_key or "")
    secret = make.grant(inspector, session, "issue-alert", f"alert:{KEY}", "0" * 64)
    refused = browser.post(NEW, said | {"grant": secret})
    assert (refused.status_code, Alert.objects.count()) == (409, 0)


def test_a_sergeant_alerts_their_own_units_and_an_inspector_the_force(sergeant: Officer) -> None:
    roads = make.officer(posted=make.unit("Roads"))
    far = typed(unit=make.unit("Roads").pk)
    assert make.at_desk(sergeant).post(NEW, far).status_code == 403
    named = typed(unit="", officers=roads.collar_number)
    assert make.at_desk(sergeant).post(NEW, named).status_code == 403
    inspector = make.at_desk(make.officer(role=Role.INSPECTOR))
    assert "It reaches 1 officer" in inspector.post(NEW, far).content.decode()
    assert "It reaches 1 officer" in inspector.post(NEW, named).content.decode()


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"what": ""}, 422),
        ({"unit": ""}, 422),
        ({"unit": "999999"}, 422),
        ({"officers": "9999"}, 422),
        ({"marking": "SECRET"}, 422),
        ({"hours": "1000"}, 422),
        ({"group": "34:lantern"}, 403),
    ],
    ids=["what", "nobody", "no-unit", "no-officer", "marking", "hours", "group"],
)
def test_what_cannot_be_issued_comes_back_as_it_was_typed(
    sergeant: Officer, other: dict[str, str], status: int
) -> None:
    HandlingGroup.objects.create(force=make.force(), code="lantern", name="Lantern")
    page = make.at_desk(sergeant).post(NEW, typed(**other))
    assert page.status_code == status
    assert ADVICE in page.content.decode()


def test_what_was_typed_can_be_changed(sergeant: Officer) -> None:
    browser = make.at_desk(sergeant)
    page = browser.post(NEW, hidden(browser.post(NEW, typed())) | {"verb": "change"})
    assert f'value="{WHAT}"' in page.content.decode()
    assert not Alert.objects.exists()


def test_another_takes_the_place_of_the_first(phone: Handset, sergeant: Officer) -> None:
    old = alert(by=sergeant)
    browser = make.at_desk(sergeant)
    form = browser.get(f"{NEW}?supersedes={old.pk}").content.decode()
    assert WHAT in form
    page = browser.post(NEW, typed(what="Red Transit", supersedes=old.pk))
    browser.post(NEW, hidden(page) | {"verb": "issue"})
    found = {key: doc and doc["what"] for key, doc in held(phone).items()}
    new = Alert.objects.get(supersedes=old)
    assert found == {str(old.pk): None, str(new.pk): "Red Transit"}


def test_the_list_counts_and_the_page_names(phone: Handset, sergeant: Officer) -> None:
    row = alert(by=sergeant)
    told(phone, row, "delivered")
    told(phone, row, "acted", outcome="no_trace", words="Gone on arrival")
    browser = make.at_desk(sergeant)
    assert "1 delivered · 1 seen · 1 acted, of 2" in browser.get(LIST).content.decode()
    page = browser.get(f"{LIST}{row.pk}/").content.decode()
    assert "No trace" in page and "Gone on arrival" in page
    assert page.index("Not delivered") < page.index(phone.officer.display_name)


def test_recalled_with_a_reason(phone: Handset, sergeant: Officer) -> None:
    row = alert(by=sergeant)
    browser = make.at_desk(sergeant)
    assert browser.post(f"{LIST}{row.pk}/", {"why": " "}).status_code == 422
    page = browser.post(f"{LIST}{row.pk}/", {"why": "Found"}, follow=True)
    assert "Recalled" in page.content.decode()
    assert held(phone) == {str(row.pk): None}


def test_a_sergeant_sees_of_anothers_alert_their_own_officers_alone(
    phone: Handset, sergeant: Officer
) -> None:
    station = make.unit("Station")
    team = make.unit("Team", parent=station)
    theirs, others = make.supervisor(posted=team), make.officer(posted=station)
    patrol = make.officer(posted=team)
    row = alert(unit=station, by=make.officer(posted=station, role=Role.INSPECTOR))
    page = make.at_desk(theirs).get(f"{LIST}{row.pk}/").content.decode()
    assert patrol.display_name in page
    assert others.display_name not in page
    assert "Recall" not in page
    assert make.at_desk(sergeant).get(f"{LIST}{row.pk}/").status_code == 404
    assert WHAT not in make.at_desk(sergeant).get(LIST).content.decode()


def test_who_does_not_oversee_anything_finds_no_such_page(phone: Handset) -> None:
    browser = make.at_desk(phone.officer)
    assert browser.get(LIST).status_code == 302
    admin = make.at_desk(make.officer(role=Role.FORCE_ADMIN))
    assert admin.get(NEW).status_code == 404
