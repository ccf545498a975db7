"""Telling officers' feeds, and reading them.

    with feed.work():
        ...
        feed.tell(recipients=[officer.pk], kind=Kind.SUBMISSION, doc=submission.pk)

A large audience goes in portions of at most 500 recipients, each in work of its own: the heads stay
locked until the commit.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

from field_api.feed.models import FeedEntry, FeedHead, SyncEpoch
from field_api.feed.rules import Entry, Kind, Op, Page, encode, resume

# Differs after a restore into another cluster and after a promotion; any role may read it.
_CLUSTER = """
(SELECT system_identifier FROM pg_control_system())
|| ':' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"""

_News = tuple[int, Kind, UUID, Op]
_told: ContextVar[list[_News] | None] = ContextVar("feed_told", default=None)


@contextmanager
def work() -> Iterator[None]:
    """A transaction whose news is emitted as its very last statement before COMMIT.

    Entered inside another `work()` it joins it as a savepoint. The outermost must also be the
    outermost transaction (RuntimeError otherwise): statements after the emission would run under
    the feed's locks. An exception discards what was told within the block it leaves.
    """
    told = _told.get()
    if told is None:
        with _outermost():
            yield
        return
    before = len(told)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del told[before:]
        raise


@contextmanager
def _outermost() -> Iterator[None]:
    with transaction.atomic(durable=True):
        mine: list[_News] = []
        token = _told.set(mine)
        try:
            yield
        finally:
            _told.reset(token)
        if mine:
            _emit(mine)


def _emit(news: list[_News]) -> None:
    recipients, kinds, docs, ops = zip(*news, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT feed_emit(%s::bigint[], %s::smallint[], %s::uuid[], %s::text[]::"char"[])',
            [list(recipients), list(kinds), list(docs), list(ops)],
        )


def tell(*, recipients: Iterable[int], kind: Kind, doc: UUID, op: str = Op.UPSERT) -> None:
    """Tell officers, by primary key, that a document changed ("U") or is no longer theirs ("D").

    Raises RuntimeError outside `work()`, where nothing would ever emit it.
    """
    told = _told.get()
    if told is None:
        raise RuntimeError("tell() belongs inside feed.work()")
    told.extend((recipient, kind, doc, Op(op)) for recipient in recipients)


def changes(
    *, recipient: int, cursor: str, limit: int, kinds: Collection[Kind] | None = None
) -> Page:
    """At most `limit` pointers after `cursor` ("" is the start).

    Read the documents afterwards, never before: one may then be newer than its pointer, not older.
    Raises CursorReset and CursorMalformed.
    """
    now, head_seq = _position(recipient)
    after = resume(cursor, epoch=now, head=head_seq)
    rows = FeedEntry.objects.filter(recipient_id=recipient, seq__gt=after).order_by("seq")
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    found = list(rows.values_list("seq", "kind", "doc_id", "op")[: limit + 1])
    entries = tuple(Entry(seq, Kind(kind), doc, Op(op)) for seq, kind, doc, op in found[:limit])
    last = entries[-1].seq if entries else after
    return Page(entries, encode(now, last), len(found) > limit, now)


def head(recipient: int) -> str:
    """The cursor an officer who has read everything would hold."""
    return encode(*_position(recipient))


def _position(recipient: int) -> tuple[int, int]:
    now = epoch()
    found = FeedHead.objects.filter(recipient_id=recipient).values_list("seq", flat=True).first()
    return now, found or 0


def epoch() -> int:
    """The number of this history; every cursor of another is refused.

    It grows by itself when the database finds itself in another cluster. A disk rolled back in
    place leaves no such trace: that is what `restart()` is for.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT epoch, cluster = {_CLUSTER} FROM sync_epoch")  # noqa: S608 constant
        row = cursor.fetchone()
    return row[0] if row and row[1] else _next_epoch("sync_epoch.cluster <> EXCLUDED.cluster")


def restart() -> int:
    """Begin a new epoch: every handset reads from the start and re-offers what is missing."""
    return _next_epoch("true")


def _next_epoch(when: str) -> int:
    # The condition makes racing processes count one restore once; whoever loses reads the winner's.
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO sync_epoch (epoch, cluster) VALUES (1, {_CLUSTER})
            ON CONFLICT (one) DO UPDATE SET epoch = sync_epoch.epoch + 1, cluster = EXCLUDED.cluster
            WHERE {when}"""  # noqa: S608 constants
        )
    return SyncEpoch.objects.values_list("epoch", flat=True).get()
