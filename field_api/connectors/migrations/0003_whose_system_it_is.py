import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0002_limits_and_breaker"),
    ]

    operations = [
        migrations.AddField(
            model_name="system",
            name="partner",
            field=models.CharField(
                blank=True,
                default="",
                max_length=40,
                validators=[
                    django.core.validators.RegexValidator("^[0-9A-Za-z]+(-[0-9A-Za-z]+)*\\Z")
                ],
            ),
        ),
    ]
