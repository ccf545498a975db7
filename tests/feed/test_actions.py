from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from field_api.feed import actions as feed
from field_api.feed.models import SyncEpoch
from field_api.feed.rules import CursorReset, Kind, Op, encode

OFFICER, COLLEAGUE = 1, 2


def tell(*docs: UUID, to: tuple[int, ...] = (OFFICER,), op: str = "U") -> None:
    with feed.work():
        for doc in docs:
            feed.tell(recipients=to, kind=Kind.SUBMISSION, doc=doc, op=op)


def heard(officer: int = OFFICER, cursor: str = "") -> list[UUID]:
    return [entry.doc for entry in feed.changes(recipient=officer, cursor=cursor, limit=99).entries]


@pytest.mark.django_db
def test_each_recipient_hears_in_order_and_nobody_else_does() -> None:
    first, second = uuid4(), uuid4()
    tell(first, second, to=(OFFICER, COLLEAGUE))
    assert heard(OFFICER) == heard(COLLEAGUE) == [first, second]
    assert heard(3) == []


@pytest.mark.django_db
def test_a_document_that_changes_again_moves_to_the_end() -> None:
    first, second = uuid4(), uuid4()
    tell(first, second)
    tell(first)
    page = feed.changes(recipient=OFFICER, cursor="", limit=9)
    assert [(entry.seq, entry.doc) for entry in page.entries] == [(2, second), (3, first)]


@pytest.mark.django_db
def test_the_last_word_within_one_piece_of_work_counts() -> None:
    doc = uuid4()
    with feed.work():
        feed.tell(recipients=[OFFICER], kind=Kind.SUBMISSION, doc=doc)
        feed.tell(recipients=[OFFICER], kind=Kind.SUBMISSION, doc=doc, op="D")
    (entry,) = feed.changes(recipient=OFFICER, cursor="", limit=9).entries
    assert (entry.op, entry.kind) == (Op.DELETE, Kind.SUBMISSION)


@pytest.mark.django_db
def test_pages_are_full_until_the_last() -> None:
    docs = [uuid4() for _ in range(7)]
    tell(*docs)
    seen, cursor, sizes, more = [], "", [], True
    while more:
        page = feed.changes(recipient=OFFICER, cursor=cursor, limit=3)
        seen += [entry.doc for entry in page.entries]
        sizes.append(len(page.entries))
        cursor, more = page.cursor, page.more
    assert (seen, sizes) == (docs, [3, 3, 1])
    assert cursor == feed.head(OFFICER) == encode(feed.epoch(), 7)
    assert feed.changes(recipient=OFFICER, cursor=cursor, limit=3).cursor == cursor


@pytest.mark.django_db
def test_one_kind_can_be_read_by_itself() -> None:
    question = uuid4()
    tell(uuid4())
    with feed.work():
        feed.tell(recipients=[OFFICER], kind=Kind.QUERY, doc=question)
    page = feed.changes(recipient=OFFICER, cursor="", limit=1, kinds=[Kind.QUERY])
    assert [entry.doc for entry in page.entries] == [question]
    assert not page.more


@pytest.mark.django_db
def test_telling_outside_work_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="work"):
        feed.tell(recipients=[OFFICER], kind=Kind.SUBMISSION, doc=uuid4())


@pytest.mark.django_db
def test_work_that_fails_tells_nothing() -> None:
    with pytest.raises(ZeroDivisionError), feed.work():
        feed.tell(recipients=[OFFICER], kind=Kind.SUBMISSION, doc=uuid4())
        raise ZeroDivisionError
    assert heard() == []
    tell(doc := uuid4())
    assert heard() == [doc]


@pytest.mark.django_db
def test_inner_work_that_fails_takes_back_only_its_own_news() -> None:
    kept = uuid4()
    with feed.work():
        feed.tell(recipients=[OFFICER], kind=Kind.SUBMISSION, doc=kept)
        with pytest.raises(ZeroDivisionError), feed.work():
            feed.tell(recipients=[OFFICER], kind=Kind.SUBMISSION, doc=uuid4())
            raise ZeroDivisionError
    assert heard() == [kept]


@pytest.mark.django_db(transaction=True)
def test_the_emission_is_one_and_the_last_statement() -> None:
    statements: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), feed.work():
        feed.tell(recipients=[OFFICER], kind=Kind.SUBMISSION, doc=uuid4())
        with feed.work():
            feed.tell(recipients=[COLLEAGUE], kind=Kind.SUBMISSION, doc=uuid4())
        feed.epoch()
    assert sum("feed_emit" in sql for sql in statements) == 1
    assert "feed_emit" in statements[-1]


@pytest.mark.django_db(transaction=True)
def test_work_inside_a_foreign_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic(), feed.work():
        pass


@pytest.mark.django_db
def test_a_restart_resets_every_cursor() -> None:
    tell(uuid4())
    cursor, before = feed.head(OFFICER), feed.epoch()
    call_command("sync_epoch", "--bump", stdout=StringIO())
    with pytest.raises(CursorReset) as caught:
        feed.changes(recipient=OFFICER, cursor=cursor, limit=9)
    assert caught.value.epoch == feed.epoch() > before


@pytest.mark.django_db
def test_another_cluster_is_another_epoch_and_is_counted_once() -> None:
    before = feed.epoch()
    SyncEpoch.objects.update(cluster="the one the backup was taken from")
    assert [feed.epoch(), feed.epoch()] == [before + 1, before + 1]
