import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from field_api.lib import ids

NEEDS = [
    ("proceedings", "proceedings"),
    ("complaint", "complaint"),
    ("inquiry", "inquiry"),
    ("request", "request"),
]

# A hold locks the submission, as a decision does; this catches who forgets to ask.
REFUSE = """
CREATE FUNCTION submissions_refuse_while_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'done' AND EXISTS (SELECT FROM submissions_hold h
      WHERE h.submission_id = NEW.submission_id AND h.lifted_at IS NULL) THEN
    RAISE EXCEPTION 'nothing of a submission is erased while it is held'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nothing_held_is_erased BEFORE INSERT OR UPDATE ON submissions_erasure
  FOR EACH ROW EXECUTE FUNCTION submissions_refuse_while_held();
CREATE FUNCTION submissions_refuse_unholding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a hold is lifted, not removed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER a_hold_stays BEFORE DELETE OR TRUNCATE ON submissions_hold
  FOR EACH STATEMENT EXECUTE FUNCTION submissions_refuse_unholding();
"""
UNDO = """
DROP TRIGGER a_hold_stays ON submissions_hold;
DROP FUNCTION submissions_refuse_unholding();
DROP TRIGGER nothing_held_is_erased ON submissions_erasure;
DROP FUNCTION submissions_refuse_while_held();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0007_handling_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(default=ids.new, primary_key=True, serialize=False),
                ),
                ("need", models.CharField(choices=NEEDS, max_length=20)),
                ("text", models.TextField()),
                (
                    "placed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_text", models.TextField(blank=True, default="")),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="submissions.submission",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            "hold",
            models.Index(fields=["submission"], condition=Q(lifted_at=None), name="standing_holds"),
        ),
        migrations.AddConstraint(
            "hold",
            models.CheckConstraint(condition=~Q(text=""), name="a_hold_says_what_it_waits_for"),
        ),
        migrations.AddConstraint(
            "hold",
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_text="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_text="")),
                name="a_lifted_hold_says_who_when_and_why",
            ),
        ),
        migrations.RunSQL(REFUSE, UNDO),
    ]
