import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_attempts_by_age"),
        ("sync", "0001_dead_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Minted",
            fields=[
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="minted",
                        serialize=False,
                        to="identity.device",
                    ),
                ),
                ("minted_through", models.PositiveIntegerField()),
                ("app", models.CharField(blank=True, default="", max_length=40)),
                ("skew_ms", models.BigIntegerField(null=True)),
                ("said_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "officer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("rights", models.CharField(max_length=64)),
                ("looked_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="deadletter",
            name="dealt_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deadletter",
            name="dealt_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deadletter",
            name="media_type",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="deadletter",
            name="note",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddIndex(
            model_name="deadletter",
            index=models.Index(
                condition=models.Q(("dealt_at", None)),
                fields=["-arrived_at"],
                name="letters_to_deal_with",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dealt_at", None), ("dealt_by", None), ("note", "")),
                    models.Q(
                        ("dealt_at__isnull", False),
                        ("dealt_by__isnull", False),
                        models.Q(("note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="who_dealt_with_a_letter_says_when_and_what_was_done",
            ),
        ),
        migrations.AddIndex(
            model_name="reader",
            index=models.Index(fields=["looked_at"], name="readers_by_last_look"),
        ),
    ]
