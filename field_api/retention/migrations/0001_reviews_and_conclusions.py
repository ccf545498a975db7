import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from field_api.lib import ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("submissions", "0008_holds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="review",
                        serialize=False,
                        to="submissions.submission",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")], max_length=1
                    ),
                ),
                ("clear_from", models.DateField()),
                ("born", models.DateField(null=True)),
                ("linked", models.PositiveIntegerField(default=0)),
                ("due_on", models.DateField()),
                ("computed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["due_on"], name="reviews_by_date")],
            },
        ),
        migrations.CreateModel(
            name="Conclusion",
            fields=[
                ("id", models.UUIDField(default=ids.new, primary_key=True, serialize=False)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("keep", "keep"), ("let_go", "let go")], max_length=8
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")], max_length=1
                    ),
                ),
                ("answers", models.JSONField()),
                ("text", models.TextField()),
                ("seen_hash", models.CharField(max_length=64)),
                ("next_on", models.DateField(null=True)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "erasure",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conclusion",
                        to="submissions.erasure",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conclusions",
                        to="submissions.submission",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["submission", "-made_at"], name="conclusions_of_submission"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", models.F("author")), _negated=True),
                        name="nobody_reviews_what_they_wrote",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("erasure", None), ("next_on__isnull", False), ("verdict", "keep")
                            ),
                            models.Q(
                                ("erasure__isnull", False), ("next_on", None), ("verdict", "let_go")
                            ),
                            _connector="OR",
                        ),
                        name="what_is_kept_has_a_next_review_what_goes_an_erasure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="a_conclusion_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="submissions.submission",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["submission"], name="keys_of_submission")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("digest", "submission"), name="a_submission_names_a_thing_once"
                    )
                ],
            },
        ),
    ]
