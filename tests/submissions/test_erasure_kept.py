"""What two people decided, against everyone who holds the database: each attack a test."""

import pytest
from django.db import DatabaseError, connection, transaction

from field_api.submissions.models import Submission
from tests import handset, written
from tests.submissions import journeys
from tests.submissions.erasing import erased, pair, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(db: None) -> Submission:
    written.forms()
    return journeys.send(handset.of(), written.NOTE)


def refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql, values)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE submissions_erasure SET state = 'proposed'",
        "UPDATE submissions_erasure SET text = 'x'",
        "DELETE FROM submissions_erasure",
        "TRUNCATE submissions_erasure",
        "UPDATE submissions_step SET text = 'x'",
        "UPDATE submissions_step SET move = 'reject', text = ''",
        "DELETE FROM submissions_step",
    ],
)
def test_what_was_decided_stays(entry: Submission, sql: str) -> None:
    erased(entry)
    assert refused(sql)


def test_the_words_of_steps_stay_where_nobody_decided(entry: Submission) -> None:
    assert refused("UPDATE submissions_step SET text = ''")
    proposed(entry, pair()[0])
    assert refused("UPDATE submissions_step SET text = ''")


def test_the_database_wants_two_who_are_not_the_author(entry: Submission) -> None:
    first, second = pair()
    proposed(entry, first)
    decide = "UPDATE submissions_erasure SET state = 'done', decided_by_id = %s, decided_at = {at}"
    assert refused(decide.format(at="now()"), first.pk)
    assert refused(decide.format(at="now()"), entry.author_id)
    assert refused(decide.format(at="now() + interval '15 days'"), second.pk)
    assert refused("UPDATE submissions_erasure SET state = 'done'")
    assert not refused(decide.format(at="now()"), second.pk)
