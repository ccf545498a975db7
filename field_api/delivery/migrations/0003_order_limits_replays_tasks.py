import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What a route named becomes the first version of that mapping, in use.
MAPPINGS_IN_USE = """
INSERT INTO mapping_mapping
  (system_id, kind, version, engine, document, value_maps, state, note, created_at, activated_at)
SELECT system_id, kind, 1, 'python', jsonb_build_object('call', mapping), '{}', 'active', '',
  now(), now()
FROM delivery_route
"""


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0002_limits_and_breaker"),
        ("delivery", "0002_frozen"),
        ("mapping", "0001_mappings_by_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(MAPPINGS_IN_USE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.JSONField()),
                ("reason", models.CharField(max_length=300)),
                ("fresh_key", models.BooleanField(default=False)),
                ("rerender", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("stopped", "stopped"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("made", models.PositiveIntegerField(default=0)),
                ("skipped", models.PositiveIntegerField(default=0)),
                ("after", models.UUIDField(blank=True, null=True)),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("seconded_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "todo",
                    models.CharField(
                        choices=[
                            ("correct", "correct"),
                            ("ask", "ask"),
                            ("amend", "amend"),
                            ("erase", "erase"),
                            ("late", "late"),
                        ],
                        max_length=12,
                    ),
                ),
                ("pointer", models.CharField(blank=True, default="", max_length=200)),
                ("their_pointer", models.CharField(blank=True, default="", max_length=200)),
                ("text", models.CharField(blank=True, default="", max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="delivery",
            name="lane_heads",
        ),
        migrations.RemoveField(
            model_name="payload",
            name="mapping",
        ),
        migrations.RemoveField(
            model_name="route",
            name="mapping",
        ),
        migrations.AddField(
            model_name="delivery",
            name="deliver_by",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="intent",
            field=models.CharField(
                choices=[("write", "write"), ("erase", "erase")], default="write", max_length=5
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="key",
            field=models.UUIDField(null=True),
        ),
        migrations.RunSQL("UPDATE delivery_delivery SET key = id", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="delivery",
            name="key",
            field=models.UUIDField(default=None),
        ),
        migrations.AddField(
            model_name="delivery",
            name="late_told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="mapping",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="mapping.mapping",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="ordering",
            field=models.CharField(
                choices=[("strict", "strict"), ("latest_wins", "latest wins"), ("none", "none")],
                default="strict",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="redacts",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="delivery",
            name="unsettled",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="delivery",
            name="when_late",
            field=models.CharField(
                choices=[("tell", "tell"), ("end", "end")], default="tell", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="payload",
            name="removed",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="route",
            name="deliver_by_seconds",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="ordering",
            field=models.CharField(
                choices=[("strict", "strict"), ("latest_wins", "latest wins"), ("none", "none")],
                default="strict",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="redacts",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="route",
            name="when_late",
            field=models.CharField(
                choices=[("tell", "tell"), ("end", "end")], default="tell", max_length=8
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("due", "due"),
                    ("sending", "sending"),
                    ("delivered", "delivered"),
                    ("rejected", "rejected"),
                    ("awaiting", "awaiting"),
                    ("uncertain", "uncertain"),
                    ("held", "held"),
                    ("expired", "expired"),
                    ("poisoned", "poisoned"),
                    ("cancelled", "cancelled"),
                ],
                default="due",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state__in", ["due", "sending", "uncertain", "poisoned"])),
                fields=["system", "subject", "lane_seq"],
                name="lane_heads",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state__in", ["due", "sending"]), ("unsettled__gt", 0)),
                fields=["system", "due_at"],
                name="suspects_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(
                    ("deliver_by__isnull", False),
                    ("late_told_at", None),
                    ("state__in", ["due", "sending"]),
                ),
                fields=["deliver_by"],
                name="open_by_time_limit",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["rejected", "uncertain", "held", "expired", "poisoned"])
                ),
                fields=["system", "state", "settled_at"],
                name="for_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["system", "key"], name="deliveries_by_key"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["system", "settled_at"], name="settled_by_time"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["system"], name="in_flight"
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("when_late", "tell"), ("deliver_by_seconds__isnull", False), _connector="OR"
                ),
                name="what_ends_late_has_a_time_limit",
            ),
        ),
        migrations.AddField(
            model_name="replay",
            name="requested_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="replay",
            name="seconded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="replay",
            name="system",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replays",
                to="connectors.system",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="delivery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="delivery.delivery",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="replay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seconded_at", None), ("seconded_by", None)),
                    models.Q(("seconded_at__isnull", False), ("seconded_by__isnull", False)),
                    _connector="OR",
                ),
                name="seconded_at_and_seconded_by_are_set_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="replay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seconded_by", None),
                    models.Q(("seconded_by", models.F("requested_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_seconds_their_own_replay",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["todo"], name="open_tasks"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                fields=("delivery", "todo", "their_pointer"), name="a_thing_to_do_is_asked_for_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("done_by", None)),
                    ("done_at__isnull", False),
                    _connector="OR",
                ),
                name="done_at_says_when_done_by_was_named",
            ),
        ),
    ]
