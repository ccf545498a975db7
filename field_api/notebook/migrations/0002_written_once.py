from django.db import migrations

# The promise of the record, kept by the database itself. Plain SQL: a trigger library has a switch
# to turn it off, and the ORM can forget. Hashes are recomputed by CHECK, so that even the owner,
# with triggers disabled, can't change bytes without dropping a constraint first.
WRITTEN_ONCE = """
CREATE FUNCTION notebook_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the record is written once: % of % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

ALTER TABLE notebook_entry
  ADD CONSTRAINT entry_hash_is_of_its_head CHECK (hash = sha256(head));
ALTER TABLE notebook_content
  ADD CONSTRAINT content_is_what_was_committed_to CHECK (commitment = sha256(salt || payload));
ALTER TABLE notebook_content
  ADD CONSTRAINT salt_is_sixteen_bytes CHECK (length(salt) = 16);

CREATE FUNCTION notebook_content_matches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM notebook_entry e
                 WHERE e.id = NEW.entry_id AND e.commitment = NEW.commitment) THEN
    RAISE EXCEPTION 'content is not what its entry commits to'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER content_matches_its_entry BEFORE INSERT ON notebook_content
  FOR EACH ROW EXECUTE FUNCTION notebook_content_matches();
"""

UNDO = """
DROP TRIGGER content_matches_its_entry ON notebook_content;
DROP FUNCTION notebook_content_matches();
ALTER TABLE notebook_content DROP CONSTRAINT salt_is_sixteen_bytes;
ALTER TABLE notebook_content DROP CONSTRAINT content_is_what_was_committed_to;
ALTER TABLE notebook_entry DROP CONSTRAINT entry_hash_is_of_its_head;
DROP FUNCTION notebook_refuse();
"""

TABLES = ("entry", "content", "receipt")

STAYS = """
CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON notebook_{table}
  FOR EACH ROW EXECUTE FUNCTION notebook_refuse();
CREATE TRIGGER {table}_table_stays BEFORE TRUNCATE ON notebook_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION notebook_refuse();
"""

GOES = """
DROP TRIGGER {table}_table_stays ON notebook_{table};
DROP TRIGGER {table}_rows_stay ON notebook_{table};
"""


class Migration(migrations.Migration):
    dependencies = [("notebook", "0001_sealed_entries")]

    operations = [
        migrations.RunSQL(WRITTEN_ONCE, UNDO),
        *(migrations.RunSQL(STAYS.format(table=t), GOES.format(table=t)) for t in TABLES),
    ]
