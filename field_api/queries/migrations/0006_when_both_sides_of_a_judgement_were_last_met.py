import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queries", "0005_the_sign_in_a_question_was_asked_under")]

    operations = [
        migrations.AddField(
            model_name="judgement",
            name="seen_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddIndex(
            model_name="judgement",
            index=models.Index(fields=["seen_at"], name="judgements_by_last_use"),
        ),
    ]
