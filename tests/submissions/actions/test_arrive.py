"""Entries arriving, by every policy, in every order, and from wherever they should not."""

import itertools
from datetime import date
from uuid import uuid4

import pytest

from field_api.connectors.models import System
from field_api.identity import actions as identity
from field_api.identity.models import Officer, Posting
from field_api.submissions import actions as submissions
from field_api.submissions.models import Revision, Step, Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions.journeys import (
    codes,
    decide,
    drawn,
    found,
    last,
    moves,
    send,
    sent,
    withdraw,
    write,
)
from tests.written import INTEL, NOTE, SEARCH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("systems")]


def test_an_intelligence_report_waits_for_a_second_person(mine: Handset) -> None:
    made = send(mine, INTEL)
    assert (made.state, made.review_state, made.review_by) == ("needs_review", "waiting", None)
    assert moves(made) == ["receive", "ask_review"]
    assert sent(made) == []


def test_a_search_goes_out_at_once_and_is_looked_at_within_a_week(mine: Handset) -> None:
    made = send(mine, SEARCH)
    assert (made.state, made.review_state) == ("released", "waiting")
    assert made.review_by and (made.review_by - made.created_at).days in (6, 7)
    assert sent(made) == [("records", 1), ("stop-search", 1)]


@pytest.mark.parametrize(("looked_at", "review"), [(True, "waiting"), (False, "none")])
def test_a_note_goes_out_at_once_and_is_looked_at_when_the_draw_falls_on_it(
    mine: Handset, looked_at: bool, review: str
) -> None:
    (result,) = mine.push(drawn(mine, looked_at=looked_at))["results"]
    made = found(result)
    assert (made.state, made.review_state) == ("released", review)
    assert (made.review_by is not None) == looked_at


def test_it_bears_its_force_its_year_and_the_next_number(mine: Handset) -> None:
    first, second = send(mine), send(mine)
    force, year, number = first.reference.split("/")
    assert (force, year) == ("34", first.created_at.strftime("%y"))
    assert second.reference == f"{force}/{year}/{int(number) + 1:06d}"


def test_it_belongs_to_the_authors_unit(mine: Handset) -> None:
    assert send(mine).unit == mine.officer.home_unit()


def test_an_officer_between_postings_writes_for_the_forces_first_unit(mine: Handset) -> None:
    make.unit("CID")
    Posting.objects.filter(officer=mine.officer).update(ends_on=date(2020, 1, 2))
    made = send(mine)
    assert made.unit == make.unit("Response")


def test_an_entry_with_faults_is_kept_and_needs_attention(mine: Handset) -> None:
    made = send(mine, SEARCH, body={"search_type": "person"})
    assert (made.state, sent(made)) == ("needs_attention", [])
    assert codes(made) == ["required"] * len(codes(made)) != []


def test_a_corrected_entry_goes_on(mine: Handset) -> None:
    made = send(mine, SEARCH, body={"search_type": "person"})
    made = send(mine, SEARCH, submission=made.pk, parents=(last(mine),))
    assert (made.state, codes(made)) == ("released", [])
    assert sent(made) == [("records", 1), ("stop-search", 1)]


def test_a_revision_of_what_went_out_goes_out_as_the_next_version(mine: Handset) -> None:
    made = send(mine, SEARCH)
    made = send(mine, SEARCH, submission=made.pk, parents=(last(mine),))
    assert made.state == "released"
    assert sent(made) == [("records", 1), ("stop-search", 1), ("records", 2), ("stop-search", 2)]


def test_it_can_be_withdrawn_before_it_went_out(mine: Handset) -> None:
    made = withdraw(mine, send(mine, INTEL))
    assert (made.state, made.review_state) == ("withdrawn", "none")
    assert moves(made)[-1] == "withdraw"


def test_what_went_out_can_no_longer_be_withdrawn(mine: Handset) -> None:
    made = withdraw(mine, send(mine, SEARCH))
    assert made.state == "released"
    assert codes(made) == ["already-released"]
    assert sent(made) == [("records", 1), ("stop-search", 1)]


def test_a_change_to_what_is_over_is_kept_and_not_acted_on(mine: Handset) -> None:
    made = withdraw(mine, send(mine, INTEL))
    made = send(mine, INTEL, submission=made.pk, parents=(last(mine),))
    assert (made.state, codes(made), sent(made)) == ("withdrawn", ["closed"], [])
    assert made.revisions.count() == 3


def test_two_versions_of_the_same_one_need_attention_and_both_are_kept(mine: Handset) -> None:
    made = send(mine, INTEL)
    root = last(mine)
    left = write(mine, INTEL, submission=made.pk, parents=(root,))
    right = write(mine, INTEL, submission=made.pk, parents=(root,))
    results = mine.push(left)["results"] + mine.push(right)["results"]
    made.refresh_from_db()
    assert [result["outcome"] for result in results] == ["head", "forked"]
    assert (made.state, made.review_state, made.revisions.count()) == ("needs_attention", "none", 3)
    assert results[1]["problems"][0]["code"] == "forked"


def test_a_revision_that_names_both_settles_a_fork(mine: Handset) -> None:
    made = send(mine, INTEL)
    root = last(mine)
    send(mine, INTEL, submission=made.pk, parents=(root,))
    left = last(mine)
    send(mine, INTEL, submission=made.pk, parents=(root,))
    made = send(mine, INTEL, submission=made.pk, parents=(left, last(mine)))
    assert (made.state, codes(made)) == ("needs_review", [])
    assert str(made.head_id) == last(mine)


def test_a_fork_of_what_went_out_sends_nothing_until_it_is_settled(mine: Handset) -> None:
    made = send(mine)
    made = send(mine, submission=made.pk)
    assert (made.state, sent(made)) == ("needs_attention", [("records", 1)])


def test_a_child_waits_for_its_parent_and_then_stands(mine: Handset) -> None:
    submission = uuid4()
    parent = write(mine, INTEL, submission=submission)
    child = write(mine, INTEL, submission=submission, parents=(parent["id"],))
    (early,) = mine.push(child)["results"]
    assert (early["outcome"], early["state"]) == ("waiting_parent", "received")
    (late,) = mine.push(parent)["results"]
    assert (late["outcome"], late["state"]) == ("superseded", "needs_review")
    assert str(found(late).head_id) == child["id"]
    assert mine.push(child)["results"][0]["outcome"] == "head"


def test_a_child_with_faults_that_waited_still_shows_them(mine: Handset) -> None:
    submission = uuid4()
    parent = write(mine, submission=submission)
    child = write(mine, submission=submission, parents=(parent["id"],), body={})
    mine.push(child)
    made = found(mine.push(parent)["results"][0])
    assert (made.state, codes(made), sent(made)) == ("needs_attention", ["required"], [])


def test_a_revision_that_waits_leaves_what_stands_alone(mine: Handset) -> None:
    made = send(mine, SEARCH)
    before = (made.state, made.head_id, moves(made))
    made = send(mine, SEARCH, submission=made.pk, parents=(str(uuid4()),))
    assert (made.state, made.head_id, moves(made)) == before
    assert len(sent(made)) == 2


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[1::2], ids=str)
def test_a_chain_ends_the_same_in_whatever_order_it_comes(
    mine: Handset, order: tuple[int, ...]
) -> None:
    submission = uuid4()
    items = [write(mine, INTEL, submission=submission)]
    for _ in range(3):
        parent = items[-1]["id"]
        items.append(write(mine, INTEL, submission=submission, parents=(parent,)))
    for place in order:
        mine.push(items[place])
    made = Submission.objects.get(pk=submission)
    assert (made.state, str(made.head_id)) == ("needs_review", items[3]["id"])
    assert (made.revisions.count(), codes(made)) == (4, [])


def test_a_whole_chain_in_one_push_goes_out_once(mine: Handset) -> None:
    submission = uuid4()
    first = write(mine, submission=submission)
    second = write(mine, submission=submission, parents=(first["id"],))
    results = mine.push(second, first)["results"]
    assert [result["outcome"] for result in results] == ["head", "superseded"]
    assert sent(found(results[0])) == [("records", 1)]


def test_an_entry_in_a_form_unknown_here_is_kept(mine: Handset) -> None:
    (result,) = mine.push(write(mine, NOTE, version=7))["results"]
    assert (result["status"], result["outcome"]) == ("accepted", "kept")
    assert result["problems"][0]["code"] == "unknown-form"
    assert not Submission.objects.exists()


def test_a_submission_stays_the_kind_it_began_as(mine: Handset) -> None:
    made = send(mine, INTEL)
    made = send(mine, NOTE, submission=made.pk, parents=(last(mine),))
    assert (made.kind, made.state, codes(made)) == (INTEL, "needs_attention", ["wrong-kind"])
    assert sent(made) == []


def test_anothers_submission_is_neither_changed_nor_told_of(mine: Handset) -> None:
    made = send(mine, INTEL)
    theirs = handset.of()
    item = write(theirs, INTEL, submission=made.pk, parents=(last(mine),))
    (result,) = theirs.push(item)["results"]
    assert (result["status"], result["outcome"]) == ("accepted", "kept")
    assert not {"submission", "reference", "state"} & set(result)
    assert made.revisions.count() == 1


def test_what_a_revoked_device_sends_waits_for_a_supervisor(mine: Handset) -> None:
    identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost")
    (result,) = mine.push(write(mine, SEARCH))["results"]
    made = found(result)
    assert (result["outcome"], result["state"]) == ("quarantine", "quarantine")
    assert (moves(made), sent(made)) == (["receive", "set_aside"], [])


def test_what_counts_stands_beside_what_was_set_aside(mine: Handset) -> None:
    """One push carries the officer's work from a lost handset and from the new one."""
    submission = uuid4()
    lost, item = mine, write(mine, INTEL, submission=submission)
    mine = handset.of(lost.officer)
    identity.revoke_device(device=lost.device, by=lost.officer, reason="Lost")
    results = mine.push(item, write(mine, INTEL, submission=submission))["results"]
    assert [result["outcome"] for result in results] == ["quarantine", "head"]
    assert found(results[1]).state == "needs_review"


def test_new_work_under_a_submission_set_aside_waits_with_it(
    mine: Handset, sergeant: Officer
) -> None:
    submission = uuid4()
    lost = mine
    identity.revoke_device(device=lost.device, by=lost.officer, reason="Lost")
    lost.push(write(lost, INTEL, submission=submission))
    mine = handset.of(lost.officer)
    made = send(mine, INTEL, submission=submission, parents=(last(lost),))
    assert (made.state, codes(made)) == ("quarantine", [])
    decide("admit", made, sergeant)
    made.refresh_from_db()
    assert (made.state, str(made.head_id)) == ("needs_review", last(mine))


def test_late_work_is_worked_like_any_other(mine: Handset) -> None:
    mine.api = make.api(make.token(mine.device, age=make.identities.TOKEN_LIFE))
    (result,) = mine.push(write(mine, SEARCH))["results"]
    assert (result["outcome"], result["state"]) == ("late", "released")


def test_a_kind_no_system_takes_is_released_to_nobody(
    mine: Handset, systems: dict[str, System]
) -> None:
    systems["intelligence"].routes.update(active=False)
    systems["records"].routes.update(active=False)
    made = send(mine)
    assert (made.state, sent(made)) == ("released", [])


def test_arriving_outside_a_transaction_is_an_error(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        submissions.receive([])


def test_the_parsed_copy_says_what_the_entry_says(mine: Handset) -> None:
    send(mine, body=written.body(text="Two words – naïve ✓"))
    revision = Revision.objects.get()
    assert revision.body["text"] == "Two words – naïve ✓"
    assert revision.hash == bytes(revision.entry.hash).hex()
    assert Step.objects.count() == 2
