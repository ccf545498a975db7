"""Submissions move; the entries they stand on never do."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from field_api.identity.models import Force, Officer, Unit
from field_api.lib import choices
from field_api.notebook.models import Entry
from field_api.policy import actions as policy
from field_api.policy.rules import Action, Thing
from field_api.submissions.made import NAMES
from field_api.submissions.rules import DECISIONS, Move, Review, State


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, officer: Any, action: Action = Action.READ) -> "SubmissionQuerySet":
        """What policy lets the officer read, or do whatever else is named: see `policy.can`."""
        return self.filter(policy.visible(officer, action))

    def erasable_by(self, officer: Any) -> "SubmissionQuerySet":
        """Of which the officer may be one of the two who erase; never what they wrote."""
        return self.visible_to(officer, Action.ERASE)

    def for_review(self, officer: Any) -> "SubmissionQuerySet":
        """What waits for someone other than its author: first what is held back until they decide,
        then what is to be looked at after release, each by its time limit and age.
        """
        waiting = Q(state=State.NEEDS_REVIEW.value) | Q(
            state=State.RELEASED.value, review_state=Review.WAITING.value
        )
        aside = Q(state=State.QUARANTINE.value)
        mine = self.visible_to(officer, Action.DECIDE).filter(waiting | aside)
        gone_out = models.Case(models.When(state=State.RELEASED.value, then=1), default=0)
        return mine.order_by(gone_out, "review_by", "created_at")


class Submission(models.Model):
    """What an officer set out to have recorded, through all its revisions."""

    personal_data = "links an officer to what they wrote"
    retention = "MoPI group of its kind"

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=30, unique=True)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="submissions")
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=60)
    marking = models.CharField(max_length=30)
    # Tags of handling groups, of which a reader must be in each. No rows of their own: whoever asks
    # for a page of submissions would pay for them with every row.
    groups = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    state = models.CharField(max_length=16, choices=choices.of(State))
    review_state = models.CharField(max_length=8, choices=choices.of(Review))
    review_by = models.DateTimeField(null=True)
    head = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, related_name="stands_for"
    )
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            # The target of the decision's composite foreign key: see the migration.
            models.UniqueConstraint(fields=["id", "author"], name="submission_with_its_author"),
        ]
        indexes = [
            models.Index(
                fields=["unit", "review_by", "created_at"],
                name="review_queue",
                condition=Q(state__in=["needs_review", "quarantine"])
                | Q(state="released", review_state="waiting"),
            ),
            models.Index(fields=["author", "-created_at"], name="submissions_of_author"),
            models.Index(
                fields=["review_by"],
                name="submissions_due_for_review",
                condition=Q(review_by__isnull=False),
            ),
        ]

    @property
    def thing(self) -> Thing:
        """What rights to it depend on."""
        return Thing(
            id=self.pk,
            force=self.force_id,
            unit=self.unit_id,
            author=self.author_id,
            marking=self.marking,
            state=self.state,
            kind=self.kind,
            groups=frozenset(self.groups),
        )


def _counted(whether: bool) -> Q:
    return Q(**{f"{name}__isnull": not whether for name in NAMES})


class Revision(models.Model):
    """The parsed copy of one entry, as a version of a submission."""

    personal_data = "all that the officer wrote, parsed"
    retention = "as the submission"

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="revision"
    )
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="revisions")
    parents = ArrayField(models.UUIDField(), default=list)
    intent = models.CharField(max_length=10)
    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    occurred_at = models.DateTimeField()
    written_at = models.DateTimeField()
    body = models.JSONField()
    problems = models.JSONField(default=list)
    counts = models.BooleanField(default=True)
    late = models.BooleanField(default=False)
    hash = models.CharField(max_length=64)
    # How many of its answers came how (`submissions.made`); empty where no handset counted.
    typed = models.PositiveSmallIntegerField(null=True)
    chosen = models.PositiveSmallIntegerField(null=True)
    reused = models.PositiveSmallIntegerField(null=True)
    filled = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_counted(False) | _counted(True),
                name="fields_are_counted_in_all_four_ways_or_not_at_all",
            ),
        ]
        indexes = [models.Index(fields=["submission"], name="revisions_of_submission")]


class Step(models.Model):
    """One move, append-only. `officer` is empty where a standing policy moved it: then `policy`
    says which (`submissions.sampling`). `acting` says that who decided held the role for a time.
    """

    personal_data = "who decided what about whose work; free text of the reviewer"
    retention = "as the submission"

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, related_name="steps"
    )
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="steps")
    move = models.CharField(max_length=12, choices=choices.of(Move))
    was = models.CharField(max_length=16, choices=choices.of(State))
    became = models.CharField(max_length=16, choices=choices.of(State))
    seen_hash = models.CharField(max_length=64, blank=True, default="")
    reason_code = models.CharField(max_length=30, blank=True, default="")
    text = models.TextField(blank=True, default="")
    comments = models.JSONField(default=list)
    policy = models.CharField(max_length=12, blank=True, default="", db_default="")
    acting = models.BooleanField(default=False, db_default=False)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(officer__isnull=True)
                | ~Q(officer=F("author"))
                | ~Q(move__in=[move.value for move in DECISIONS]),
                name="nobody_decides_on_their_own_work",
            ),
            models.CheckConstraint(
                condition=~Q(move__in=[move.value for move in DECISIONS])
                | (Q(officer__isnull=False) & ~Q(seen_hash="")),
                name="a_decision_names_its_maker_and_what_they_saw",
            ),
            models.CheckConstraint(
                condition=Q(policy="") | Q(officer__isnull=True),
                name="a_standing_policy_moves_what_no_officer_does",
            ),
            models.CheckConstraint(
                condition=Q(acting=False) | Q(officer__isnull=False),
                name="somebody_acts_in_a_rank",
            ),
        ]
        indexes = [models.Index(fields=["submission", "id"], name="steps_of_submission")]
