from django.db import migrations

# An erasure's author is a copy, like a step's. What two people decided stays as it was; steps stay
# too, but for their words, which go with what they spoke of. And the notebook's own guard is made
# stricter: it wants two persons, this wants that they decided.
DECIDED_STAYS = """
ALTER TABLE submissions_erasure ADD CONSTRAINT erasure_names_the_true_author
  FOREIGN KEY (submission_id, author_id) REFERENCES submissions_submission (id, author_id)
  DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION submissions_erasure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  decided text[] := ARRAY['state', 'decided_by_id', 'decided_at', 'answer'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'proposed'
    AND to_jsonb(NEW) - decided = to_jsonb(OLD) - decided THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what was decided stays: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER erasure_rows_stay BEFORE UPDATE OR DELETE ON submissions_erasure
  FOR EACH ROW EXECUTE FUNCTION submissions_erasure_stays();
CREATE TRIGGER erasure_table_stays BEFORE TRUNCATE ON submissions_erasure
  FOR EACH STATEMENT EXECUTE FUNCTION submissions_refuse();

CREATE FUNCTION submissions_step_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  words text[] := ARRAY['text', 'comments'];
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.text = '' AND NEW.comments = '[]'::jsonb
    AND to_jsonb(NEW) - words = to_jsonb(OLD) - words
    AND EXISTS (SELECT FROM submissions_erasure e
                WHERE e.submission_id = OLD.submission_id AND e.state = 'done') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'steps are append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER step_rows_stay ON submissions_step;
CREATE TRIGGER step_rows_stay BEFORE UPDATE OR DELETE ON submissions_step
  FOR EACH ROW EXECUTE FUNCTION submissions_step_stays();

CREATE FUNCTION submissions_erasure_was_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM submissions_erasure e
    JOIN submissions_revision r ON r.submission_id = e.submission_id
    WHERE e.id = NEW.erasure AND e.state = 'done' AND e.ground = NEW.law
      AND e.proposed_by_id = NEW.proposer_id AND e.decided_by_id = NEW.approver_id
      AND r.entry_id = NEW.entry_id AND NEW.entry_id = ANY (e.entries)) THEN
    RAISE EXCEPTION 'two people have not decided to erase this'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tombstone_was_decided BEFORE INSERT ON notebook_tombstone
  FOR EACH ROW EXECUTE FUNCTION submissions_erasure_was_decided();
"""

UNDO = """
DROP TRIGGER tombstone_was_decided ON notebook_tombstone;
DROP FUNCTION submissions_erasure_was_decided();
DROP TRIGGER step_rows_stay ON submissions_step;
CREATE TRIGGER step_rows_stay BEFORE UPDATE OR DELETE ON submissions_step
  FOR EACH ROW EXECUTE FUNCTION submissions_refuse();
DROP FUNCTION submissions_step_stays();
DROP TRIGGER erasure_table_stays ON submissions_erasure;
DROP TRIGGER erasure_rows_stay ON submissions_erasure;
DROP FUNCTION submissions_erasure_stays();
ALTER TABLE submissions_erasure DROP CONSTRAINT erasure_names_the_true_author;
"""


class Migration(migrations.Migration):
    dependencies = [("submissions", "0005_late"), ("notebook", "0004_tombstones")]

    operations = [migrations.RunSQL(DECIDED_STAYS, UNDO)]
