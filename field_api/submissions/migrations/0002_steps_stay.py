from django.db import migrations

# A step's author is a copy, so that a CHECK can compare it with whoever decided; the composite key
# makes the copy truthful. Steps are history: nothing may change them.
STEPS_STAY = """
CREATE SEQUENCE submission_number;

ALTER TABLE submissions_step ADD CONSTRAINT step_names_the_true_author
  FOREIGN KEY (submission_id, author_id) REFERENCES submissions_submission (id, author_id)
  DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION submissions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'steps are append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER step_rows_stay BEFORE UPDATE OR DELETE ON submissions_step
  FOR EACH ROW EXECUTE FUNCTION submissions_refuse();
CREATE TRIGGER step_table_stays BEFORE TRUNCATE ON submissions_step
  FOR EACH STATEMENT EXECUTE FUNCTION submissions_refuse();
"""

UNDO = """
DROP TRIGGER step_table_stays ON submissions_step;
DROP TRIGGER step_rows_stay ON submissions_step;
DROP FUNCTION submissions_refuse();
ALTER TABLE submissions_step DROP CONSTRAINT step_names_the_true_author;
DROP SEQUENCE submission_number;
"""


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_journeys")]

    operations = [migrations.RunSQL(STEPS_STAY, UNDO)]
