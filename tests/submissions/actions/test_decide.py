"""What a second person decides: bound to what they saw, never about their own work, once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from field_api.connectors.models import System
from field_api.delivery import rules as deliveries
from field_api.delivery.models import Delivery, Subject
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Seen, Words
from field_api.submissions.actions.forms import form_of
from field_api.submissions.models import Step, Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions.journeys import (
    decide,
    last,
    moves,
    seen,
    send,
    sent,
    withdraw,
    write,
)
from tests.written import INTEL, NOTE, SEARCH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("systems")]

BACK = Words("outcome-unclear", "Say what was found.", [{"pointer": "/outcome", "text": "Which?"}])
OVER = Words("duplicate", "Written twice.")


def approve(made: Submission, officer: Officer, before: Seen | None = None) -> Submission:
    return decide("approve", made, officer, before)


def send_back(
    made: Submission, officer: Officer, words: Words = BACK, before: Seen | None = None
) -> Submission:
    return submissions.send_back(
        submission=made.pk, officer=officer, seen=before or seen(made), words=words
    )


def reject(made: Submission, officer: Officer, words: Words = OVER) -> Submission:
    return decide("reject", made, officer, words=words)


def refused(made: Submission, officer: Officer, before: Seen | None = None) -> tuple[int, str]:
    with pytest.raises(Problem) as caught:
        approve(made, officer, before)
    return caught.value.status, caught.value.code


def reasons(made: Submission) -> tuple[str, str]:
    """A reason its form offers to send it back for, and one to reject it for."""
    form = form_of(made.kind, 1)
    assert form
    return next(iter(form.send_back)), next(iter(form.reject))


def test_an_approved_report_goes_to_its_system(mine: Handset, sergeant: Officer) -> None:
    made = approve(send(mine, INTEL), sergeant)
    assert (made.state, made.review_state) == ("released", "done")
    assert moves(made) == ["receive", "ask_review", "approve", "release"]
    assert sent(made) == [("intelligence", 1)]


def test_the_step_says_who_decided_on_what(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, INTEL)
    before = seen(made)
    approve(made, sergeant)
    step = Step.objects.get(move="approve")
    assert (step.officer, step.author) == (sergeant, mine.officer)
    assert (step.revision_id, step.seen_hash) == (before.revision, before.hash)
    assert Step.objects.get(move="release").officer is None
    event = Event.objects.get(act="decision", subject=f"submission:{made.pk}")
    assert (event.actor, event.details["move"]) == (sergeant.actor, "approve")


def test_a_search_that_went_out_is_confirmed(mine: Handset, sergeant: Officer) -> None:
    made = approve(send(mine, SEARCH), sergeant)
    assert (made.state, made.review_state, made.review_by) == ("released", "done", None)
    assert moves(made)[-1] == "confirm"
    assert len(sent(made)) == 2


def test_sent_back_written_again_and_approved(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, INTEL)
    code, _ = reasons(made)
    made = send_back(made, sergeant, Words(code, "Say where.", BACK.comments))
    assert (made.state, made.review_state) == ("returned", "none")
    step = Step.objects.get(move="send_back")
    assert (step.reason_code, step.text, step.comments) == (code, "Say where.", BACK.comments)
    made = send(mine, INTEL, submission=made.pk, parents=(last(mine),))
    assert made.state == "needs_review"
    assert approve(made, sergeant).state == "released"
    assert sent(made) == [("intelligence", 1)]


def test_what_went_out_can_be_sent_back_and_its_correction_goes_out(
    mine: Handset, sergeant: Officer
) -> None:
    made = send_back(send(mine, SEARCH), sergeant)
    assert made.state == "returned"
    made = send(mine, SEARCH, submission=made.pk, parents=(last(mine),))
    assert (made.state, made.review_state, len(sent(made))) == ("released", "waiting", 4)


def test_what_was_sent_back_can_be_withdrawn(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, INTEL)
    send_back(made, sergeant, Words(reasons(made)[0], "Is this needed?"))
    assert withdraw(mine, made).state == "withdrawn"


def test_a_rejection_ends_it(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, INTEL)
    made = reject(made, sergeant, Words(reasons(made)[1], "Not intelligence."))
    assert (made.state, sent(made)) == ("rejected", [])
    assert refused(made, sergeant) == (409, "not-in-review")


def test_what_went_out_is_not_rejected(mine: Handset, sergeant: Officer) -> None:
    with pytest.raises(Problem) as caught:
        reject(send(mine, SEARCH), sergeant)
    assert caught.value.code == "not-in-review"


@pytest.mark.parametrize("words", [Words("", "Why"), Words("no-such-reason", "Why")])
def test_a_reason_the_form_does_not_offer_is_refused(
    mine: Handset, sergeant: Officer, words: Words
) -> None:
    with pytest.raises(Problem) as caught:
        send_back(send(mine, SEARCH), sergeant, words)
    assert (caught.value.status, caught.value.code) == (422, "decision-incomplete")
    assert [fault.pointer for fault in caught.value.errors] == ["/reason_code"]


def test_a_reason_without_a_word_is_refused(mine: Handset, sergeant: Officer) -> None:
    with pytest.raises(Problem) as caught:
        send_back(send(mine, SEARCH), sergeant, Words(BACK.reason_code, "  "))
    assert [fault.pointer for fault in caught.value.errors] == ["/text"]


def test_nobody_decides_on_their_own_work(db: None) -> None:
    written.forms()
    phone = handset.of(make.supervisor())
    made = send(phone, INTEL)
    assert refused(made, phone.officer) == (403, "own-work")
    assert Step.objects.filter(move="approve").count() == 0


def test_another_units_work_is_not_there(mine: Handset) -> None:
    made = send(mine, INTEL)
    assert refused(made, make.supervisor(posted=make.unit("CID"))) == (404, "not-found")
    assert refused(made, make.officer()) == (404, "not-found")


def test_a_submission_that_is_not_there_is_not_found(sergeant: Officer) -> None:
    with pytest.raises(Problem) as caught:
        nothing = Seen(uuid4(), "0" * 64)
        submissions.approve(submission=uuid4(), officer=sergeant, seen=nothing, leave=make.NO_LEAVE)
    assert caught.value.code == "not-found"


def test_a_decision_is_about_the_bytes_that_were_seen(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, INTEL)
    before = seen(made)
    made = send(mine, INTEL, submission=made.pk, parents=(last(mine),))
    stale = [before, Seen(seen(made).revision, before.hash), Seen(before.revision, seen(made).hash)]
    assert [refused(made, sergeant, one) for one in stale] == [(409, "decision-stale")] * 3
    assert approve(made, sergeant).state == "released"


def test_a_fork_is_not_decided_on(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, INTEL)
    made = send(mine, INTEL, submission=made.pk)
    assert refused(made, sergeant) == (409, "not-in-review")


def test_what_waits_for_a_missing_revision_is_not_decided_on(
    mine: Handset, sergeant: Officer
) -> None:
    made = send(mine, INTEL, parents=(str(uuid4()),))
    assert (made.state, refused(made, sergeant)) == ("received", (409, "not-in-review"))


def test_approved_and_delivered_are_one_act(mine: Handset, sergeant: Officer) -> None:
    """Something in the way of the delivery takes the approval back, step, ledger, feed and all."""
    made = send(mine, INTEL)
    system = System.objects.get(code="intelligence")
    taken = deliveries.key(system="intelligence", revision=seen(made).revision, generation=1)
    subject = Subject.objects.create()
    Delivery.objects.create(
        id=taken,
        key=taken,
        system=system,
        subject=subject,
        revision=uuid4(),
        force="34",
        lane_seq=1,
    )
    head, events = feed.head(mine.officer.pk), Event.objects.count()
    with pytest.raises(IntegrityError):
        approve(made, sergeant)
    made.refresh_from_db()
    assert (made.state, made.review_state) == ("needs_review", "waiting")
    assert moves(made) == ["receive", "ask_review"]
    assert (sent(made), Event.objects.count()) == ([], events)
    assert feed.head(mine.officer.pk) == head


def test_author_and_reviewer_hear_of_it(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, INTEL)
    approve(made, sergeant)
    for officer in (mine.officer, sergeant):
        page = feed.changes(recipient=officer.pk, cursor="", limit=9)
        assert [entry.doc for entry in page.entries] == [made.pk]


def test_a_note_nobody_has_to_look_at_is_not_decided_on(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, NOTE)
    Submission.objects.filter(pk=made.pk).update(review_state="none")
    assert refused(made, sergeant) == (409, "not-in-review")


@pytest.mark.django_db(transaction=True)
def test_of_two_sergeants_who_decide_at_once_one_does(mine: Handset, sergeant: Officer) -> None:
    made = send(mine, INTEL)
    before, together = seen(made), Barrier(2)

    def decided(officer: Officer) -> str:
        try:
            together.wait(30)
            if officer == sergeant:
                return approve(made, officer, before).state
            words = Words(reasons(made)[0], "Say where.")
            return send_back(made, officer, words, before).state
        except Problem as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(decided, [sergeant, make.supervisor()]))
    assert said in (["not-in-review", "released"], ["not-in-review", "returned"])
    assert Step.objects.filter(move__in=["approve", "send_back"]).count() == 1
    assert len(sent(made)) == said.count("released")


@pytest.mark.django_db(transaction=True)
def test_a_decision_and_a_revision_that_meet_leave_one_truth(
    mine: Handset, sergeant: Officer
) -> None:
    """Either the decision came first and the revision is reviewed anew, or it is stale."""
    made = send(mine, INTEL)
    before, together = seen(made), Barrier(2)
    item = write(mine, INTEL, submission=made.pk, parents=(last(mine),))

    def deciding() -> str:
        try:
            together.wait(30)
            return approve(made, sergeant, before).state
        except Problem as problem:
            return problem.code
        finally:
            connection.close()

    def push() -> str:
        try:
            together.wait(30)
            return str(mine.push(item)["results"][0]["state"])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        decided, pushed = pool.submit(deciding), pool.submit(push)
    made.refresh_from_db()
    assert (pushed.result(), made.state) == ("needs_review", "needs_review")
    assert str(made.head_id) == item["id"]
    assert sent(made) == ([("intelligence", 1)] if decided.result() == "released" else [])
