"""What a request that reads asks of its officer: at once, with the token, and each time anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.postgresql.base import DatabaseWrapper
from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.lib import clock, wall
from field_api.policy import actions as policy
from field_api.policy.models import Clearance
from field_api.policy.rules import Action, Marking
from tests import make
from tests.backend.test_wall import draft, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(db: None) -> tuple[Officer, Officer]:
    """Officers of two forces, each with a draft."""
    both = make.officer(), make.officer(posted=make.unit(of=make.force("35")))
    for one in both:
        draft(one)
    return both


def lower(officer: Officer) -> None:
    Clearance.objects.create(
        officer=officer,
        marking=Marking.OFFICIAL.value,
        given_by=make.supervisor(),
        given_at=clock.now(),
    )


@contextmanager
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[wall.Reach]]:
    """Each reach that the connection was told by a statement of its own."""
    said: list[wall.Reach] = []
    say = DatabaseWrapper._say

    def counted(self: Any, line: Any) -> None:
        said.append(wall.reach())
        say(self, line)

    with monkeypatch.context() as patch:
        patch.setattr(DatabaseWrapper, "_say", counted)
        yield said


def test_token_rights_and_reach_are_one_statement(
    two: tuple[Officer, Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = make.token(make.device(two[0]))
    with CaptureQueriesContext(connection) as asked, wall.nothing(), told(monkeypatch) as said:
        token = identity.check_token(plain, reads=True)
        wall.admit(token.officer_id)
        policy.visible(token.officer)
        policy.visible(token.officer, Action.DECIDE)
        assert seen() == {two[0].pk}
    assert len(asked) == 2, "the token, and the drafts"
    assert said == []


def test_whoever_is_not_admitted_reaches_nothing(two: tuple[Officer, Officer]) -> None:
    """The statement has told the connection of them already."""
    plain = make.token(make.device(two[0]))
    with wall.nothing():
        identity.check_token(plain, reads=True)
        assert seen() == set()
        identity.check_token(plain, reads=True)
        wall.admit(two[1].pk)
        assert seen() == {two[1].pk}


def test_what_writes_asks_for_rights_at_the_time(two: tuple[Officer, Officer]) -> None:
    officer = identity.check_token(make.token(make.device(two[0]))).officer
    with CaptureQueriesContext(connection) as asked:
        before = policy.actor_of(officer)
    assert len(asked) == 1
    lower(officer)
    assert policy.actor_of(officer).clearance != before.clearance


def test_rights_are_the_same_however_they_are_asked(two: tuple[Officer, Officer]) -> None:
    for one in two:
        came = identity.check_token(make.token(make.device(one)), reads=True).officer
        assert policy.actor_of(came) == policy.actor_of(one)


def test_each_request_asks_anew(two: tuple[Officer, Officer]) -> None:
    plain = make.token(make.device(two[0]))
    first = policy.actor_of(identity.check_token(plain, reads=True).officer)
    lower(two[0])
    second = policy.actor_of(identity.check_token(plain, reads=True).officer)
    assert (first.clearance, second.clearance) == ("OFFICIAL-SENSITIVE", "OFFICIAL")
