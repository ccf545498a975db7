import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0003_whose_system_it_is"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionCircuit",
            fields=[
                ("recent", models.PositiveIntegerField(default=0)),
                ("in_row", models.PositiveIntegerField(default=0)),
                ("openings", models.PositiveIntegerField(default=0)),
                ("open_until", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("ceiling", models.PositiveIntegerField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("tokens", models.FloatField(default=0)),
                ("tokens_at", models.DateTimeField(blank=True, null=True)),
                (
                    "system",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="question_circuit",
                        serialize=False,
                        to="connectors.system",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="system",
            name="questions_burst",
            field=models.PositiveIntegerField(default=20),
        ),
        migrations.AddField(
            model_name="system",
            name="questions_in_flight",
            field=models.PositiveIntegerField(default=32),
        ),
        migrations.AddField(
            model_name="system",
            name="questions_per_second",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="system",
            name="remembers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddConstraint(
            model_name="system",
            constraint=models.CheckConstraint(
                condition=models.Q(("questions_in_flight__gte", 1)),
                name="a_system_may_be_asked_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="system",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("questions_per_second", None), ("questions_per_second__gt", 0), _connector="OR"
                ),
                name="a_rate_of_questions_lets_something_through",
            ),
        ),
        migrations.AddConstraint(
            model_name="questioncircuit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("open_until", None), ("opened_at", None)),
                    models.Q(("open_until__isnull", False), ("opened_at__isnull", False)),
                    _connector="OR",
                ),
                name="an_open_question_circuit_says_since_and_until",
            ),
        ),
        migrations.RunSQL(
            "INSERT INTO connectors_questioncircuit "
            "(system_id, recent, in_row, openings, reason, tokens) "
            "SELECT id, 0, 0, 0, '', 0 FROM connectors_system",
            migrations.RunSQL.noop,
        ),
    ]
