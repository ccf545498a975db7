"""Deletions are forgotten after 400 days; a cursor from before is refused, so nobody misses one."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from field_api.feed import actions as feed
from field_api.feed import tasks
from field_api.feed.models import FeedEntry
from field_api.feed.rules import TOMBSTONES_KEPT, CursorReset, Kind, Op, Page, encode
from field_api.lib import clock

READER, COLLEAGUE = 1, 2

pytestmark = pytest.mark.django_db


def tell(*docs: UUID, op: str = "U", to: int = READER, kind: Kind = Kind.SUBMISSION) -> None:
    with feed.work():
        for doc in docs:
            feed.tell(recipients=[to], kind=kind, doc=doc, op=op)


def read(cursor: str = "", limit: int = 99, kinds: list[Kind] | None = None) -> Page:
    return feed.changes(recipient=READER, cursor=cursor, limit=limit, kinds=kinds)


def age(doc: UUID, by: timedelta) -> None:
    FeedEntry.objects.filter(doc_id=doc).update(changed_at=clock.now() - by)


def test_a_deletion_of_last_year_is_still_told() -> None:
    tell(gone := uuid4(), op="D")
    age(gone, TOMBSTONES_KEPT - timedelta(days=1))
    assert tasks.forget() == 0
    assert [entry.op for entry in read().entries] == [Op.DELETE]


def test_after_that_it_is_gone_and_a_cursor_from_before_starts_again() -> None:
    tell(first := uuid4())
    before = read().cursor
    tell(gone := uuid4(), op="D")
    at = read().cursor
    tell(last := uuid4())
    age(gone, TOMBSTONES_KEPT + timedelta(days=1))
    assert tasks.forget() == 1
    with pytest.raises(CursorReset):
        read(before)
    assert [entry.doc for entry in read(at).entries] == [last, first]
    assert [entry.doc for entry in read().entries] == [last, first]
    assert tasks.forget() == 0


def test_reading_from_the_start_never_meets_the_horizon_half_way() -> None:
    docs = [uuid4() for _ in range(5)]
    tell(*docs)
    tell(gone := uuid4(), op="D")
    age(gone, TOMBSTONES_KEPT + timedelta(days=1))
    tasks.forget()
    seen, page = [], read(limit=2)
    seen += page.entries
    while page.more:
        page = read(page.cursor, limit=2)
        seen += page.entries
    assert [entry.doc for entry in seen] == docs


def test_a_feed_that_was_read_while_empty_need_not_start_again() -> None:
    empty = read().cursor
    tell(gone := uuid4(), op="D")
    age(gone, TOMBSTONES_KEPT + timedelta(days=1))
    tasks.forget()
    assert read(empty).entries == ()


def test_nobody_else_is_touched() -> None:
    tell(gone := uuid4(), op="D")
    tell(theirs := uuid4(), op="D", to=COLLEAGUE)
    age(gone, TOMBSTONES_KEPT + timedelta(days=1))
    tasks.forget()
    page = feed.changes(recipient=COLLEAGUE, cursor="", limit=9)
    assert [(entry.seq, entry.doc) for entry in page.entries] == [(1, theirs)]


def test_numbers_stay_gapless_and_new_news_follows() -> None:
    tell(uuid4(), uuid4())
    tell(gone := uuid4(), op="D")
    age(gone, TOMBSTONES_KEPT + timedelta(days=1))
    tasks.forget()
    tell(new := uuid4())
    assert [entry.seq for entry in read().entries] == [4, 5, 6]
    assert read().entries[-1].doc == new
    assert read().cursor == encode(feed.epoch(), 6)


def test_a_lane_without_news_does_not_grow_old() -> None:
    tell(question := uuid4(), kind=Kind.QUERY)
    tell(gone := uuid4(), op="D")
    lane = read(kinds=[Kind.QUERY])
    assert ([entry.doc for entry in lane.entries], lane.more) == ([question], False)
    assert lane.cursor == feed.head(READER)
    age(gone, TOMBSTONES_KEPT + timedelta(days=1))
    tasks.forget()
    assert [entry.doc for entry in read(lane.cursor, kinds=[Kind.QUERY]).entries] == [question]


def test_lanes_go_on_each_from_its_own_cursor() -> None:
    notes, questions = [uuid4() for _ in range(3)], [uuid4() for _ in range(3)]
    for note, question in zip(notes, questions, strict=True):
        tell(note)
        tell(question, kind=Kind.QUERY)
    for kind, docs in ((Kind.SUBMISSION, notes), (Kind.QUERY, questions)):
        page = read(limit=2, kinds=[kind])
        assert ([entry.doc for entry in page.entries], page.more) == (docs[:2], True)
        page = read(page.cursor, limit=2, kinds=[kind])
        assert ([entry.doc for entry in page.entries], page.more) == (docs[2:], False)
