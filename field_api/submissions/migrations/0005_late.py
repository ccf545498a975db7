from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0004_erasures")]

    operations = [
        migrations.AddField("revision", "late", models.BooleanField(default=False)),
    ]
