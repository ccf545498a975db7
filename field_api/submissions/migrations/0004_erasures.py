import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import field_api.lib.ids

STATES = [
    ("received", "received"),
    ("quarantine", "quarantine"),
    ("needs_attention", "needs attention"),
    ("needs_review", "needs review"),
    ("approved", "approved"),
    ("released", "released"),
    ("returned", "returned"),
    ("rejected", "rejected"),
    ("withdrawn", "withdrawn"),
    ("disposed", "disposed"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("notebook", "0004_tombstones"),
        ("submissions", "0003_reserved_references"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=field_api.lib.ids.new, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("done", "done"),
                            ("refused", "refused"),
                            ("lapsed", "lapsed"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("right-to-erasure", "right-to-erasure"),
                            ("court-order", "court-order"),
                            ("end-of-retention", "end-of-retention"),
                            ("recorded-in-error", "recorded-in-error"),
                        ],
                        max_length=30,
                    ),
                ),
                ("text", models.TextField()),
                ("revision", models.UUIDField()),
                ("hash", models.CharField(max_length=64)),
                (
                    "entries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("expires_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="nobody_decides_on_their_own_work",
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="a_decision_names_its_maker_and_what_they_saw",
        ),
        migrations.AlterField(
            model_name="step",
            name="became",
            field=models.CharField(
                choices=STATES,
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="move",
            field=models.CharField(
                choices=[
                    ("receive", "receive"),
                    ("set_aside", "set aside"),
                    ("admit", "admit"),
                    ("question", "question"),
                    ("ask_review", "ask review"),
                    ("approve", "approve"),
                    ("release", "release"),
                    ("confirm", "confirm"),
                    ("send_back", "send back"),
                    ("reject", "reject"),
                    ("withdraw", "withdraw"),
                    ("dispose", "dispose"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="was",
            field=models.CharField(
                choices=STATES,
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="state",
            field=models.CharField(
                choices=STATES,
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("officer__isnull", True),
                    models.Q(("officer", models.F("author")), _negated=True),
                    models.Q(
                        (
                            "move__in",
                            ["approve", "confirm", "send_back", "reject", "admit", "dispose"],
                        ),
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="nobody_decides_on_their_own_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "move__in",
                            ["approve", "confirm", "send_back", "reject", "admit", "dispose"],
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        ("officer__isnull", False), models.Q(("seen_hash", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_decision_names_its_maker_and_what_they_saw",
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="erasures",
                to="submissions.submission",
            ),
        ),
        migrations.AddIndex(
            model_name="erasure",
            index=models.Index(
                fields=["submission", "-proposed_at"], name="erasures_of_submission"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="an_erasure_takes_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposed_by", models.F("author")), _negated=True),
                    models.Q(
                        ("decided_by", None),
                        models.Q(("decided_by", models.F("author")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="nobody_erases_their_own_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["done", "refused"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["done", "refused"]), _negated=True),
                        ("decided_at", None),
                        ("decided_by", None),
                    ),
                    _connector="OR",
                ),
                name="an_erasure_is_decided_by_someone_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_at", None),
                    ("decided_at__lte", models.F("expires_at")),
                    _connector="OR",
                ),
                name="an_erasure_is_decided_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True),
                    models.Q(
                        models.Q(("state", "refused"), _negated=True),
                        models.Q(("answer", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="an_erasure_and_its_refusal_say_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("submission",),
                name="a_submission_has_one_proposal_at_a_time",
            ),
        ),
    ]
