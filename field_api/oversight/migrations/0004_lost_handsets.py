from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0003_broken_glass"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="what",
            field=models.CharField(
                choices=[
                    ("lag", "lag"),
                    ("dead_letters", "dead letters"),
                    ("breaker", "breaker"),
                    ("certificate", "certificate"),
                    ("late", "late"),
                    ("stalled", "stalled"),
                    ("reconciliation", "reconciliation"),
                    ("sealing", "sealing"),
                    ("glass", "glass"),
                    ("lost", "lost"),
                    ("record", "record"),
                ],
                max_length=16,
            ),
        ),
    ]
