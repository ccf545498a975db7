from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0007_ended_by_age"),
    ]

    operations = [
        migrations.AddField(
            model_name="token",
            name="scope",
            field=models.CharField(
                choices=[("all", "all"), ("carry", "carry")], default="all", max_length=5
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=Q(scope__in=["all", "carry"]),
                name="a_token_is_good_for_something_known",
            ),
        ),
    ]
