from django.db import migrations, models
from django.db.models.functions import Now

# Plain triggers: they hold for the owner too, and need no extension. A superuser can still switch
# them off; that the sealer's checkpoints bring to light.
APPEND_ONLY = """
ALTER TABLE ledger_event ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_rows_stay BEFORE UPDATE OR DELETE ON ledger_event
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_table_stays BEFORE TRUNCATE ON ledger_event
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

UNDO = """
DROP TRIGGER ledger_table_stays ON ledger_event;
DROP TRIGGER ledger_rows_stay ON ledger_event;
DROP FUNCTION ledger_refuse();
ALTER TABLE ledger_event DROP COLUMN xid;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=Now())),
                ("act", models.TextField()),
                ("actor", models.TextField()),
                ("on_behalf_of", models.TextField(default="")),
                ("subject", models.TextField()),
                ("purpose", models.TextField(default="")),
                ("recipient", models.TextField(default="")),
                ("trace", models.TextField(default="")),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "id"], name="ledger_by_subject"),
                    models.Index(fields=["actor", "id"], name="ledger_by_actor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "act__in",
                                (
                                    "collection",
                                    "alteration",
                                    "consultation",
                                    "disclosure",
                                    "combination",
                                    "erasure",
                                    "access",
                                    "decision",
                                ),
                            )
                        ),
                        name="ledger_act_is_one_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("actor", ""), _negated=True),
                        name="ledger_event_names_its_actor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject", ""), _negated=True),
                        name="ledger_event_names_its_subject",
                    ),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
