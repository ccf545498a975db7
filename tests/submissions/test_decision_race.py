"""Fifty decisions on one entry at once: one counts, whoever makes them and whatever they say."""

from collections.abc import Callable

import pytest

from field_api.identity.models import Officer
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Words
from field_api.submissions.models import Step, Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.racing import race
from tests.submissions import journeys

pytestmark = pytest.mark.django_db(transaction=True)

WHY = Words("no-intelligence-value", "Already known.")
Act = Callable[[], object]


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    written.systems()
    return handset.of()


def decisions(entry: Submission, deciders: list[Officer], count: int) -> list[Act]:
    """Approvals and rejections in turn, each with a grant of its own."""
    shown = journeys.seen(entry)

    def decision(number: int) -> Act:
        officer, verb = deciders[number % len(deciders)], ("approve", "reject")[number % 2]
        leave = make.leave(officer, verb, entry.pk, shown.hash)
        act = {"submission": entry.pk, "officer": officer, "seen": shown, "leave": leave}
        if verb == "approve":
            return lambda: submissions.approve(**act)
        return lambda: submissions.reject(**act, words=WHY)

    return [decision(number) for number in range(count)]


def one_counts(mine: Handset, deciders: list[Officer], count: int) -> None:
    entry = journeys.send(mine, written.INTEL)
    acts = decisions(entry, deciders, count)
    ends = race(lambda number: acts[number](), count)
    assert ends == {"won": 1, "not-in-review": count - 1}
    made = Step.objects.filter(submission=entry, move__in=["approve", "reject"])
    assert made.count() == 1
    assert Submission.objects.get(pk=entry.pk).state in ("released", "rejected")


def test_of_ten_decisions_at_once_one_counts(mine: Handset) -> None:
    one_counts(mine, [make.supervisor(), make.supervisor()], 10)


@pytest.mark.long
def test_of_fifty_decisions_at_once_one_counts_twenty_times(mine: Handset) -> None:
    deciders = [make.supervisor(), make.supervisor()]
    for _ in range(20):
        one_counts(mine, deciders, 50)
