import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The one way content leaves. The function wants two persons, neither of them the author; a
# tombstone can only be written true to its entry; content goes only where one stands, and none
# comes back there. So even SQL by hand erases nothing that is not signed for.
ERASED_BY_TWO = """
CREATE FUNCTION notebook_content_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE'
    AND EXISTS (SELECT FROM notebook_tombstone t WHERE t.entry_id = OLD.entry_id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the record is written once: % of % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER content_rows_stay ON notebook_content;
CREATE TRIGGER content_rows_stay BEFORE UPDATE OR DELETE ON notebook_content
  FOR EACH ROW EXECUTE FUNCTION notebook_content_stays();

CREATE OR REPLACE FUNCTION notebook_content_matches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM notebook_entry e
                 WHERE e.id = NEW.entry_id AND e.commitment = NEW.commitment) THEN
    RAISE EXCEPTION 'content is not what its entry commits to'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM notebook_tombstone t WHERE t.entry_id = NEW.entry_id) THEN
    RAISE EXCEPTION 'what was erased is not written again' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION notebook_tombstone_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM notebook_entry e JOIN notebook_notebook n ON n.id = e.notebook_id
                 WHERE e.id = NEW.entry_id AND e.commitment = NEW.commitment
                   AND n.officer_id = NEW.author_id) THEN
    RAISE EXCEPTION 'a tombstone is true to its entry' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tombstone_is_true BEFORE INSERT ON notebook_tombstone
  FOR EACH ROW EXECUTE FUNCTION notebook_tombstone_is_true();
CREATE TRIGGER tombstone_rows_stay BEFORE UPDATE OR DELETE ON notebook_tombstone
  FOR EACH ROW EXECUTE FUNCTION notebook_refuse();
CREATE TRIGGER tombstone_table_stays BEFORE TRUNCATE ON notebook_tombstone
  FOR EACH STATEMENT EXECUTE FUNCTION notebook_refuse();

CREATE FUNCTION notebook_erase(
  entry uuid, erasure uuid, law text, proposer bigint, approver bigint, erased_at timestamptz,
  body text, signature bytea
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO notebook_tombstone (entry_id, commitment, erasure, law, author_id, proposer_id,
    approver_id, erased_at, body, signature)
  SELECT e.id, e.commitment, notebook_erase.erasure, notebook_erase.law, n.officer_id,
    notebook_erase.proposer, notebook_erase.approver, notebook_erase.erased_at,
    notebook_erase.body, notebook_erase.signature
  FROM notebook_entry e JOIN notebook_notebook n ON n.id = e.notebook_id
  WHERE e.id = notebook_erase.entry;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such entry' USING ERRCODE = 'restrict_violation';
  END IF;
  DELETE FROM notebook_content c WHERE c.entry_id = notebook_erase.entry;
END $$;
"""

# Stands only while nothing was erased: a content that is gone can't be brought back.
UNDO = """
DROP FUNCTION notebook_erase(uuid, uuid, text, bigint, bigint, timestamptz, text, bytea);
DROP TRIGGER tombstone_table_stays ON notebook_tombstone;
DROP TRIGGER tombstone_rows_stay ON notebook_tombstone;
DROP TRIGGER tombstone_is_true ON notebook_tombstone;
DROP FUNCTION notebook_tombstone_is_true();
CREATE OR REPLACE FUNCTION notebook_content_matches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM notebook_entry e
                 WHERE e.id = NEW.entry_id AND e.commitment = NEW.commitment) THEN
    RAISE EXCEPTION 'content is not what its entry commits to'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER content_rows_stay ON notebook_content;
CREATE TRIGGER content_rows_stay BEFORE UPDATE OR DELETE ON notebook_content
  FOR EACH ROW EXECUTE FUNCTION notebook_refuse();
DROP FUNCTION notebook_content_stays();
"""


def _officer() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notebook", "0003_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="tombstone",
                        serialize=False,
                        to="notebook.entry",
                    ),
                ),
                ("commitment", models.BinaryField()),
                ("erasure", models.UUIDField()),
                ("law", models.CharField(max_length=30)),
                ("erased_at", models.DateTimeField()),
                ("body", models.TextField()),
                ("signature", models.BinaryField()),
                ("author", _officer()),
                ("proposer", _officer()),
                ("approver", _officer()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(proposer=models.F("approver")),
                        name="content_is_erased_by_two",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(author=models.F("proposer"))
                        & ~models.Q(author=models.F("approver")),
                        name="nobody_erases_what_they_wrote",
                    ),
                ],
            },
        ),
        migrations.RunSQL(ERASED_BY_TWO, UNDO),
    ]
