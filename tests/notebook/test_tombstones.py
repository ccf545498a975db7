"""Erasing from the record, against everyone who holds the database: each attack a test."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from field_api.lib import clock
from field_api.notebook import actions as notebook
from field_api.notebook.actions import Warrant
from field_api.notebook.models import Content, Entry, Notebook, Tombstone
from field_api.submissions.models import Erasure
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions import journeys
from tests.submissions.erasing import erased, pair, proposed

pytestmark = pytest.mark.django_db

Run = Callable[..., int]

ERASE = "SELECT notebook_erase(%s, %s, 'court-order', %s, %s, now(), 'said', 'signed')"


@pytest.fixture
def mine() -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def run() -> Run:
    """Run SQL as the owner of the tables, which the account of the tests is."""

    def execute(sql: str, *values: object) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql, values)
            return cursor.rowcount

    return execute


def walked(mine: Handset) -> tuple[int, int, str]:
    """(entries that verified, of which erased, what is wrong with the next)."""
    count, gone, bad = notebook.verify(Notebook.objects.get(pk=mine.notebook))
    return count, gone, bad.what if bad else ""


def test_without_a_decision_the_function_erases_nothing(mine: Handset, run: Run) -> None:
    entry = journeys.send(mine).head_id
    first, second = pair()
    with pytest.raises(DatabaseError, match="two people have not decided"):
        run(ERASE, entry, uuid4(), first.pk, second.pk)
    assert Content.objects.exists()


def test_a_proposal_is_no_decision(mine: Handset, run: Run) -> None:
    submission = journeys.send(mine)
    first, second = pair()
    made = proposed(submission, first)
    with pytest.raises(DatabaseError, match="two people have not decided"):
        run(ERASE, submission.head_id, made.pk, first.pk, second.pk)


def test_a_decision_on_one_entry_erases_no_other(mine: Handset, run: Run) -> None:
    made = erased(journeys.send(mine))
    other = journeys.send(mine)
    with pytest.raises(DatabaseError, match="two people have not decided"):
        run(ERASE, other.head_id, made.pk, made.proposed_by_id, made.decided_by_id)


@pytest.mark.parametrize(
    ("who", "law"),
    [(("a", "a"), "content_is_erased_by_two"), (("me", "a"), "nobody_erases_what_they_wrote")],
    ids=["one person", "the author"],
)
def test_also_without_the_triggers_it_takes_two_who_are_not_the_author(
    mine: Handset, run: Run, who: tuple[str, str], law: str
) -> None:
    entry = journeys.send(mine).head_id
    persons = {"a": make.officer().pk, "me": mine.officer.pk}
    run("ALTER TABLE notebook_tombstone DISABLE TRIGGER USER")
    with pytest.raises(DatabaseError, match=law):
        run(ERASE, entry, uuid4(), *(persons[one] for one in who))


def test_an_entry_that_is_not_there_is_refused(mine: Handset, run: Run) -> None:
    first, second = pair()
    with pytest.raises(DatabaseError, match="no such entry"):
        run(ERASE, uuid4(), uuid4(), first.pk, second.pk)


def test_a_tombstone_is_true_to_its_entry(mine: Handset, run: Run) -> None:
    made = erased(journeys.send(mine))
    other = journeys.send(mine)
    run("ALTER TABLE notebook_tombstone DISABLE TRIGGER tombstone_was_decided")
    with pytest.raises(DatabaseError, match="true to its entry"):
        run(
            "INSERT INTO notebook_tombstone SELECT %s, commitment, erasure, law, erased_at, body, "
            "signature, approver_id, author_id, proposer_id FROM notebook_tombstone",
            other.head_id,
        )
    assert Tombstone.objects.get().erasure == made.pk


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE notebook_tombstone SET law = 'x'",
        "DELETE FROM notebook_tombstone",
        "TRUNCATE notebook_tombstone",
    ],
)
def test_a_tombstone_stays(mine: Handset, run: Run, sql: str) -> None:
    erased(journeys.send(mine))
    with pytest.raises(DatabaseError, match="written once"):
        run(sql)


def test_what_was_erased_is_not_written_again(mine: Handset, run: Run) -> None:
    submission = journeys.send(mine)
    content = Content.objects.get()
    salt, payload, commitment = map(bytes, (content.salt, content.payload, content.commitment))
    erased(submission)
    with pytest.raises(DatabaseError, match="not written again"):
        run(
            "INSERT INTO notebook_content (entry_id, salt, payload, commitment) "
            "VALUES (%s, %s, %s, %s)",
            content.pk,
            salt,
            payload,
            commitment,
        )


def test_erasing_again_changes_nothing(mine: Handset) -> None:
    made = erased(journeys.send(mine))
    assert made.decided_by
    warrant = Warrant(made.pk, made.ground, made.proposed_by, made.decided_by)
    with transaction.atomic():
        assert notebook.erase(entries=list(Entry.objects.all()), warrant=warrant) == []


def test_erasing_belongs_in_a_transaction(mine: Handset, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = pair()
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError):
        notebook.erase(entries=[], warrant=Warrant(uuid4(), "court-order", first, second))
    monkeypatch.undo()


def test_an_erased_entry_verifies_beside_those_that_stand(mine: Handset) -> None:
    journeys.send(mine)
    erased(journeys.send(mine))
    journeys.send(mine)
    assert walked(mine) == (3, 1, "")


@pytest.mark.parametrize(
    "forged",
    ["law = 'court-order'", "signature = 'x'", "body = 'x'", "erased_at = now() - interval '1 d'"],
)
def test_a_forged_tombstone_is_found(mine: Handset, run: Run, forged: str) -> None:
    erased(journeys.send(mine))
    run("ALTER TABLE notebook_tombstone DISABLE TRIGGER USER")
    run(f"UPDATE notebook_tombstone SET {forged}")
    assert walked(mine) == (0, 0, "its tombstone is not ours")


def test_the_decision_is_named_on_the_stone(mine: Handset) -> None:
    made = erased(journeys.send(mine))
    stone = Tombstone.objects.get()
    lines = stone.body.split("\n")
    assert lines[0] == "fieldbook-tombstone/1"
    assert lines[3:5] == [str(made.pk), "right-to-erasure"]
    assert lines[5:7] == [made.proposed_by.actor, made.decided_by and made.decided_by.actor]
    assert lines[7] == clock.iso(stone.erased_at)
    assert Erasure.objects.get().entries == [stone.pk]
