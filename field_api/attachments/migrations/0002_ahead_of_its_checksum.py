from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("attachments", "0001_uploads_and_what_names_them")]

    operations = [
        migrations.AddField("attachment", "ahead", models.BigIntegerField(default=0)),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=Q(ahead__gte=0, ahead__lte=F("length")),
                name="no_more_is_ahead_than_there_is",
            ),
        ),
    ]
