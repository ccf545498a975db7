"""Many documents at once: copies of one that was truly pushed, made by INSERT … SELECT.

Their seals are the copied entry's, so nothing but reading may be measured on them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from backend.bench.plain.synced.settings import SCHEMA
from backend.runtime import places, roles
from field_api.feed.rules import Kind

OTHERS_DOCUMENTS = 10  # of so many rows of others' news, one has a whole document

_HEAD, _HEADS = "{n}", "{ids}"
_SUBMISSION, _ENTRY = (
    f"(lpad(to_hex(n), 8, '0') || '-{{batch}}-7000-8000-00000000000{place}')::uuid"
    for place in range(2)
)
_DELIVERY = "md5(t.id || '-{batch}-' || n)::uuid"  # the template may have gone to several systems


def documents(template: UUID, batch: int, *, first: int, last: int, step: int, author: str) -> None:
    """Whole documents, copies of `template`, numbered first to last by `step`. `author` is SQL and
    may use n. Each was delivered; `batch` keeps their ids apart from those of another call.
    """
    names = {"submission": _SUBMISSION, "entry": _ENTRY, "delivery": _DELIVERY}
    sub, entry, delivery = (one.format(batch=f"{batch:04x}") for one in names.values())
    numbers = f"generate_series({first}, {last}, {step})"
    with unchecked() as cursor:
        _copied(cursor, "notebook_entry", _ENTRY_OF, template, numbers, {"id": entry})
        _copied(
            cursor,
            "submissions_submission",
            "id = %s",
            template,
            numbers,
            {"id": sub, "author_id": author, "head_id": entry, "reference": f"'B/{batch}/' || n"},
        )
        _copied(
            cursor,
            "submissions_revision",
            "submission_id = %s",
            template,
            numbers,
            {"entry_id": entry, "submission_id": sub},
        )
        step_id = "nextval(pg_get_serial_sequence('submissions_step', 'id'))"
        _copied(
            cursor,
            "submissions_step",
            "submission_id = %s",
            template,
            numbers,
            {"id": step_id, "submission_id": sub, "author_id": author, "revision_id": entry},
        )
        _copied(
            cursor,
            "delivery_delivery",
            "subject_id = %s",
            template,
            numbers,
            {
                "id": delivery,
                "key": delivery,
                "subject_id": sub,
                "revision": entry,
                "state": "'delivered'",
                "settled_at": "created_at",
            },
        )


_ENTRY_OF = "id = (SELECT entry_id FROM submissions_revision WHERE submission_id = %s)"


def news(batch: int, *, first: int, last: int, step: int, recipient: str) -> None:
    """News of the documents of that batch, in order; `recipient` is SQL and may use n."""
    sub = _SUBMISSION.format(batch=f"{batch:04x}")
    with unchecked() as cursor:
        cursor.execute(
            f"""
            INSERT INTO feed_entry (recipient_id, kind, doc_id, seq, op)
            SELECT {recipient}, {Kind.SUBMISSION.value}, {sub}, n + 1000000, 'U'
            FROM generate_series({first}, {last}, {step}) n
            """  # noqa: S608
        )
        cursor.execute(
            """
            INSERT INTO feed_head (recipient_id, seq)
            SELECT recipient_id, max(seq) FROM feed_entry GROUP BY 1
            ON CONFLICT (recipient_id) DO UPDATE SET seq = EXCLUDED.seq
            """
        )


def plain_notes(*, rows: int, author: str) -> None:
    """Copies of the newest of the baseline's notes; `author` is SQL and may use n."""
    with unchecked() as cursor:
        _copied(
            cursor,
            f"{SCHEMA}.synced_note",
            f"id = (SELECT max(id) FROM {SCHEMA}.synced_note) AND %s::text IS NULL",  # noqa: S608
            None,
            f"generate_series(1, {rows})",
            {
                "id": f"nextval('{SCHEMA}.synced_note_id_seq')",
                "key": "gen_random_uuid()",
                "author_id": author,
                "updated_at": "t.updated_at + n * interval '10 microseconds'",
            },
        )


def settled() -> None:
    """As a database that has had time: statistics and visibility are up to date."""
    with connection.cursor() as cursor:
        for table in (
            *("notebook_entry", "submissions_submission", "submissions_revision"),
            *("submissions_step", "delivery_delivery", "feed_entry", f"{SCHEMA}.synced_note"),
        ):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    roles.checkpoint(places.sockets(places.home()))


@contextmanager
def unchecked() -> Iterator[CursorWrapper]:
    """Without triggers: what the copies refer to was checked for what they are copies of."""
    roles.let_triggers_rest(places.sockets(places.home()))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor


def _copied(
    cursor: CursorWrapper,
    table: str,
    where: str,
    key: UUID | None,
    numbers: str,
    changed: Mapping[str, str],
) -> None:
    """One copy for each n of `numbers`, its columns those of the row found but for `changed`."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    columns = [row[0] for row in cursor.fetchall()]
    values = ", ".join(changed.get(one, f't."{one}"') for one in columns)
    names = ", ".join(f'"{one}"' for one in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {numbers} n, "  # noqa: S608
        f"(SELECT * FROM {table} WHERE {where}) t",
        [key],
    )
