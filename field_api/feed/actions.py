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
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from field_api.feed.models import FeedEntry, FeedHead, SyncEpoch
from field_api.feed.rules import (
    TOMBSTONES_KEPT,
    Entry,
    Kind,
    Op,
    Page,
    decode,
    encode,
    resume,
)
from field_api.lib import clock, sql

# Differs after a restore into another cluster and after a promotion; any role may read it.
_CLUSTER = """
(SELECT system_identifier FROM pg_control_system())
|| ':' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"""

_SECOND = (
    "greatest(1, extract(epoch FROM clock_timestamp() - timestamptz '2026-01-01 00:00Z')::int)"
)

_News = tuple[int, Kind, UUID, Op]
_Pointer = tuple[int, int, UUID, str]
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
    sql.run(
        'SELECT feed_emit(%s::bigint[], %s::smallint[], %s::uuid[], %s::text[]::"char"[])',
        list(recipients),
        [kind.value for kind in kinds],
        list(docs),
        [op.value for op in ops],
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
    The end of a lane of some `kinds` is the head of the whole feed, so that a lane without news
    does not grow old. Raises CursorReset and CursorMalformed.
    """
    after = decode(cursor)[1] if cursor else 0
    lanes = None if kinds is None else [kind.value for kind in kinds]
    asked = {"after": after, "limit": limit + 1, "kinds": lanes}
    now, head_seq, horizon, found = _read(recipient, asked)
    resume(cursor, epoch=now, head=head_seq, horizon=horizon)
    entries = tuple(Entry(seq, Kind(kind), doc, Op(op)) for seq, kind, doc, op in found[:limit])
    more = len(found) > limit
    last = entries[-1].seq if more else max(head_seq, after)
    return Page(entries, encode(now, last), more, now)


# One statement, so one snapshot: a sweep that forgets deletions between two would hide them from a
# cursor that was still above the horizon when that was looked at.
_READ = f"""
    WITH here AS MATERIALIZED (SELECT epoch, cluster = {_CLUSTER} AS same FROM sync_epoch)
    SELECT here.epoch, here.same, coalesce(h.seq, 0), coalesce(h.horizon, 0),
      e.seq, e.kind, e.doc_id, e.op
    FROM here
    LEFT JOIN feed_head h ON h.recipient_id = %(recipient)s::bigint
    LEFT JOIN LATERAL (
      SELECT seq, kind, doc_id, op FROM feed_entry
      WHERE recipient_id = %(recipient)s::bigint AND seq > %(after)s::bigint
        AND (%(kinds)s::smallint[] IS NULL OR kind = ANY (%(kinds)s::smallint[]))
      ORDER BY seq LIMIT %(limit)s::bigint) e ON true
    ORDER BY e.seq"""  # noqa: S608 constants


def _read(recipient: int, asked: dict[str, Any]) -> tuple[int, int, int, list[_Pointer]]:
    """(epoch, head, horizon, pointers), of one moment."""
    rows = sql.run(_READ, recipient=recipient, **asked)
    if not rows or not rows[0][1]:
        epoch()  # counts the restore that has just come to light
        return _read(recipient, asked)
    now, _, head_seq, horizon = rows[0][:4]
    return now, head_seq, horizon, [row[4:] for row in rows if row[4] is not None]


def head(recipient: int) -> str:
    """The cursor an officer who has read everything would hold."""
    found = FeedHead.objects.filter(recipient_id=recipient).values_list("seq", flat=True).first()
    return encode(epoch(), found or 0)


_HEADS = f"""
    SELECT coalesce(h.seq, 0), s.epoch FROM unnest(%s::bigint[]) WITH ORDINALITY AS r (id, place)
    JOIN sync_epoch s ON s.cluster = {_CLUSTER}
    LEFT JOIN feed_head h ON h.recipient_id = r.id ORDER BY r.place
"""  # noqa: S608 constants


def heads(recipients: list[int]) -> list[str]:
    """`head` of many, in order."""
    found = sql.run(_HEADS, recipients)
    if recipients and not found:  # the first here, or in a cluster this was restored into
        epoch()
        found = sql.run(_HEADS, recipients)
    return [encode(now, seq) for seq, now in found]


def held(recipient: int, op: Op | None = None) -> list[_Pointer]:
    """Every pointer of one reader, or those with one `op`: (seq, kind, document, op) by seq."""
    rows = FeedEntry.objects.filter(recipient_id=recipient).order_by("seq")
    rows = rows if op is None else rows.filter(op=op.value)
    return list(rows.values_list("seq", "kind", "doc_id", "op"))


_HOLDERS = """
    SELECT h.recipient_id FROM feed_head h, LATERAL (
      SELECT FROM feed_entry WHERE recipient_id = h.recipient_id AND kind = %s::smallint
        AND doc_id = %s::uuid AND op = 'U' OFFSET 0) e"""


def holders(kind: Kind, doc: UUID) -> list[int]:
    """Every reader whose feed has this document. A look into each feed, by its key: for what is
    rare, such as one that fewer may read from now on.
    """
    return [recipient for (recipient,) in sql.run(_HOLDERS, kind.value, doc)]


def epoch() -> int:
    """The number of this history; every cursor of another is refused.

    It grows by itself when the database finds itself in another cluster. A disk rolled back in
    place leaves no such trace: that is what `bump()` is for.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT epoch, cluster = {_CLUSTER} FROM sync_epoch")  # noqa: S608 constant
        row = cursor.fetchone()
    return row[0] if row and row[1] else _next_epoch("sync_epoch.cluster <> EXCLUDED.cluster")


def bump() -> int:
    """Begin a new epoch: every handset reads from the start and re-offers what is missing."""
    return _next_epoch("true")


def _next_epoch(when: str) -> int:
    # The condition makes racing processes count one restore once; whoever loses reads the winner's.
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO sync_epoch (epoch, cluster) VALUES ({_SECOND}, {_CLUSTER})
            ON CONFLICT (one) DO UPDATE SET cluster = EXCLUDED.cluster,
              epoch = greatest(sync_epoch.epoch + 1, EXCLUDED.epoch)
            WHERE {when}"""  # noqa: S608 constants
        )
    return SyncEpoch.objects.values_list("epoch", flat=True).get()


# The head's lock is feed_emit's own: nobody numbers this feed meanwhile. Whatever stands below the
# horizon moves to the end, or a handset reading from the start would meet the horizon half way,
# be sent back, and so on for ever. Each document is sent once more in 400 days; that is the price.
_FORGET = """
    WITH h AS (SELECT seq FROM feed_head WHERE recipient_id = %(recipient)s),
    gone AS (
      DELETE FROM feed_entry WHERE recipient_id = %(recipient)s AND op = 'D'
        AND seq <= %(horizon)s),
    place AS (
      SELECT kind, doc_id, row_number() OVER (ORDER BY seq) AS n FROM feed_entry
      WHERE recipient_id = %(recipient)s AND op = 'U' AND seq < %(horizon)s),
    moved AS (
      UPDATE feed_entry e SET seq = h.seq + p.n, changed_at = clock_timestamp()
      FROM place p, h
      WHERE e.recipient_id = %(recipient)s AND (e.kind, e.doc_id) = (p.kind, p.doc_id))
    UPDATE feed_head SET seq = feed_head.seq + (SELECT count(*) FROM place),
      horizon = %(horizon)s
    WHERE recipient_id = %(recipient)s"""


def forget(*, most: int = 100) -> int:
    """Drop the deletions of at most `most` readers that are older than 400 days; how many readers.

    A cursor from before then is answered 410.
    """
    old = FeedEntry.objects.filter(op=Op.DELETE.value, changed_at__lt=clock.now() - TOMBSTONES_KEPT)
    readers = list(old.values_list("recipient_id", flat=True).distinct()[:most])
    for recipient in readers:
        with transaction.atomic(), connection.cursor() as cursor:
            # Held from here on: a statement of its own, for a snapshot taken before the lock was
            # had would not see what the holder before us wrote.
            FeedHead.objects.select_for_update(no_key=True).get(pk=recipient)
            last = old.filter(recipient_id=recipient).order_by("-seq").first()
            if last:
                cursor.execute(_FORGET, {"recipient": recipient, "horizon": last.seq})
    return len(readers)
