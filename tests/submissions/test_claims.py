"""Claims: who reads what, for how long, and that nobody decides over another unasked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import pytest

from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Words, claims
from field_api.submissions.models import Claim, Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions.journeys import decide, seen, send
from tests.written import INTEL

pytestmark = pytest.mark.django_db

WORDS = Words("grading", "Read it again.")


@pytest.fixture
def phone(db: None) -> Handset:
    written.forms()
    written.systems()
    return handset.of()


@pytest.fixture
def entry(phone: Handset) -> Submission:
    return send(phone, INTEL)


@pytest.fixture
def first(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def second(db: None) -> Officer:
    return make.supervisor()


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    moment = clock.now() + by
    with mock.patch.object(clock, "now", lambda: moment):
        yield


def held(entry: Submission, officer: Officer) -> str:
    """Who else reads it, as the officer is told."""
    found = claims.others([entry.pk], officer).get(entry.pk)
    return found.who if found else ""


def hold(entry: Submission, officer: Officer) -> bool:
    return claims.hold(submission=entry.pk, officer=officer)


def test_who_opens_it_first_has_it_and_others_are_told(
    entry: Submission, first: Officer, second: Officer
) -> None:
    assert hold(entry, first)
    assert not hold(entry, second)
    assert held(entry, second) == f"PS {first.collar_number}"
    assert held(entry, first) == ""


def test_reading_on_renews_it_and_it_began_when_it_began(
    entry: Submission, first: Officer, second: Officer
) -> None:
    hold(entry, first)
    began = Claim.objects.get().since
    with later(claims.LEASE - timedelta(seconds=1)):
        assert hold(entry, first)
    assert Claim.objects.get().since == began
    with later(claims.LEASE + timedelta(minutes=1)):
        assert not hold(entry, second)


def test_it_runs_out_by_itself(entry: Submission, first: Officer, second: Officer) -> None:
    hold(entry, first)
    with later(claims.LEASE):
        assert held(entry, second) == ""
        assert hold(entry, second)
        assert held(entry, first) == f"PS {second.collar_number}"


def test_what_ran_out_is_cleared_as_its_reader_goes_on(
    phone: Handset, entry: Submission, first: Officer
) -> None:
    other = send(phone, INTEL)
    hold(entry, first)
    with later(claims.LEASE):
        hold(other, first)
    assert [row.submission_id for row in Claim.objects.all()] == [other.pk]


@pytest.mark.parametrize("who", ["author", "stranger", "colleague"])
def test_who_may_not_decide_claims_nothing_and_is_told_of_nobody(
    phone: Handset, entry: Submission, first: Officer, who: str
) -> None:
    stranger = make.supervisor(posted=make.unit("Elsewhere"))
    others = {"author": phone.officer, "stranger": stranger, "colleague": make.officer()}
    assert not hold(entry, others[who])
    hold(entry, first)
    assert held(entry, others[who]) == ""


def test_what_waits_for_nobody_is_not_claimed(entry: Submission, first: Officer) -> None:
    decide("approve", entry, first)
    assert not hold(entry, first)
    assert not Claim.objects.exists()


def test_a_decision_over_anothers_claim_has_to_say_so(
    entry: Submission, first: Officer, second: Officer
) -> None:
    hold(entry, first)
    act = {"submission": entry.pk, "officer": second, "seen": seen(entry), "words": WORDS}
    with pytest.raises(Problem) as caught:
        submissions.send_back(**act)
    assert (caught.value.status, caught.value.code) == (409, "claimed")
    assert f"PS {first.collar_number} is reading this" in caught.value.title
    assert Submission.objects.get(pk=entry.pk).state == "needs_review"
    submissions.send_back(**act, over=True)
    assert Submission.objects.get(pk=entry.pk).state == "returned"
    event = Event.objects.get(act="decision", subject=f"submission:{entry.pk}")
    assert event.details == {"move": "send_back", "state": "returned", "over": True}


def test_ones_own_claim_and_one_that_ran_out_are_in_nobodys_way(
    phone: Handset, entry: Submission, first: Officer, second: Officer
) -> None:
    hold(entry, first)
    decide("approve", entry, first)
    other = send(phone, INTEL)
    hold(other, first)
    with later(claims.LEASE):
        submissions.send_back(submission=other.pk, officer=second, seen=seen(other), words=WORDS)
    assert not Claim.objects.exists()
    assert not Event.objects.filter(act="decision", details__has_key="over").exists()
