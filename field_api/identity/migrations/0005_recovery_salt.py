from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_safeguards"),
    ]

    operations = [
        # No code was given out before this: nothing has to be filled in.
        migrations.AddField(
            model_name="recoverycode",
            name="salt",
            field=models.BinaryField(default=b"", max_length=16),
            preserve_default=False,
        ),
    ]
