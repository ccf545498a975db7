from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("attachments", "0002_ahead_of_its_checksum")]

    operations = [
        migrations.AddField(
            "attachment", "sealed", models.CharField(blank=True, default="", max_length=300)
        ),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=Q(sealed="")
                | Q(state__in=["uploading", "corrupt", "expired", "terminated"]),
                name="what_is_kept_is_in_the_clear",
            ),
        ),
    ]
