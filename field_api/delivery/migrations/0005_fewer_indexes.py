import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0002_limits_and_breaker"),
        ("delivery", "0004_answers_that_come_back"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="delivery",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempt_log",
                to="delivery.delivery",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="subject",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="delivery.subject",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="system",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="connectors.system",
            ),
        ),
    ]
