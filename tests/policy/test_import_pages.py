"""The desk's pages on which files are tried, shown, brought in and taken away."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.policy.models import Import, Proposal
from field_api.policy.rules.sheets import What
from tests import make
from tests.policy import sharing
from tests.policy.duties import WHY
from tests.policy.files import OFFICERS, approve, line, night, tried

pytestmark = pytest.mark.django_db

AT = "/desk/administration/"


@pytest.fixture
def chief(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def other(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def desk(chief: Officer) -> Iterator[Client]:
    yield make.at_desk(chief)


def file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("people.csv", text.encode())


def test_a_file_is_tried_shown_proposed_read_and_approved(
    desk: Client, chief: Officer, other: Officer
) -> None:
    text = f"{OFFICERS}\n{line('2001', role=night())}\n"
    answer = desk.post(f"{AT}import/officers/", {"verb": "try", "file": file(text)})
    row = Import.objects.get()
    assert answer.headers["Location"] == f"{AT}imports/{row.pk}/"
    page = desk.get(f"{AT}imports/{row.pk}/").content.decode()
    assert "PC 2001 Sam New" in page and "2001: officer in Night" in page
    posted = {"verb": "propose", "form": "bring", "digest": row.digest, "text": WHY}
    answer = desk.post(f"{AT}imports/{row.pk}/", {**posted, "otp": make.code(chief)})
    assert answer.status_code == 302
    proposed = Proposal.objects.get()
    theirs = make.at_desk(other)
    page = theirs.get(f"/desk/persons/{proposed.pk}/").content.decode()
    assert "gives 1 roles" in page and f"{AT}imports/{row.pk}/" in page
    assert "PC 2001 Sam New" in theirs.get(f"{AT}imports/{row.pk}/").content.decode()
    approve(proposed, other)
    assert "Brought in" in desk.get(f"{AT}imports/{row.pk}/").content.decode()


def test_a_wrong_file_is_answered_with_every_line(desk: Client) -> None:
    answer = desk.post(f"{AT}import/officers/", {"file": file(f"{OFFICERS}\n?,,,,,,,,\n!,,,,,,,,")})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Line 2" in page and "Line 3" in page
    assert desk.post(f"{AT}import/units/", {}).status_code == 422
    assert desk.get(f"{AT}import/others/").status_code == 404


def test_another_digest_than_was_shown_is_refused_at_the_page(desk: Client, chief: Officer) -> None:
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001')}\n", chief)
    posted = {"verb": "bring", "form": "bring", "digest": "0" * 64, "otp": make.code(chief)}
    answer = desk.post(f"{AT}imports/{row.pk}/", posted)
    assert answer.status_code == 409 and "This has changed" in answer.content.decode()


def test_a_file_is_taken_away_and_the_ledger_knows(desk: Client, chief: Officer) -> None:
    answer = desk.get(f"{AT}export/officers.csv")
    assert answer.content.decode("utf-8-sig").startswith('"number","rank"')
    assert answer.headers["Cache-Control"] == "no-store"
    event = Event.objects.get(details__did="export")
    assert (event.actor, event.details["what"]) == (chief.actor, "officers")


@pytest.mark.parametrize("role", [one for one in Role if one != Role.FORCE_ADMIN], ids=str)
def test_nobody_else_comes_to_the_pages(chief: Officer, role: Role) -> None:
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001')}\n", chief)
    browser = make.at_desk(sharing.ours(role))
    elsewhere = (302,) if role in (Role.OFFICER, Role.AUDITOR) else (404,)
    for at in ("import/officers/", f"imports/{row.pk}/", "export/units.csv"):
        assert browser.get(f"{AT}{at}").status_code in elsewhere
    far = make.at_desk(sharing.theirs(Role.FORCE_ADMIN))
    assert far.get(f"{AT}imports/{row.pk}/").status_code == 404
