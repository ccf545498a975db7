from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_looks_at_places_phones_and_names_online"),
        ("identity", "0008_tokens_that_only_carry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="look",
            name="a_look_is_at_something_we_know",
        ),
        migrations.AlterField(
            model_name="look",
            name="at_what",
            field=models.CharField(
                choices=[
                    ("person", "person"),
                    ("vehicle", "vehicle"),
                    ("driver", "driver"),
                    ("place", "place"),
                    ("phone", "phone"),
                    ("online", "online"),
                    ("property", "property"),
                    ("record", "record"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "at_what__in",
                        [
                            "person",
                            "vehicle",
                            "driver",
                            "place",
                            "phone",
                            "online",
                            "property",
                            "record",
                        ],
                    )
                ),
                name="a_look_is_at_something_we_know",
            ),
        ),
    ]
