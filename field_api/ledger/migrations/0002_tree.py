from django.db import migrations, models
from django.db.models.functions import Now

TABLES = ("leaf", "node", "checkpoint", "contradiction")

STAYS = """
CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON ledger_{table}
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER {table}_table_stays BEFORE TRUNCATE ON ledger_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

GOES = """
DROP TRIGGER {table}_table_stays ON ledger_{table};
DROP TRIGGER {table}_rows_stay ON ledger_{table};
"""

WHOLE = """
ALTER TABLE ledger_leaf ADD CONSTRAINT a_leaf_is_a_sha256 CHECK (length(hash) = 32);
ALTER TABLE ledger_node ADD CONSTRAINT a_node_is_a_sha256 CHECK (length(hash) = 32);
CREATE FUNCTION ledger_leaf_follows() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (SELECT FROM added a WHERE a.position > 0 AND NOT EXISTS (
      SELECT FROM ledger_leaf l WHERE l.position = a.position - 1)) THEN
    RAISE EXCEPTION 'a leaf follows the last one without a gap'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER leaf_follows_the_last AFTER INSERT ON ledger_leaf
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_leaf_follows();
"""

OPEN = """
DROP TRIGGER leaf_follows_the_last ON ledger_leaf;
DROP FUNCTION ledger_leaf_follows();
ALTER TABLE ledger_node DROP CONSTRAINT a_node_is_a_sha256;
ALTER TABLE ledger_leaf DROP CONSTRAINT a_leaf_is_a_sha256;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_events")]

    operations = [
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event", models.BigIntegerField(unique=True)),
                ("hash", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 0)), name="leaves_are_counted_from_0"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level",
                        "index",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1)), name="a_node_stands_above_leaves"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("note", models.TextField()),
                ("through", models.BigIntegerField()),
                ("ahead", models.BigIntegerField()),
                ("horizon", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Contradiction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_at", models.DateTimeField(db_default=Now())),
                ("actor", models.TextField()),
                ("what", models.TextField()),
                ("kept", models.TextField()),
                ("told", models.TextField()),
                ("kept_epoch", models.BigIntegerField()),
                ("told_epoch", models.BigIntegerField()),
                ("genuine", models.BooleanField()),
                ("digest", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["told_at"], name="contradictions_by_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ("altered", "put_back"))),
                        name="a_contradiction_is_of_a_kind_we_know",
                    ),
                    models.UniqueConstraint(
                        fields=("actor", "digest"), name="a_contradiction_is_told_once_by_each"
                    ),
                ],
            },
        ),
        migrations.RunSQL(WHOLE, OPEN),
        *(migrations.RunSQL(STAYS.format(table=t), GOES.format(table=t)) for t in TABLES),
    ]
