from django.db import migrations

# What was frozen stays frozen: a retry must send the bytes that were hashed. Deleting a payload is
# left to retention; the hash stays on the delivery.
FROZEN = """
CREATE FUNCTION delivery_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payload_is_frozen BEFORE UPDATE ON delivery_payload
  FOR EACH ROW EXECUTE FUNCTION delivery_refuse();
CREATE TRIGGER attempt_rows_stay BEFORE UPDATE ON delivery_attempt
  FOR EACH ROW EXECUTE FUNCTION delivery_refuse();
"""

UNDO = """
DROP TRIGGER attempt_rows_stay ON delivery_attempt;
DROP TRIGGER payload_is_frozen ON delivery_payload;
DROP FUNCTION delivery_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_the_outbox")]

    operations = [migrations.RunSQL(FROZEN, UNDO)]
