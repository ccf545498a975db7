import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import field_api.lib.ids

# Whoever could widen an agreement after the other side accepted it would share what nobody agreed.
AGREED_STAYS = """
CREATE FUNCTION policy_agreement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  accepting text[] := ARRAY['accepted_by_id', 'accepted_at', 'document'];
  revoking text[] := ARRAY['revoked_by_id', 'revoked_at', 'reason'];
  was jsonb := to_jsonb(OLD);
  becomes jsonb;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NULL THEN
    becomes := to_jsonb(NEW);
    IF OLD.accepted_at IS NULL AND was - accepting = becomes - accepting
      OR was - revoking = becomes - revoking THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'what was agreed stays: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER agreement_rows_stay BEFORE UPDATE OR DELETE ON policy_agreement
  FOR EACH ROW EXECUTE FUNCTION policy_agreement_stays();
CREATE TRIGGER agreement_table_stays BEFORE TRUNCATE ON policy_agreement
  FOR EACH STATEMENT EXECUTE FUNCTION policy_agreement_stays();
"""
UNDO = """
DROP TRIGGER agreement_table_stays ON policy_agreement;
DROP TRIGGER agreement_rows_stay ON policy_agreement;
DROP FUNCTION policy_agreement_stays();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0004_safeguards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandlingGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=80)),
                (
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handling_groups",
                        to="identity.force",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="policy.handlinggroup",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=field_api.lib.ids.new,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("partner", models.CharField(blank=True, default="", max_length=40)),
                (
                    "direction",
                    models.CharField(
                        choices=[("gives", "gives"), ("takes", "takes"), ("both", "both")],
                        max_length=5,
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                (
                    "marking",
                    models.CharField(
                        choices=[
                            ("OFFICIAL", "OFFICIAL"),
                            ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("intelligence", "intelligence"),
                            ("investigation", "investigation"),
                            ("safeguarding", "safeguarding"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("proposed_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("document", models.CharField(blank=True, default="", max_length=120)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="identity.force",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "with_force",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.force",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("accepted_at__isnull", False), ("revoked_at", None)),
                        fields=["with_force", "ends_on"],
                        name="agreements_to_read_under",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("partner", ""), ("with_force__isnull", False)),
                            models.Q(
                                ("direction", "gives"),
                                ("with_force", None),
                                models.Q(("partner", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_agreement_is_with_a_force_or_gives_to_a_partner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("with_force", None),
                            models.Q(("with_force", models.F("force")), _negated=True),
                            _connector="OR",
                        ),
                        name="an_agreement_is_between_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_by", None),
                            models.Q(("accepted_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="an_agreement_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by", None)),
                            models.Q(
                                ("accepted_at__isnull", False), ("accepted_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="who_accepted_an_agreement_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revoked_at", None), ("revoked_by", None)),
                            models.Q(
                                ("revoked_at__isnull", False),
                                ("revoked_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="who_revoked_an_agreement_says_when_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("partner", ""),
                            ("accepted_at", None),
                            models.Q(("document", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_partner_accepts_by_a_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="an_agreement_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("marking__in", ("OFFICIAL", "OFFICIAL-SENSITIVE"))),
                        name="an_agreement_has_a_marking_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kinds", []), _negated=True),
                        name="an_agreement_names_its_kinds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clearance",
            fields=[
                (
                    "officer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="clearance",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "marking",
                    models.CharField(
                        choices=[
                            ("OFFICIAL", "OFFICIAL"),
                            ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
                        ],
                        max_length=30,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("marking__in", ("OFFICIAL", "OFFICIAL-SENSITIVE"))),
                        name="an_officer_is_cleared_to_a_marking_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("given_by", models.F("officer")), _negated=True),
                        name="nobody_clears_themselves",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="handlinggroup",
            constraint=models.UniqueConstraint(
                fields=("force", "code"), name="a_handling_group_has_its_own_code_in_its_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="handlinggroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                name="a_handling_group_code_is_lower_case_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="a_membership_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("given_by", models.F("officer")), _negated=True),
                name="nobody_reads_themselves_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("group", "officer"),
                name="an_open_membership_is_held_once",
            ),
        ),
        migrations.RunSQL(AGREED_STAYS, UNDO),
    ]
