import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0001_a_register_of_systems"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Circuit",
            fields=[
                (
                    "system",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="circuit",
                        serialize=False,
                        to="connectors.system",
                    ),
                ),
                ("recent", models.PositiveIntegerField(default=0)),
                ("in_row", models.PositiveIntegerField(default=0)),
                ("openings", models.PositiveIntegerField(default=0)),
                ("open_until", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("ceiling", models.PositiveIntegerField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("tokens", models.FloatField(default=0)),
                ("tokens_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="system",
            name="a_paused_system_says_when_by_whom_and_why",
        ),
        migrations.AddField(
            model_name="system",
            name="answers_within_seconds",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="system",
            name="burst",
            field=models.PositiveIntegerField(default=20),
        ),
        migrations.AddField(
            model_name="system",
            name="callback_ref",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="system",
            name="contact",
            field=models.EmailField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="system",
            name="lag_seconds",
            field=models.PositiveIntegerField(default=300),
        ),
        migrations.AddField(
            model_name="system",
            name="max_in_flight",
            field=models.PositiveIntegerField(default=16),
        ),
        migrations.AddField(
            model_name="system",
            name="paused_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="system",
            name="rate_per_second",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="system",
            name="state",
            field=models.CharField(
                choices=[("active", "active"), ("paused", "paused"), ("draining", "draining")],
                default="active",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="system",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("pause_reason", ""),
                        ("paused_at", None),
                        ("paused_by", None),
                        ("paused_until", None),
                        ("state", "active"),
                    ),
                    models.Q(
                        ("paused_at__isnull", False),
                        ("paused_by__isnull", False),
                        ("state__in", ["paused", "draining"]),
                        models.Q(("pause_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_paused_system_says_when_by_whom_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="system",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_in_flight__gte", 1)), name="a_system_may_be_sent_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="system",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rate_per_second", None), ("rate_per_second__gt", 0), _connector="OR"
                ),
                name="a_rate_limit_lets_something_through",
            ),
        ),
        migrations.AddConstraint(
            model_name="circuit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("open_until", None), ("opened_at", None)),
                    models.Q(("open_until__isnull", False), ("opened_at__isnull", False)),
                    _connector="OR",
                ),
                name="an_open_circuit_says_since_when_and_until_when",
            ),
        ),
        migrations.RunSQL(
            "INSERT INTO connectors_circuit (system_id, recent, in_row, openings, reason, tokens) "
            "SELECT id, 0, 0, 0, '', 0 FROM connectors_system",
            migrations.RunSQL.noop,
        ),
    ]
