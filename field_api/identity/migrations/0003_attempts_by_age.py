from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_same_force_same_officer"),
    ]

    operations = [
        migrations.AlterField(
            model_name="signinattempt",
            name="opened_at",
            field=models.DateTimeField(db_index=True),
        ),
    ]
