"""Many supervisors at one entry at once: one has it, and one decision counts."""

import pytest

from field_api.identity.models import Officer
from field_api.submissions import actions as submissions
from field_api.submissions.actions import claims
from field_api.submissions.models import Claim, Step, Submission
from tests import handset, make, written
from tests.racing import race
from tests.submissions import journeys

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


@pytest.fixture
def entry(db: None) -> Submission:
    written.forms()
    written.systems()
    return journeys.send(handset.of(), written.INTEL)


def test_of_all_who_open_it_at_once_one_has_it(entry: Submission) -> None:
    readers = [make.supervisor() for _ in range(AT_ONCE)]
    has: list[Officer] = []

    def opened(number: int) -> None:
        if claims.hold(submission=entry.pk, officer=readers[number]):
            has.append(readers[number])

    race(opened, AT_ONCE)
    (only,) = has
    assert Claim.objects.get().officer == only


@pytest.mark.parametrize("over", [False, True], ids=["unasked", "over"])
def test_two_sergeants_never_decide_the_same_version_twice(entry: Submission, over: bool) -> None:
    """One has claimed it; unasked the other never decides, and taking over one of them does."""
    readers = [make.supervisor(), make.supervisor()]
    claims.hold(submission=entry.pk, officer=readers[0])
    shown = journeys.seen(entry)
    deciders = [readers[number % 2] for number in range(AT_ONCE)]
    leaves = [make.leave(one, "approve", entry.pk, shown.hash) for one in deciders]

    def decide(number: int) -> None:
        submissions.approve(
            submission=entry.pk,
            officer=deciders[number],
            seen=shown,
            leave=leaves[number],
            over=over,
        )

    ends = race(decide, AT_ONCE)
    assert ends["won"] == 1
    assert ends["won"] + ends["claimed"] + ends["not-in-review"] == AT_ONCE
    made = Step.objects.get(submission=entry, move="approve")
    if over:
        assert ends["claimed"] == 0
    else:
        assert made.officer == readers[0]
