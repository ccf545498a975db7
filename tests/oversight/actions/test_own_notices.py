"""Mail to an officer about their own sign-in, received by a real server on this machine."""

from datetime import timedelta

import pytest

from field_api.identity.actions import notices
from field_api.identity.models import Officer, SignInNotice
from field_api.identity.rules.notices import Changed
from field_api.lib import clock
from field_api.oversight.actions import own_notices, telling
from tests import make
from tests.oversight.actions.conftest import Letterbox

pytestmark = pytest.mark.django_db


def written_to() -> Officer:
    officer = make.officer()
    Officer.objects.filter(pk=officer.pk).update(email="pc@force.example")
    officer.refresh_from_db()
    return officer


def test_a_change_is_mailed_once_and_says_nothing_of_whom(letterbox: Letterbox) -> None:
    officer = written_to()
    notices.tell(officer, Changed.PASSKEY_ADDED, "Robin's phone")
    assert telling.owe()
    assert (telling.tell(), telling.tell()) == (1, 0)
    (mail,) = letterbox.messages
    assert mail["X-Envelope-To"] == "pc@force.example"
    said = letterbox.last()
    assert "A passkey was added" in said
    assert "https://fieldbook.force.example/desk/sign-in/yours" in said
    assert not any(word in said for word in (officer.login, officer.surname, "Robin"))
    assert not telling.owe()


def test_one_that_cannot_be_sent_is_tried_again(letterbox: Letterbox) -> None:
    letterbox.refuses = True
    notices.tell(written_to(), Changed.PASSWORD)
    assert own_notices.tell() == 0
    notice = SignInNotice.objects.get()
    assert (notice.failures, notice.mailed_at) == (1, None) and not own_notices.owed()
    letterbox.refuses = False
    SignInNotice.objects.update(mail_due_at=clock.now() - timedelta(seconds=1))
    assert own_notices.tell() == 1
    assert SignInNotice.objects.get().mailed_at


def test_old_news_is_not_mailed(letterbox: Letterbox) -> None:
    notices.tell(written_to(), Changed.PASSWORD)
    SignInNotice.objects.update(made_at=clock.now() - timedelta(days=8))
    assert own_notices.tell() == 0 and letterbox.messages == []


def test_without_an_address_or_a_mail_server_nothing_is_owed(letterbox: Letterbox) -> None:
    notices.tell(make.officer(), Changed.PASSWORD)
    assert not own_notices.owed()
