"""What the database itself keeps of a journey, whoever writes to it."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from field_api.identity.models import Officer
from field_api.submissions.models import Step, Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions.journeys import send
from tests.written import INTEL, SEARCH

pytestmark = pytest.mark.django_db

DECIDED = """
INSERT INTO submissions_step
  (submission_id, author_id, officer_id, move, was, became, seen_hash, reason_code, text, comments)
VALUES (%s, %s, %s, 'approve', 'needs_review', 'approved', %s, '', '', '[]')
"""


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def made(mine: Handset) -> Submission:
    return send(mine, INTEL)


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, values)


def test_nobody_decides_on_their_own_work(made: Submission) -> None:
    with pytest.raises(IntegrityError, match="nobody_decides_on_their_own_work"):
        run(DECIDED, made.pk, made.author_id, made.author_id, "ab" * 32)


def test_a_step_cannot_lie_about_the_author(made: Submission) -> None:
    """With another name for the author, the check above would be content."""
    other = make.officer()
    with pytest.raises(IntegrityError, match="step_names_the_true_author"):
        run(DECIDED, made.pk, other.pk, made.author_id, "ab" * 32)


@pytest.mark.parametrize(("decided_by", "hash"), [(None, "ab" * 32), ("sergeant", "")])
def test_a_decision_names_its_maker_and_what_they_saw(
    made: Submission, decided_by: str | None, hash: str
) -> None:
    officer = make.supervisor().pk if decided_by else None
    with pytest.raises(IntegrityError, match="a_decision_names_its_maker_and_what_they_saw"):
        run(DECIDED, made.pk, made.author_id, officer, hash)


def test_anothers_true_decision_is_taken(made: Submission) -> None:
    run(DECIDED, made.pk, made.author_id, make.supervisor().pk, "ab" * 32)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE submissions_step SET text = 'forged'",
        "DELETE FROM submissions_step",
        "TRUNCATE submissions_step",
    ],
)
def test_steps_are_only_ever_added(made: Submission, sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run(sql)
    assert Step.objects.count() == 2


def test_two_submissions_never_share_a_reference(made: Submission, mine: Handset) -> None:
    other = send(mine, INTEL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=other.pk).update(reference=made.reference)


def test_work_is_seen_by_its_author_and_by_who_covers_the_unit(made: Submission) -> None:
    def sees(officer: Officer) -> bool:
        return Submission.objects.visible_to(officer).filter(pk=made.pk).exists()

    assert sees(made.author)
    assert sees(make.supervisor())
    assert not sees(make.officer())
    assert not sees(make.supervisor(posted=make.unit("CID")))


def test_the_queue_holds_what_waits_for_somebody_else(mine: Handset) -> None:
    report, search = send(mine, INTEL), send(mine, SEARCH)
    sergeant = make.supervisor()
    own = send(handset.of(sergeant), INTEL)
    queue = list(Submission.objects.for_review(sergeant))
    assert set(queue) == {report, search}
    assert own in Submission.objects.for_review(make.supervisor())
    assert not Submission.objects.for_review(mine.officer).exists()


def test_what_is_held_back_comes_before_what_has_gone_out(mine: Handset) -> None:
    search, report = send(mine, SEARCH), send(mine, INTEL)
    assert list(Submission.objects.for_review(make.supervisor())) == [report, search]
