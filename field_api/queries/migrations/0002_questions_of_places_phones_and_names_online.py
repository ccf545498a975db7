from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("queries", "0001_questions_and_their_legs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="query",
            name="a_query_is_of_a_known_kind",
        ),
        migrations.AlterField(
            model_name="query",
            name="kind",
            field=models.CharField(
                choices=[
                    ("person", "person"),
                    ("vehicle", "vehicle"),
                    ("place", "place"),
                    ("phone", "phone"),
                    ("online", "online"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "vehicle", "place", "phone", "online"])),
                name="a_query_is_of_a_known_kind",
            ),
        ),
    ]
