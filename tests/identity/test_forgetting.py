"""What is kept of sign-ins goes when its time is over, and not before."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from field_api.identity import models
from field_api.identity.actions import enrolment, factors, notices
from field_api.identity.actions.forgetting import forget
from field_api.identity.rules.notices import KEPT, Changed
from field_api.lib import clock
from tests import make
from tests.identity.people import later

pytestmark = pytest.mark.django_db

HERE = factors.session("a browser")


def left() -> dict[str, int]:
    tables: list[Any] = [
        models.Grant, models.Granted, models.EnrolmentCode, models.SignInNotice, models.Token,
    ]  # fmt: skip
    return {table.__name__: table.objects.count() for table in tables}


def test_after_400_days_and_not_a_day_before() -> None:
    officer = make.officer()
    make.grant(officer, HERE, "approve", "submission:1")
    make.token(make.device(officer))
    enrolment.issue_code(officer=officer, asset_tag="PH-1")
    notices.tell(officer, Changed.PASSWORD)
    all_there = dict.fromkeys(left(), 1)
    with later(KEPT - timedelta(minutes=1)):
        forget()
    assert left() == all_there
    with later(KEPT + timedelta(days=1)):
        assert forget() == 4  # what a grant names goes with it
    assert left() == dict.fromkeys(all_there, 0)
    assert models.Officer.objects.count() == models.Device.objects.count() == 1


def test_what_lasts_minutes_goes_within_the_hour() -> None:
    now = clock.now()
    for age, key in ((0, b"new"), (3, b"old")):
        at = now - timedelta(days=age)
        models.SignInAttempt.objects.create(key=key, tries=1, opened_at=at)
        models.Challenge.objects.create(
            digest=key, ceremony="oidc", made_at=at, expires_at=at + timedelta(minutes=10)
        )
        Session.objects.create(
            session_key=key.decode(),
            session_data="",
            expire_date=timezone.now() - timedelta(days=age - 1),
        )
    forget()
    assert [bytes(one.key) for one in models.SignInAttempt.objects.all()] == [b"new"]
    assert [bytes(one.digest) for one in models.Challenge.objects.all()] == [b"new"]
    assert [one.session_key for one in Session.objects.all()] == ["new"]
