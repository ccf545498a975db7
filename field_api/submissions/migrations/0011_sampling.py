import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from field_api.lib import ids

ROLES = [
    (role, role.replace("_", " "))
    for role in ("officer", "supervisor", "inspector", "intel", "auditor", "force_admin")
]


def _of(to: str, **particulars: object) -> models.ForeignKey:
    return models.ForeignKey(to=to, on_delete=django.db.models.deletion.PROTECT, **particulars)


def _now() -> models.DateTimeField:
    return models.DateTimeField(db_default=django.db.models.functions.datetime.Now())


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0010_claims"),
        ("identity", "0008_tokens_that_only_carry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "step",
            "policy",
            models.CharField(max_length=12, blank=True, default="", db_default=""),
        ),
        migrations.AddField("step", "acting", models.BooleanField(default=False, db_default=False)),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=Q(policy="") | Q(officer__isnull=True),
                name="a_standing_policy_moves_what_no_officer_does",
            ),
        ),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=Q(acting=False) | Q(officer__isnull=False),
                name="somebody_acts_in_a_rank",
            ),
        ),
        migrations.AddIndex(
            "submission",
            models.Index(
                fields=["review_by"],
                name="submissions_due_for_review",
                condition=Q(review_by__isnull=False),
            ),
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("raised_at", _now()),
                ("role", models.CharField(blank=True, choices=ROLES, default="", max_length=20)),
                ("submission", _of("submissions.submission", related_name="escalations")),
                ("unit", _of("identity.unit", null=True, related_name="+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["submission", "due_at"],
                        name="an_entry_is_brought_up_once_a_time_limit",
                    ),
                    models.CheckConstraint(
                        condition=Q(unit=None, role="") | (Q(unit__isnull=False) & ~Q(role="")),
                        name="what_is_brought_up_names_unit_and_role_or_neither",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_at", _now()),
                ("mail_due_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("escalation", _of("submissions.escalation", related_name="told")),
                ("officer", _of(settings.AUTH_USER_MODEL, related_name="+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["escalation", "officer"],
                        name="an_officer_is_told_once_of_what_waits",
                    ),
                    models.CheckConstraint(
                        condition=Q(mailed_at=None) | Q(mail_due_at__isnull=False),
                        name="only_an_owed_mail_is_sent",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["officer"], name="what_an_officer_was_told"),
                    models.Index(
                        fields=["mail_due_at"],
                        condition=Q(mailed_at=None, mail_due_at__isnull=False),
                        name="mails_owed_of_what_waits",
                    ),
                ],
            },
        ),
    ]
