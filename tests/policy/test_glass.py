"""Breaking the glass: what it opens, for how long, who hears of it and who judges it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import DatabaseError, connections

from field_api.feed import actions as feed
from field_api.identity.models import Officer, Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.actions import glass
from field_api.policy.models import Clearance, Glass
from field_api.policy.rules import Action
from field_api.policy.rules.breaking import Finding
from field_api.submissions.actions import breaking
from field_api.submissions.models import Submission
from tests import make
from tests.policy.duties import code, inspector, leave, record, refused_by_database

pytestmark = pytest.mark.django_db

WHY = "Missing child, last seen with the person noted."


def broken(by: Officer, row: Submission, reason: str = WHY, named: str = "") -> Glass:
    named = named or row.reference
    given = leave(by, "break-glass", breaking.object_of(named))
    return breaking.break_glass(officer=by, named=named, reason=reason, leave=given)


def reads(officer: Officer, row: Submission) -> bool:
    listed = Submission.objects.visible_to(officer).filter(pk=row.pk).exists()
    assert policy.can(officer, Action.READ, row.thing).allow is listed
    return listed


def stranger() -> Officer:
    """Of the same force, with nothing to do with Response."""
    return make.officer(posted=make.unit("Custody"))


def later(by: timedelta) -> Any:
    moment = clock.now() + by
    return mock.patch.object(clock, "now", lambda: moment)


def test_it_opens_one_record_for_half_an_hour_and_not_a_request_longer() -> None:
    author, officer = make.officer(), stranger()
    row, other = record(author), record(author)
    assert not reads(officer, row)
    made = broken(officer, row)
    assert reads(officer, row)
    assert not reads(officer, other)
    assert made.expires_at - made.opened_at == timedelta(minutes=30)
    with later(timedelta(minutes=30)):
        assert not reads(officer, row)


@pytest.mark.parametrize("spell", [str.upper, str.lower, lambda name: f" {name} "])
def test_the_record_is_named_whole(spell: Any) -> None:
    row, officer = record(make.officer()), stranger()
    broken(officer, row, named=spell(row.reference))
    assert reads(officer, row)
    again = record(make.officer())
    broken(officer, again, named=str(again.pk))
    assert reads(officer, again)
    for wrong in (row.reference[:-1], f"{row.reference}0", "%", ""):
        assert code(broken, by=officer, row=row, named=wrong or " ") == "not-found"


def test_it_opens_reading_and_nothing_else() -> None:
    row, officer = record(make.officer()), inspector(make.unit("Custody"))
    broken(officer, row)
    for action in set(Action) - {Action.READ}:
        assert not policy.can(officer, action, row.thing).allow, action
        assert row not in Submission.objects.visible_to(officer, action)


def test_handling_groups_open_and_other_forces_clearances_and_secrets_do_not() -> None:
    author, officer = make.officer(), stranger()
    grouped = record(author, groups=["34:source-unit"])
    broken(officer, grouped)
    assert reads(officer, grouped)
    abroad = record(make.officer(posted=make.unit("Response", of=make.force("35"))))
    secret = record(author, marking="SECRET")
    for row in (abroad, secret):
        assert code(broken, by=officer, row=row) == "not-found"
        assert not reads(officer, row)
    Clearance.objects.create(
        officer=officer, marking="OFFICIAL", given_by=author, given_at=clock.now()
    )
    above = record(author, marking="OFFICIAL-SENSITIVE")
    assert code(broken, by=officer, row=above) == "not-found"


def test_what_one_may_read_anyway_takes_no_glass() -> None:
    author = make.officer()
    row = record(author)
    assert code(broken, by=author, row=row) == "already-yours"
    assert code(broken, by=make.supervisor(), row=row) == "already-yours"


@pytest.mark.parametrize("reason", ["", " " * 20, "Fourteen chars", "x" * 501])
def test_it_takes_a_reason(reason: str) -> None:
    refusal = code(broken, by=stranger(), row=record(make.officer()), reason=reason)
    assert refusal == "decision-incomplete"


def test_it_takes_a_grant_for_that_very_record() -> None:
    officer, row, other = stranger(), record(make.officer()), record(make.officer())
    wrong = leave(officer, "break-glass", breaking.object_of(other.reference))
    for given in (wrong, make.NO_LEAVE):
        refusal = code(
            breaking.break_glass, officer=officer, named=row.reference, reason=WHY, leave=given
        )
        assert refusal == "step-up-needed"
    assert not Glass.objects.exists()


def test_it_is_on_record_and_without_a_record_nothing_opens() -> None:
    officer, row = stranger(), record(make.officer())
    with mock.patch.object(ledger, "record", side_effect=DatabaseError("full")):
        with pytest.raises(DatabaseError):
            broken(officer, row)
    assert not reads(officer, row)
    assert not Glass.objects.exists()
    broken(officer, row)
    acts = Event.objects.filter(actor=officer.actor, purpose="break-glass")
    assert set(acts.values_list("act", "subject")) == {
        ("consultation", f"submission:{row.pk}"),
        ("access", f"glass:{Glass.objects.get().pk}"),
    }
    assert WHY not in str(list(Event.objects.values()))


def test_its_author_and_their_supervisors_see_it_and_it_stays_on_no_handset() -> None:
    team = make.unit("Team A", parent=make.unit())
    author, officer = make.officer(posted=team), stranger()
    above, beside = make.supervisor(), make.supervisor(posted=make.unit("Custody"))
    row = record(author)
    broken(officer, row)
    heard = {who for who in (author, above, beside, officer) if feed.held(who.pk)}
    assert heard == {author}
    for who in (author, above, officer):
        assert Glass.objects.visible_to(who).count() == 1
    assert not Glass.objects.visible_to(beside).exists()


def test_another_supervisor_judges_it_within_a_day() -> None:
    officer, row = make.supervisor(posted=make.unit("Custody")), record(make.supervisor())
    made = broken(officer, row)
    judge = make.supervisor()
    assert made.review_by - made.opened_at == timedelta(hours=24)
    assert list(glass.to_review(judge)) == [made]
    given: dict[str, Any] = {"glass": made.pk, "finding": Finding.JUSTIFIED, "words": "It was."}
    assert code(glass.review, by=officer, **given) == "own-glass"
    assert code(glass.review, by=row.author, **given) == "own-glass"
    assert code(glass.review, by=make.officer(role=Role.INTEL), **given) == "above-your-role"
    assert code(glass.review, by=make.officer(), **given) == "not-found"
    assert code(glass.review, by=judge, **given | {"words": " "}) == "decision-incomplete"
    glass.review(by=judge, **given)
    assert code(glass.review, by=make.supervisor(), **given) == "already-reviewed"
    assert not glass.to_review(judge).exists()
    said = Event.objects.get(act="decision", subject=f"submission:{row.pk}")
    assert (said.actor, said.details["finding"]) == (judge.actor, "justified")


def test_what_nobody_judged_is_counted_and_overdue_after_a_day() -> None:
    officer, judge = stranger(), make.supervisor()
    first, second = (broken(officer, record(make.officer())) for _ in range(2))
    assert glass.waiting() == {"unreviewed": 2, "overdue": 0}
    with later(timedelta(hours=24)):
        assert glass.waiting() == {"unreviewed": 2, "overdue": 2}
        glass.review(glass=first.pk, by=judge, finding=Finding.NOT_JUSTIFIED, words="Curiosity.")
    assert glass.waiting() == {"unreviewed": 1, "overdue": 0}
    (month,) = glass.by_month(judge)
    assert (month["opened"], month["unreviewed"], month["not_justified"]) == (2, 1, 1)
    assert glass.by_month(make.supervisor(posted=make.unit("North"))) == []
    assert second.reviewed_at is None


def test_a_supervisor_who_was_moved_judges_no_more() -> None:
    made, judge = broken(stranger(), record(make.officer())), make.supervisor()
    Posting.objects.filter(officer=judge).update(ends_on=today())
    given: dict[str, Any] = {"glass": made.pk, "finding": Finding.JUSTIFIED, "words": "It was."}
    assert code(glass.review, by=judge, **given) == "not-found"


def raw(**other: Any) -> Any:
    author, officer, judge = make.officer(), make.officer(), make.officer()
    now = clock.now()
    row: dict[str, Any] = {
        "officer": officer,
        "author": author,
        "submission": record(author).pk,
        "reference": "FB-1",
        "unit": make.unit(),
        "force": author.force,
        "reason": WHY,
        "opened_at": now,
        "expires_at": now + timedelta(minutes=30),
        "review_by": now + timedelta(hours=24),
        "reviewed_by": judge,
        "reviewed_at": now,
        "finding": "justified",
        "words": "It was.",
    }
    named = {name: row[v] for name, v in other.items() if isinstance(v, str) and v in row}
    return Glass.objects.bulk_create([Glass(**row | other | named)])


@pytest.mark.parametrize(
    ("other", "constraint"),
    [
        ({"officer": "author"}, "nobody_breaks_glass_to_their_own_work"),
        ({"reviewed_by": "officer"}, "broken_glass_is_reviewed_by_neither_of_the_two"),
        ({"reviewed_by": "author"}, "broken_glass_is_reviewed_by_neither_of_the_two"),
        ({"reason": "Fourteen chars"}, "broken_glass_has_a_reason_of_some_length"),
        ({"words": ""}, "who_reviewed_broken_glass_says_when_and_what"),
        ({"finding": ""}, "who_reviewed_broken_glass_says_when_and_what"),
        ({"reviewed_by": None}, "who_reviewed_broken_glass_says_when_and_what"),
        (
            {"expires_at": clock.now() + timedelta(days=1)},
            "broken_glass_is_open_for_half_an_hour_at_most",
        ),
        (
            {"review_by": clock.now() + timedelta(days=2)},
            "broken_glass_is_to_be_reviewed_within_a_day",
        ),
    ],
    ids=["own", "judge", "writer", "short", "silent", "unsaid", "nobody", "long", "late"],
)
def test_the_database_refuses_it_too(other: dict[str, Any], constraint: str) -> None:
    assert constraint in refused_by_database(lambda: raw(**other))


def test_neither_the_half_hour_nor_what_was_found_is_changed_afterwards() -> None:
    made = broken(stranger(), record(make.officer()))
    rows = Glass.objects.filter(pk=made.pk)
    longer = made.expires_at - timedelta(minutes=1)
    assert "UPDATE refused" in refused_by_database(lambda: rows.update(expires_at=longer))
    glass.review(
        glass=made.pk, by=make.supervisor(), finding=Finding.NOT_JUSTIFIED, words="Curiosity."
    )
    assert "UPDATE refused" in refused_by_database(lambda: rows.update(finding="justified"))
    assert "DELETE refused" in refused_by_database(lambda: rows.delete())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_judge_at_once_one_does() -> None:
    made = broken(stranger(), record(make.officer()))

    def judge(by: Officer) -> str:
        try:
            glass.review(glass=made.pk, by=by, finding=Finding.JUSTIFIED, words="It was.")
            return "done"
        except Problem as refused:
            return refused.code
        finally:
            connections.close_all()

    judges = [make.supervisor() for _ in range(4)]
    with ThreadPoolExecutor(len(judges)) as pool:
        assert sorted(pool.map(judge, judges)) == ["already-reviewed"] * 3 + ["done"]
