from django.db import migrations, models
from django.db.models.functions import Now

TABLES = """
CREATE TABLE sync_epoch (
  one boolean PRIMARY KEY DEFAULT true CHECK (one), epoch int NOT NULL, cluster text NOT NULL);
CREATE TABLE feed_head (
  recipient_id bigint PRIMARY KEY, seq bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50);
CREATE TABLE feed_entry (
  recipient_id bigint NOT NULL, kind smallint NOT NULL, doc_id uuid NOT NULL, seq bigint NOT NULL,
  op "char" NOT NULL DEFAULT 'U' CHECK (op IN ('U', 'D')),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (recipient_id, kind, doc_id)  -- coalescing: one row per document and reader
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);
CREATE UNIQUE INDEX feed_entry_seq ON feed_entry (recipient_id, seq) INCLUDE (kind, doc_id, op);
"""

# Lossless because the head row stays locked until its transaction has committed and can be seen:
# number n + 1 cannot become visible before n, and an abort rolls the counter back. Heads are locked
# in one global order, or writers with several recipients deadlock. The upsert has no guard against
# an older number on purpose: the lock has already put the writers in order, and such a guard
# drops a late deletion for ever.
EMIT = """
CREATE FUNCTION feed_emit(recipients bigint[], kinds smallint[], docs uuid[], ops "char"[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feed_head (recipient_id)
    SELECT DISTINCT r FROM unnest(recipients) AS r ORDER BY r ON CONFLICT DO NOTHING;
  PERFORM 1 FROM feed_head
    WHERE recipient_id = ANY (recipients) ORDER BY recipient_id FOR NO KEY UPDATE;
  WITH ev AS (
    SELECT r, k, d, o,
           row_number() OVER (PARTITION BY r ORDER BY n) AS rn,
           count(*) OVER (PARTITION BY r) AS cnt
    FROM (SELECT DISTINCT ON (r, k, d) r, k, d, o, n
          FROM unnest(recipients, kinds, docs, ops) WITH ORDINALITY AS t(r, k, d, o, n)
          ORDER BY r, k, d, n DESC) last_per_doc),
  bump AS (
    UPDATE feed_head h SET seq = h.seq + c.cnt FROM (SELECT DISTINCT r, cnt FROM ev) c
    WHERE h.recipient_id = c.r RETURNING h.recipient_id, h.seq - c.cnt AS base)
  INSERT INTO feed_entry (recipient_id, kind, doc_id, seq, op, changed_at)
  SELECT ev.r, ev.k, ev.d, bump.base + ev.rn, ev.o, clock_timestamp()
  FROM ev JOIN bump ON bump.recipient_id = ev.r
  ON CONFLICT (recipient_id, kind, doc_id)
  DO UPDATE SET seq = EXCLUDED.seq, op = EXCLUDED.op, changed_at = EXCLUDED.changed_at;
END $$;
"""

STATE = [
    migrations.CreateModel(
        name="SyncEpoch",
        fields=[
            ("one", models.BooleanField(default=True, primary_key=True, serialize=False)),
            ("epoch", models.IntegerField()),
            ("cluster", models.TextField()),
        ],
        options={"db_table": "sync_epoch"},
    ),
    migrations.CreateModel(
        name="FeedHead",
        fields=[
            ("recipient_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ("seq", models.BigIntegerField(default=0)),
        ],
        options={"db_table": "feed_head"},
    ),
    migrations.CreateModel(
        name="FeedEntry",
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(
                    "recipient_id",
                    "kind",
                    "doc_id",
                    blank=True,
                    editable=False,
                    primary_key=True,
                    serialize=False,
                ),
            ),
            ("recipient_id", models.BigIntegerField()),
            ("kind", models.SmallIntegerField()),
            ("doc_id", models.UUIDField()),
            ("seq", models.BigIntegerField()),
            ("op", models.CharField(default="U", max_length=1)),
            ("changed_at", models.DateTimeField(db_default=Now())),
        ],
        options={"db_table": "feed_entry"},
    ),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(
            TABLES,
            "DROP TABLE feed_entry, feed_head, sync_epoch",
            state_operations=STATE,
        ),
        migrations.RunSQL(EMIT, "DROP FUNCTION feed_emit"),
    ]
