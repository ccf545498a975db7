from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feed", "0001_feed")]

    operations = [
        # The default stays in the table: feed_emit makes heads without naming this column.
        migrations.AddField(
            model_name="feedhead",
            name="horizon",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(
                fields=["changed_at"], condition=models.Q(op="D"), name="deletions_by_age"
            ),
        ),
    ]
