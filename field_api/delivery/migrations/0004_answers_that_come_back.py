import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0002_limits_and_breaker"),
        ("delivery", "0003_order_limits_replays_tasks"),
        ("mapping", "0001_mappings_by_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="Callback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.CharField(max_length=200)),
                (
                    "said",
                    models.CharField(
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
                        max_length=12,
                    ),
                ),
                (
                    "became",
                    models.CharField(
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
                        max_length=12,
                    ),
                ),
                ("received_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "awaiting")),
                fields=["due_at"],
                name="unanswered_by_time",
            ),
        ),
        migrations.AddField(
            model_name="callback",
            name="delivery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="callbacks",
                to="delivery.delivery",
            ),
        ),
        migrations.AddField(
            model_name="callback",
            name="system",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="callbacks",
                to="connectors.system",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.UniqueConstraint(
                fields=("system", "message"), name="a_message_counts_once"
            ),
        ),
    ]
