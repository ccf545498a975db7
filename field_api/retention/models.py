"""When each submission is to be looked at again, what it belongs with, and what people decided."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from field_api.identity.models import Officer
from field_api.lib import choices, ids
from field_api.retention.rules.groups import Group
from field_api.retention.rules.verdicts import Verdict
from field_api.submissions.models import Erasure, Submission


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, officer: Any) -> "ReviewQuerySet":
        """Of what the officer may be one of two to erase; never of their own work."""
        return self.filter(submission__in=Submission.objects.erasable_by(officer))


class Review(models.Model):
    """The next review of a submission, and what its date rests on. Computed, never typed: a person
    moves it by a Conclusion.

    `computed_at` is as of when the submission was read; a later change has it computed anew.
    """

    personal_data = "how grave a record is and when it was last added to"
    retention = "as the submission"

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, primary_key=True, related_name="review"
    )
    group = models.CharField(max_length=1, choices=choices.of(Group))
    clear_from = models.DateField()
    born = models.DateField(null=True)
    linked = models.PositiveIntegerField(default=0)
    due_on = models.DateField()
    computed_at = models.DateTimeField()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="reviews_by_date")]


class Key(models.Model):
    """That a submission names somebody or something, as a keyed hash: those that share one belong
    together."""

    personal_data = "pseudonymous: keyed hashes of names with dates of birth, and of vehicles"
    retention = "as the submission; removed with its content"

    id = models.BigAutoField(primary_key=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "submission"], name="a_submission_names_a_thing_once"
            )
        ]
        indexes = [models.Index(fields=["submission"], name="keys_of_submission")]


class Conclusion(models.Model):
    """What a reviewer decided about one submission, and why. Append-only.

    `answers` are those to the National Retention Assessment Criteria. To let go is to propose an
    erasure, which a second person decides.
    """

    personal_data = "who decided to keep or let go whose record; nothing of what was written"
    retention = "as long as the ledger: it shows that keeping was reviewed (DPA 2018 s.39(2))"

    id = models.UUIDField(primary_key=True, default=ids.new)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="conclusions")
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=choices.of(Verdict))
    group = models.CharField(max_length=1, choices=choices.of(Group))
    answers = models.JSONField()
    text = models.TextField()
    seen_hash = models.CharField(max_length=64)
    next_on = models.DateField(null=True)
    erasure = models.OneToOneField(
        Erasure, null=True, on_delete=models.PROTECT, related_name="conclusion"
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reviewer=F("author")), name="nobody_reviews_what_they_wrote"
            ),
            models.CheckConstraint(
                condition=Q(verdict="keep", next_on__isnull=False, erasure=None)
                | Q(verdict="let_go", next_on=None, erasure__isnull=False),
                name="what_is_kept_has_a_next_review_what_goes_an_erasure",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_conclusion_says_why"),
        ]
        indexes = [
            models.Index(fields=["submission", "-made_at"], name="conclusions_of_submission")
        ]
