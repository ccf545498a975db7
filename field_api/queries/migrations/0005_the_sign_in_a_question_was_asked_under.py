from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queries", "0004_what_officers_said_of_answers")]

    operations = [
        migrations.AddField(
            model_name="query",
            name="session",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
