"""A share of a kind is looked at: drawn, or raised by what its author did before."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from field_api.catalogue import shipped
from field_api.catalogue.models import Form
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.submissions import actions as submissions
from field_api.submissions import sampling
from field_api.submissions.actions import Words
from field_api.submissions.models import Step, Submission
from tests import handset, make
from tests.handset import NEWEST, Handset
from tests.submissions.journeys import decide, drawn, found, last, seen, send
from tests.written import NOTE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("systems")]

NEXT = NEWEST[NOTE] + 1
BACK = Words("unclear", "Say who.")


def published(**policy: Any) -> None:
    """The next version of a note, of which only the review differs."""
    newest = next(one for one in shipped.documents() if named(one) == (NOTE, NEXT - 1))
    document = {**newest, "version": NEXT, "review": {**newest["review"], **policy}}
    Form.objects.create(
        kind=NOTE, version=NEXT, document=document, digest="0" * 64, published_by="a test"
    )


def named(document: dict[str, Any]) -> tuple[str, int]:
    return document["kind"], document["version"]


def note(phone: Handset, **other: Any) -> Submission:
    return send(phone, NOTE, version=NEXT, **other)


def policy(made: Submission) -> str:
    """Of the step that moved it last without an officer."""
    return Step.objects.filter(submission=made, officer=None).latest("pk").policy


def send_back(made: Submission, officer: Officer) -> Submission:
    return submissions.send_back(submission=made.pk, officer=officer, seen=seen(made), words=BACK)


def some(phone: Handset, sergeant: Officer, *, returned: int, read: int) -> None:
    """Notes that were decided about, some of them sent back."""
    for number in range(read):
        made = note(phone)
        Submission.objects.filter(pk=made.pk).update(review_state="waiting")
        made.refresh_from_db()
        if number < returned:
            send_back(made, sergeant)
        else:
            decide("approve", made, sergeant)


@pytest.mark.parametrize(("looked_at", "said"), [(True, "drawn"), (False, "sampled_out")])
def test_the_step_says_by_which_policy_it_went(mine: Handset, looked_at: bool, said: str) -> None:
    made = found(mine.push(drawn(mine, looked_at=looked_at))["results"][0])
    assert policy(made) == said
    assert (made.review_state == "waiting") == looked_at
    assert Step.objects.get(submission=made, move="receive").policy == ""


def test_a_recount_draws_the_same(mine: Handset) -> None:
    published(percent=50)
    made = [note(mine) for _ in range(12)]
    key = sampling.key_of(settings.AUDIT_KEY)
    again = ["drawn" if sampling.is_drawn(key, one.pk, 50) else "sampled_out" for one in made]
    assert [policy(one) for one in made] == again


def test_another_version_is_no_second_draw(mine: Handset) -> None:
    made = found(mine.push(drawn(mine, looked_at=False))["results"][0])
    for _ in range(5):
        made = send(mine, NOTE, submission=made.pk, parents=(last(mine),))
        assert (policy(made), made.review_state) == ("sampled_out", "none")


def test_an_officers_first_are_all_read_and_then_a_share(mine: Handset) -> None:
    published(percent=0, first=2)
    made = [note(mine) for _ in range(4)]
    assert [policy(one) for one in made] == ["first", "first", "sampled_out", "sampled_out"]
    assert [one.review_state for one in made] == ["waiting", "waiting", "none", "none"]


def test_the_first_of_each_officer_and_of_each_kind(mine: Handset, sergeant: Officer) -> None:
    published(percent=0, first=1)
    send(mine, "stop-search")
    assert policy(note(mine)) == "first"
    assert policy(note(mine)) == "sampled_out"


def test_a_correction_does_not_slip_past_who_is_to_read_it(mine: Handset) -> None:
    published(percent=0, first=1)
    made = note(mine)
    note(mine)
    made = note(mine, submission=made.pk, parents=(str(made.head_id),))
    assert (policy(made), made.review_state) == ("known", "waiting")


def test_what_was_sent_back_is_read_again(mine: Handset, sergeant: Officer) -> None:
    published(percent=0, first=1)
    made = send_back(note(mine), sergeant)
    made = note(mine, submission=made.pk, parents=(last(mine),))
    assert (policy(made), made.review_state) == ("known", "waiting")


@pytest.mark.parametrize(("returned", "said"), [(1, "sampled_out"), (2, "returned")])
def test_of_whom_much_was_sent_back_lately_all_is_read(
    mine: Handset, sergeant: Officer, returned: int, said: str
) -> None:
    published(percent=0, returned_percent=40, returned_days=30)
    some(mine, sergeant, returned=returned, read=4)
    assert policy(note(mine)) == said


def test_what_was_sent_back_long_ago_is_past(mine: Handset, sergeant: Officer) -> None:
    published(percent=0, returned_percent=40, returned_days=30)
    some(mine, sergeant, returned=3, read=3)
    old = clock.now() - timedelta(days=31)
    Submission.objects.update(created_at=old)
    assert policy(note(mine)) == "sampled_out"


def test_a_colleagues_record_is_not_held_against_anybody(mine: Handset, sergeant: Officer) -> None:
    published(percent=0, returned_percent=40, returned_days=30)
    some(mine, sergeant, returned=3, read=3)
    assert policy(note(handset.of(make.officer()))) == "sampled_out"
