from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_what_is_told_and_enciphered"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="grant", index=models.Index(fields=["expires_at"], name="grants_by_end")
        ),
        migrations.AddIndex(
            model_name="token", index=models.Index(fields=["expires_at"], name="tokens_by_end")
        ),
    ]
