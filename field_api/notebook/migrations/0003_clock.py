from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notebook", "0002_written_once")]

    operations = [
        migrations.AddField("entry", "skew_ms", models.BigIntegerField(null=True)),
    ]
