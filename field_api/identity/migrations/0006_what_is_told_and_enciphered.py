import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from field_api.lib import cipher


def encipher(apps, editor):
    devices = apps.get_model("otp_totp", "TOTPDevice").objects.all()
    for pk, user, key in devices.values_list("pk", "user_id", "key"):
        text = cipher.encipher(
            bytes.fromhex(key), f"authenticator of {user}", settings.FACTOR_KEYS[0]
        )
        devices.filter(pk=pk).update(key=text)


def decipher(apps, editor):
    devices = apps.get_model("otp_totp", "TOTPDevice").objects.all()
    for pk, user, key in devices.values_list("pk", "user_id", "key"):
        seed = cipher.decipher(key, f"authenticator of {user}", settings.FACTOR_KEYS)
        devices.filter(pk=pk).update(key=seed.hex())


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0005_recovery_salt"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Authenticator",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("otp_totp.totpdevice",),
        ),
        migrations.AddField(
            model_name="officer",
            name="email",
            field=models.EmailField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="officer",
            name="first_password_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="officer",
            name="sessions_ended",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="SignInNotice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("password", "password"),
                            ("first_password", "first password"),
                            ("authenticator", "authenticator"),
                            ("passkey_added", "passkey added"),
                            ("passkey_removed", "passkey removed"),
                            ("recovery_used", "recovery used"),
                            ("recovery_renewed", "recovery renewed"),
                            ("handset", "handset"),
                            ("account", "account"),
                            ("address", "address"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about", models.CharField(blank=True, default="", max_length=100)),
                ("made_at", models.DateTimeField()),
                ("address", models.EmailField(blank=True, default="", max_length=254)),
                ("mail_due_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_in_notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["officer", "-made_at"], name="sign_in_notices_of_officer"),
                    models.Index(
                        condition=models.Q(("mail_due_at__isnull", False), ("mailed_at", None)),
                        fields=["mail_due_at"],
                        name="sign_in_mails_owed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mail_due_at", None),
                            models.Q(("address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_mail_about_a_sign_in_has_an_address",
                    )
                ],
            },
        ),
        migrations.RunPython(encipher, decipher),
        # The table is django-otp's, the rule ours: what writes a seed past our model is refused.
        migrations.RunSQL(
            "ALTER TABLE otp_totp_totpdevice ADD CONSTRAINT a_seed_stands_enciphered"
            " CHECK (starts_with(key, '~'))",
            "ALTER TABLE otp_totp_totpdevice DROP CONSTRAINT a_seed_stands_enciphered",
        ),
    ]
