from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import field_api.lib.ids

_wall = import_module("backend.migrations.0001_the_second_wall")


class Migration(migrations.Migration):
    dependencies = [
        ("backend", "0001_the_second_wall"),
        ("connectors", "0004_questions_have_a_door_of_their_own"),
        ("identity", "0008_tokens_that_only_carry"),
        ("queries", "0003_more_kinds_suspended_and_remembered"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=field_api.lib.ids.new, primary_key=True, serialize=False
                    ),
                ),
                ("pair", models.CharField(max_length=64)),
                (
                    "says",
                    models.CharField(
                        choices=[("same", "Same"), ("different", "Different")], max_length=9
                    ),
                ),
                ("why", models.CharField(max_length=500)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("reversed_at", models.DateTimeField(null=True)),
                ("reversed_why", models.CharField(blank=True, default="", max_length=500)),
                (
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.force",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reversed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Judged",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("this", "This"), ("that", "That")], max_length=4),
                ),
                ("type", models.CharField(blank=True, max_length=20)),
                ("ref", models.CharField(max_length=200)),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="connectors.system",
                    ),
                ),
                (
                    "judgement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sides",
                        to="queries.judgement",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("says__in", ["same", "different"])),
                name="a_judgement_of_answers_says_same_or_different",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True),
                name="a_judgement_of_answers_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("pair__regex", "^[0-9a-f]{64}$")),
                name="a_judgement_of_answers_is_of_a_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reversed_at", None), ("reversed_by", None), ("reversed_why", "")),
                    models.Q(
                        ("reversed_at__isnull", False),
                        ("reversed_by__isnull", False),
                        models.Q(("reversed_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_judgement_of_answers_is_reversed_by_one_who_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reversed_at", None)),
                fields=("force", "pair"),
                name="two_subjects_have_one_standing_judgement",
            ),
        ),
        migrations.AddIndex(
            model_name="judged",
            index=models.Index(fields=["ref", "system"], name="judged_by_reference"),
        ),
        migrations.AddConstraint(
            model_name="judged",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["this", "that"])),
                name="a_judged_record_is_on_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="judged",
            constraint=models.CheckConstraint(
                condition=models.Q(("ref", ""), _negated=True),
                name="a_judged_record_is_called_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="judged",
            constraint=models.UniqueConstraint(
                fields=("judgement", "system", "type", "ref"),
                name="a_record_is_judged_on_one_side_only",
            ),
        ),
        _wall._raised("queries_judgement", "force_id = ANY ((SELECT wall_forces())::bigint[])"),
        _wall._raised(
            "queries_judged", _wall._WITH.format("queries_judgement", "id", "judgement_id")
        ),
    ]
