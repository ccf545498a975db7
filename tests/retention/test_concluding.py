"""Nothing goes by a date: somebody looks at it, another agrees, and what needs it is held."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import es256
from field_api.lib.problems import Problem
from field_api.notebook import actions as notebook
from field_api.retention import actions as retention
from field_api.retention.models import Conclusion
from field_api.submissions.actions import erase, holds
from field_api.submissions.models import Erasure, Submission
from tests import make, rotating, written
from tests.handset import Handset
from tests.retention.reviewing import KEEP, LET_GO, NO_RISK, SAMPLE, concluded, dated, sent
from tests.submissions import journeys

pytestmark = pytest.mark.django_db

Two = tuple[Officer, Officer]


@pytest.fixture
def old(mine: Handset) -> Submission:
    """What nobody has touched for seven years."""
    entry = sent(mine, years=7, text="A zebra was led past the shop.")
    dated(entry)
    return entry


def code(act: Any, **given: Any) -> str:
    with pytest.raises(Problem) as refused:
        act(**given)
    return refused.value.code


def approved(entry: Submission, by: Officer, shown: Any) -> Erasure:
    leave = make.leave(by, "approve-erasure", entry.pk, shown.hash)
    return erase.approve(submission=entry.pk, officer=by, seen=shown, leave=leave)


def signers(proof: Any) -> list[int]:
    """Which of the keys given made each signature."""
    return [
        number
        for stone in proof["entries"]
        for number, key in enumerate(proof["keys"])
        if es256.signed_by(key, stone["body"].encode(), es256.unb64(stone["signature"]))
    ]


@pytest.fixture
def new_key(settings: Any) -> Iterator[Any]:
    """Replaces the receipt key; gives the new one."""

    def turn(**more: str) -> es256.PrivateKey:
        key = es256.new_key()
        for name, value in {"RECEIPT_KEY": rotating.private(key), **more}.items():
            setattr(settings, name, value)
        rotating.forget()
        return key

    yield turn
    rotating.forget()


def test_keeping_is_recorded_with_its_reason_and_a_new_date(old: Submission, two: Two) -> None:
    made = concluded(old, two[0], KEEP)
    assert made.next_on is not None
    event = Event.objects.filter(purpose="retention-review").get()
    assert event.actor == two[0].actor
    assert event.details["verdict"] == "keep"
    assert KEEP.text not in str(event.details)


def test_letting_go_takes_two_and_leaves_proof(old: Submission, two: Two) -> None:
    shown = journeys.seen(old)
    made = concluded(old, two[0], LET_GO)
    assert made.erasure is not None
    assert made.erasure.ground == "end-of-retention"
    assert retention.disposal(submission=old.pk, officer=two[1]) is None
    approved(old, two[1], shown)
    proof = retention.disposal(submission=old.pk, officer=two[1])
    assert proof is not None
    assert proof["decision"]["proposed_by"] == two[0].display_name
    (stone,) = proof["entries"]
    assert signers(proof) == [0]
    assert stone["hash"] in stone["body"]
    assert "zebra" not in str(proof)


def test_proof_holds_after_the_key_it_was_signed_with_was_replaced(
    old: Submission, two: Two, new_key: Any
) -> None:
    shown, first = journeys.seen(old), notebook.receipt_key()
    concluded(old, two[0], LET_GO)
    approved(old, two[1], shown)
    second = new_key(RECEIPT_KEY_OLD=rotating.public(first))
    proof = retention.disposal(submission=old.pk, officer=two[1])
    assert proof is not None
    assert proof["keys"] == [es256.jwk(key.public_key()) for key in (second, first)]
    assert signers(proof) == [1]


def test_proof_is_not_whole_until_every_system_has_confirmed(old: Submission, two: Two) -> None:
    shown = journeys.seen(old)
    concluded(old, two[0], LET_GO)
    approved(old, two[1], shown)
    proof = retention.disposal(submission=old.pk, officer=two[1])
    assert proof is not None
    standing = [one["standing"] for one in proof["decision"]["systems"]]
    assert proof["complete"] == all(one == "erased" for one in standing)


def test_a_risk_is_kept(old: Submission, two: Two) -> None:
    risky = replace(LET_GO, answers={**NO_RISK, "vulnerable": True})
    assert code(concluded, submission=old, by=two[0], seal=risky) == "kept-by-risk"
    assert not Conclusion.objects.exists()


def test_nothing_goes_before_its_time(mine: Handset, two: Two) -> None:
    entry = sent(mine, years=1)
    dated(entry)
    assert code(concluded, submission=entry, by=two[0], seal=LET_GO) == "kept-by-rule"


def test_every_question_is_answered(old: Submission, two: Two) -> None:
    with pytest.raises(Problem) as refused:
        concluded(old, two[0], replace(KEEP, answers={"other": False}, text=" "))
    at = {fault.pointer for fault in refused.value.errors}
    assert at == {f"/answers/{name}" for name in NO_RISK if name != "other"} | {"/text"}


def test_a_decision_is_on_what_was_seen(old: Submission, two: Two) -> None:
    stale = replace(journeys.seen(old), hash="0" * 64)
    act = {"officer": two[0], "seal": KEEP, "leave": make.NO_LEAVE}
    assert code(retention.conclude, submission=old.pk, seen=stale, **act) == "decision-stale"


def test_letting_go_asks_who_is_there(old: Submission, two: Two) -> None:
    shown = journeys.seen(old)
    act = {"officer": two[0], "seal": LET_GO, "leave": make.NO_LEAVE}
    assert code(retention.conclude, submission=old.pk, seen=shown, **act) == "step-up-needed"
    assert not Conclusion.objects.exists()


@pytest.mark.parametrize("who", ["author", "sergeant", "elsewhere"])
def test_for_others_there_is_nothing_to_review(old: Submission, who: str) -> None:
    officer = {
        "author": lambda: old.author,
        "sergeant": make.supervisor,
        "elsewhere": lambda: make.officer(posted=make.unit("Roads"), role=make.Role.INSPECTOR),
    }[who]()
    assert retention.review_of(old.pk, officer) is None
    assert code(concluded, submission=old, by=officer, seal=KEEP) == "not-found"


def test_what_is_held_stays_whoever_decides(old: Submission, two: Two) -> None:
    shown = journeys.seen(old)
    held = holds.hold(submission=old.pk, officer=two[0], need="proceedings", text="Case EX/2026/1")
    assert code(concluded, submission=old, by=two[0], seal=LET_GO) == "on-hold"
    holds.lift(submission=old.pk, hold=held.pk, officer=two[1], text="The case has ended.")
    concluded(old, two[0], LET_GO)
    approved(old, two[1], shown)


def test_a_hold_stops_what_was_proposed_before_it(old: Submission, two: Two) -> None:
    shown = journeys.seen(old)
    concluded(old, two[0], LET_GO)
    holds.hold(submission=old.pk, officer=two[1], need="complaint", text="EX/2026/2")
    assert code(approved, entry=old, by=two[1], shown=shown) == "on-hold"


def test_the_database_lets_nobody_erase_past_a_hold(old: Submission, two: Two) -> None:
    concluded(old, two[0], LET_GO)
    holds.hold(submission=old.pk, officer=two[1], need="inquiry", text="EX/2026/3")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE submissions_erasure SET state = 'done', decided_by_id = %s, decided_at = now()",
            [two[1].pk],
        )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM submissions_hold")


@pytest.mark.parametrize(
    ("need", "text", "at"),
    [("because", "x", "/need"), ("inquiry", "  ", "/text"), ("inquiry", "x" * 2001, "/text")],
    ids=["no-such-need", "no-words", "too-many"],
)
def test_a_hold_says_what_it_is_for(
    old: Submission, two: Two, need: str, text: str, at: str
) -> None:
    with pytest.raises(Problem) as refused:
        holds.hold(submission=old.pk, officer=two[0], need=need, text=text)
    assert [fault.pointer for fault in refused.value.errors] == [at]


def test_group_one_is_kept_to_a_great_age(mine: Handset, two: Two) -> None:
    entry = sent(mine, years=40, kind=written.SEARCH, **SAMPLE)
    dated(entry)
    concluded(entry, two[0], replace(KEEP, group="1"))
    found = retention.review_of(entry.pk, two[0])
    assert found is not None
    assert (found["kept_until"], found["may_go"]) == ("2104-05-06", False)
