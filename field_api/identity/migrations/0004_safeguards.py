import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from field_api.lib import ids


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_attempts_by_age"),
    ]

    operations = [
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                (
                    "ceremony",
                    models.CharField(
                        choices=[
                            ("register", "register"),
                            ("sign_in", "sign in"),
                            ("step_up", "step up"),
                            ("oidc", "oidc"),
                        ],
                        max_length=10,
                    ),
                ),
                ("data", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="EnrolmentCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("asset_tag", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ExternalIdentity",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("issuer", models.CharField(max_length=255)),
                ("tenant", models.CharField(blank=True, default="", max_length=64)),
                ("subject", models.CharField(max_length=255)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("session", models.BinaryField(default=b"", max_length=32)),
                ("action", models.CharField(max_length=40)),
                (
                    "factor",
                    models.CharField(
                        choices=[
                            ("totp", "totp"),
                            ("passkey", "passkey"),
                            ("recovery", "recovery"),
                            ("oidc", "oidc"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Granted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object", models.CharField(max_length=80)),
                ("hash", models.CharField(blank=True, default="", max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("credential", models.BinaryField(max_length=1023, unique=True)),
                ("public_key", models.BinaryField()),
                ("sign_count", models.BigIntegerField(default=0)),
                ("name", models.CharField(max_length=100)),
                ("transports", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("shown_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="device",
            name="asset_tag",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="device",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="device",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="device",
            name="lost_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="force",
            name="second_person_enrols",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="token",
            name="bound",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lost_at", None), ("revoked_at__isnull", False), _connector="OR"
                ),
                name="a_lost_device_is_revoked",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        models.Q(("confirmed_by", models.F("officer")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_device_is_confirmed_by_a_second_person",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="officer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="enrolmentcode",
            name="device",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.device",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentcode",
            name="issued_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="enrolmentcode",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolment_codes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="externalidentity",
            name="linked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="externalidentity",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="externals",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="device",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.device",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="granted",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="granted",
                to="identity.grant",
            ),
        ),
        migrations.AddField(
            model_name="passkey",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passkeys",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recoverycode",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recovery_codes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="a_challenge_expires_after_it_is_made",
            ),
        ),
        migrations.AddIndex(
            model_name="enrolmentcode",
            index=models.Index(fields=["officer", "expires_at"], name="codes_of_officer"),
        ),
        migrations.AddConstraint(
            model_name="enrolmentcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="an_enrolment_code_expires_after_it_is_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("device", None), ("used_at", None)),
                    models.Q(("device__isnull", False), ("used_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_used_enrolment_code_names_its_handset",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("issued_by", None),
                    models.Q(("issued_by", models.F("officer")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_gives_themselves_an_enrolment_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalidentity",
            constraint=models.UniqueConstraint(
                fields=("issuer", "tenant", "subject"), name="an_external_identity_is_one_officer"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalidentity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("linked_by", None),
                    models.Q(("linked_by", models.F("officer")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_links_an_external_identity_to_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="a_grant_expires_after_it_is_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("device", None), models.Q(("session", b""), _negated=True)),
                    models.Q(("device__isnull", False), ("session", b"")),
                    _connector="OR",
                ),
                name="a_grant_is_of_one_handset_or_one_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="granted",
            constraint=models.UniqueConstraint(
                fields=("grant", "object"), name="a_grant_names_an_object_once"
            ),
        ),
        migrations.AddIndex(
            model_name="passkey",
            index=models.Index(
                condition=models.Q(("removed_at", None)),
                fields=["officer"],
                name="passkeys_of_officer",
            ),
        ),
        migrations.AddIndex(
            model_name="recoverycode",
            index=models.Index(
                condition=models.Q(("replaced_at", None), ("used_at", None)),
                fields=["officer"],
                name="recovery_codes_of_officer",
            ),
        ),
        # Every handset that was let in before there was a second person to ask.
        migrations.RunSQL(
            "UPDATE identity_device SET confirmed_at = enrolled_at", migrations.RunSQL.noop
        ),
        # Written at every request, and worth nothing after a crash.
        migrations.RunSQL(
            "ALTER TABLE identity_proof SET UNLOGGED", "ALTER TABLE identity_proof SET LOGGED"
        ),
    ]
