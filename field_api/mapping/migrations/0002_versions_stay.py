from django.db import migrations

# What was sent can be explained only while the mapping that made it stands as it stood, and workers
# keep versions compiled. A version may be retired and brought back; its content is final.
STAY = """
CREATE FUNCTION mapping_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state = 'draft' THEN RETURN OLD; END IF;
  ELSIF (NEW.id, NEW.system_id, NEW.kind, NEW.version, NEW.engine, NEW.created_at)
        IS NOT DISTINCT FROM
        (OLD.id, OLD.system_id, OLD.kind, OLD.version, OLD.engine, OLD.created_at)
    AND (NEW.document, NEW.value_maps, NEW.schema, NEW.made_by_id)
        IS NOT DISTINCT FROM (OLD.document, OLD.value_maps, OLD.schema, OLD.made_by_id)
    AND (OLD.state = 'draft' OR NEW.state <> 'draft')
  THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a version of a mapping stays as it is: % refused', TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER mapping_versions_stay BEFORE UPDATE OR DELETE ON mapping_mapping
  FOR EACH ROW EXECUTE FUNCTION mapping_version_stays();
"""

UNDO = """
DROP TRIGGER mapping_versions_stay ON mapping_mapping;
DROP FUNCTION mapping_version_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("mapping", "0001_mappings_by_version")]
    operations = [migrations.RunSQL(STAY, UNDO)]
