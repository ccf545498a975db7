from django.db import migrations, models

HELD = """
UPDATE notebook_notebook n SET held_through = coalesce((
  SELECT e.seq FROM notebook_entry e WHERE e.notebook_id = n.id AND NOT EXISTS (
    SELECT FROM notebook_entry f WHERE f.notebook_id = n.id AND f.seq = e.seq + 1)
  ORDER BY e.seq LIMIT 1), 0)
WHERE EXISTS (SELECT FROM notebook_entry e WHERE e.notebook_id = n.id AND e.seq = 1)
"""


class Migration(migrations.Migration):
    dependencies = [("notebook", "0002_written_once")]

    operations = [
        migrations.AddField("entry", "skew_ms", models.BigIntegerField(null=True)),
        migrations.AddField("notebook", "held_through", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
    ]
