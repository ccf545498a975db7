from django.db import migrations, models

_NAMES = ("typed", "chosen", "reused", "filled")


def _counted(whether: bool) -> models.Q:
    return models.Q(**{f"{name}__isnull": not whether for name in _NAMES})


class Migration(migrations.Migration):
    dependencies = [("submissions", "0008_holds")]

    operations = [
        *(
            migrations.AddField("revision", name, models.PositiveSmallIntegerField(null=True))
            for name in _NAMES
        ),
        migrations.AddConstraint(
            "revision",
            models.CheckConstraint(
                condition=_counted(False) | _counted(True),
                name="fields_are_counted_in_all_four_ways_or_not_at_all",
            ),
        ),
    ]
