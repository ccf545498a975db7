"""/console/handsets/enrolled/ and below: letting a handset in, confirming it, ending it."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from field_api.identity.models import Device, EnrolmentCode, Officer
from field_api.identity.rules import code_digest, read_code
from field_api.sync.actions import minted
from field_api.sync.actions.minted import Said
from tests import make
from tests.handset import Handset

ALL = "/console/handsets/enrolled/"
ENROL = "/console/handsets/enrol/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def browser(sergeant: Officer) -> Client:
    return make.at_desk(sergeant)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def page_of(mine: Handset) -> str:
    return f"/console/handsets/{mine.device.pk}/"


def act(browser: Client, mine: Handset, verb: str, said: str = "") -> Any:
    return browser.post(page_of(mine), {"verb": verb, "said": said}, follow=True)


def test_handsets_of_ones_officers_are_listed_and_others_are_not(
    browser: Client, mine: Handset
) -> None:
    far = make.device(make.officer(posted=make.unit("Elsewhere")))
    said = text(browser.get(ALL))
    assert page_of(mine) in said
    assert str(far.pk) not in said
    assert browser.get(f"/console/handsets/{far.pk}/").status_code == 404


def test_the_code_is_shown_once_with_asset_tag_and_until_when(
    browser: Client, mine: Handset, sergeant: Officer
) -> None:
    answer = browser.post(ENROL, {"login": mine.officer.login, "asset_tag": " ph-0001 "})
    said, row = text(answer), EnrolmentCode.objects.get()
    (code,) = re.findall(r'enrol-code__code">([0-9A-Z]{5}-[0-9A-Z]{5})<', said)
    assert bytes(row.digest) == code_digest(read_code(code))
    assert "PH-0001" in said
    assert mine.officer.display_name in said
    assert "ten minutes" in said
    assert (row.issued_by, row.expires_at - row.made_at) == (sergeant, timedelta(minutes=10))
    assert "no-store" in answer.headers["Cache-Control"]
    assert code not in text(browser.get(ALL))


@pytest.mark.parametrize(
    ("login", "tag", "status", "words"),
    [
        ("34-9999", "PH-0001", 404, "no officer of that number"),
        ("", "PH-0001", 422, "required"),
        ("own", "PH-0001", 403, "don't enrol handsets for this officer"),
        ("theirs", "<b>", 400, "letters and figures"),
    ],
)
def test_what_can_not_be_given_out_is_said(
    browser: Client,
    mine: Handset,
    sergeant: Officer,
    login: str,
    tag: str,
    status: int,
    words: str,
) -> None:
    known = {"own": sergeant.login, "theirs": mine.officer.login}
    answer = browser.post(ENROL, {"login": known.get(login, login), "asset_tag": tag})
    assert answer.status_code == status
    assert words in text(answer)
    assert not EnrolmentCode.objects.exists()


def test_a_handset_is_confirmed_renamed_revoked_and_reported_lost(
    browser: Client, mine: Handset
) -> None:
    Device.objects.filter(pk=mine.device.pk).update(confirmed_at=None)
    assert "Waits for a second person" in text(browser.get(ALL))
    assert "Confirmed: it may read" in text(act(browser, mine, "confirm"))
    assert "Spare phone" in text(act(browser, mine, "rename", "Spare phone"))
    assert "Revoked" in text(act(browser, mine, "revoke", "cracked"))
    said = text(act(browser, mine, "lost", "and now it is gone"))
    assert "reads nothing from now on" in said
    device = Device.objects.get(pk=mine.device.pk)
    assert (device.name, device.lost_at is not None) == ("Spare phone", True)


def test_what_a_lost_handset_still_has_is_named(browser: Client, mine: Handset) -> None:
    minted.note([Said(mine.device.pk, 3)])
    said = text(act(browser, mine, "lost", "left on a train"))
    assert "0 of 3 entries" in said
    assert "Missing: 1, 2, 3." in said


@pytest.mark.parametrize(("verb", "status"), [("lost", 400), ("rename", 400), ("burn", 400)])
def test_nothing_is_done_without_a_reason_a_name_or_a_verb(
    browser: Client, mine: Handset, verb: str, status: int
) -> None:
    assert act(browser, mine, verb).status_code == status
    mine.device.refresh_from_db()
    assert mine.device.revoked_at is None


def test_ones_own_handset_is_not_confirmed_by_oneself(browser: Client, sergeant: Officer) -> None:
    own = make.device(sergeant)
    Device.objects.filter(pk=own.pk).update(confirmed_at=None)
    address = f"/console/handsets/{own.pk}/"
    assert "Confirm this handset" not in text(browser.get(address))
    assert browser.post(address, {"verb": "confirm"}).status_code == 403
