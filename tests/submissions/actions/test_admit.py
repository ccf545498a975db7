"""What a revoked device sent: a second person says whether it counts."""

import pytest

from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.lib.problems import Problem
from field_api.submissions.actions import Words
from tests.handset import Handset
from tests.submissions.journeys import codes, decide, last, moves, seen, send, sent
from tests.written import INTEL, SEARCH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("systems")]


def test_what_was_set_aside_is_admitted_and_then_goes_its_way(
    mine: Handset, sergeant: Officer
) -> None:
    identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost")
    made = send(mine, SEARCH)
    made = decide("admit", made, sergeant)
    assert (made.state, made.review_state) == ("released", "waiting")
    assert moves(made) == ["receive", "set_aside", "admit", "release"]
    assert len(sent(made)) == 2


def test_what_was_set_aside_can_be_rejected(mine: Handset, sergeant: Officer) -> None:
    identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost")
    made = send(mine, SEARCH)
    words = Words("duplicate", "The officer did not write this.")
    made = decide("reject", made, sergeant, words=words)
    assert (made.state, sent(made)) == ("rejected", [])


def test_admitting_is_about_what_was_seen(mine: Handset, sergeant: Officer) -> None:
    identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost")
    made = send(mine, SEARCH)
    before = seen(made)
    send(mine, SEARCH, submission=made.pk, parents=(last(mine),))
    with pytest.raises(Problem) as caught:
        decide("admit", made, sergeant, before)
    assert caught.value.code == "decision-stale"


def test_a_fork_among_what_was_set_aside_needs_attention(mine: Handset, sergeant: Officer) -> None:
    identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost")
    made = send(mine, INTEL)
    send(mine, INTEL, submission=made.pk)
    decide("admit", made, sergeant)
    made.refresh_from_db()
    assert (made.state, codes(made)) == ("needs_attention", ["forked"])


def test_only_what_was_set_aside_is_admitted(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, INTEL)
    with pytest.raises(Problem) as caught:
        decide("admit", made, sergeant)
    assert caught.value.code == "not-in-review"
