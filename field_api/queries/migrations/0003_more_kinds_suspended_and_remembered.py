from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_wall = import_module("backend.migrations.0001_the_second_wall")


class Migration(migrations.Migration):
    dependencies = [
        ("backend", "0001_the_second_wall"),
        ("connectors", "0004_questions_have_a_door_of_their_own"),
        ("identity", "0008_tokens_that_only_carry"),
        ("queries", "0002_questions_of_places_phones_and_names_online"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Remembered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("results", models.JSONField()),
                ("retrieved_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="leg",
            name="only_a_system_that_was_asked_can_answer",
        ),
        migrations.RemoveConstraint(
            model_name="leg",
            name="a_system_not_asked_was_not_started",
        ),
        migrations.RemoveConstraint(
            model_name="query",
            name="a_query_is_of_a_known_kind",
        ),
        migrations.AddField(
            model_name="leg",
            name="lease_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="leg",
            name="remembered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="leg",
            name="suspended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="query",
            name="on_behalf_of",
            field=models.CharField(blank=True, default="", max_length=50),
        ),
        migrations.AlterField(
            model_name="leg",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("paused", "paused"),
                    ("suspended", "suspended"),
                    ("restricted", "restricted"),
                    ("other_questions", "other questions"),
                    ("never_started", "never started"),
                    ("silent", "silent"),
                    ("unreachable", "unreachable"),
                    ("credentials", "credentials"),
                    ("busy", "busy"),
                    ("refused", "refused"),
                    ("broken", "broken"),
                    ("unreadable", "unreadable"),
                    ("ours", "ours"),
                    ("partly_read", "partly read"),
                    ("more", "more"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="query",
            name="kind",
            field=models.CharField(
                choices=[
                    ("person", "person"),
                    ("vehicle", "vehicle"),
                    ("driver", "driver"),
                    ("place", "place"),
                    ("phone", "phone"),
                    ("online", "online"),
                    ("property", "property"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                condition=models.Q(("lease_until__isnull", False)),
                fields=["system", "lease_until"],
                name="legs_in_flight",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["answered", "no_match"]), _negated=True),
                    models.Q(("remembered_at", None), ("started_at__isnull", False)),
                    models.Q(("remembered_at__isnull", False), ("started_at", None)),
                    _connector="OR",
                ),
                name="an_answer_was_asked_for_or_is_remembered",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not_asked"), _negated=True),
                    ("started_at", None),
                    ("why", "restricted"),
                    _connector="OR",
                ),
                name="a_system_not_asked_was_not_started_or_may_not_tell",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lease_until", None), ("started_at__isnull", False), _connector="OR"
                ),
                name="only_a_system_that_is_asked_is_held_on_to",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("suspended_at__isnull", False), ("why", "suspended")),
                    models.Q(models.Q(("why", "suspended"), _negated=True), ("suspended_at", None)),
                    _connector="OR",
                ),
                name="a_system_left_alone_says_since_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("remembered_at", None),
                    models.Q(("late", False), ("state__in", ["answered", "no_match"])),
                    _connector="OR",
                ),
                name="only_answers_are_remembered",
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["person", "vehicle", "driver", "place", "phone", "online", "property"],
                    )
                ),
                name="a_query_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("on_behalf_of", ""), ("on_behalf_of__regex", "^.{3,50}$"), _connector="OR"
                ),
                name="on_whose_behalf_is_said_in_full_or_not_at_all",
            ),
        ),
        migrations.AddField(
            model_name="remembered",
            name="force",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.force"
            ),
        ),
        migrations.AddField(
            model_name="remembered",
            name="system",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="remembered",
                to="connectors.system",
            ),
        ),
        migrations.AddConstraint(
            model_name="remembered",
            constraint=models.UniqueConstraint(
                fields=("system", "force", "key"), name="one_answer_is_remembered_for_a_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="remembered",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[0-9a-f]{64}$")),
                name="what_is_remembered_is_under_a_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="remembered",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("retrieved_at"))),
                name="what_is_remembered_is_forgotten",
            ),
        ),
        _wall._raised("queries_remembered", "force_id = ANY ((SELECT wall_forces())::bigint[])"),
    ]
