from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

_wall = import_module("backend.migrations.0001_the_second_wall")


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0009_how_entries_are_made"),
        ("backend", "0001_the_second_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="claim",
                        serialize=False,
                        to="submissions.submission",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "claim", models.CheckConstraint(condition=Q(since__lt=F("until")), name="a_claim_lasts")
        ),
        _wall._raised(
            "submissions_claim", _wall._WITH.format("submissions_submission", "id", "submission_id")
        ),
    ]
