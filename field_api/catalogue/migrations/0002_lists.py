from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

# A code is read for ever with what it was called: no row changes, and none goes.
APPEND_ONLY = """
CREATE FUNCTION catalogue_lists_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published list stays as it is: % refused', TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER catalogue_lists_stay BEFORE UPDATE OR DELETE ON catalogue_codelist
  FOR EACH ROW EXECUTE FUNCTION catalogue_lists_refuse();
CREATE TRIGGER catalogue_list_table_stays BEFORE TRUNCATE ON catalogue_codelist
  FOR EACH STATEMENT EXECUTE FUNCTION catalogue_lists_refuse();
"""

UNDO = """
DROP TRIGGER catalogue_list_table_stays ON catalogue_codelist;
DROP TRIGGER catalogue_lists_stay ON catalogue_codelist;
DROP FUNCTION catalogue_lists_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_forms")]

    operations = [
        migrations.CreateModel(
            name="CodeList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("version", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(db_default=Now())),
                ("published_by", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["name", "version"], name="a_list_version_is_published_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(version__gte=1, size__gte=1), name="a_list_version_has_codes"
                    ),
                    models.CheckConstraint(
                        condition=~Q(published_by=""), name="a_list_names_its_publisher"
                    ),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
