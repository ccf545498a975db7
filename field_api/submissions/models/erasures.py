"""Two people have a submission erased; what they decided outlives what was erased."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from field_api.identity.models import Officer
from field_api.lib import choices, clock, ids
from field_api.policy import actions as policy
from field_api.policy.actions import Names
from field_api.policy.rules import Action
from field_api.submissions.grounds import Ground, Standing
from field_api.submissions.models.journeys import Submission

_DECIDED = [Standing.DONE.value, Standing.REFUSED.value]


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def visible_to(self, officer: Any) -> "ErasureQuerySet":
        """Those of what the officer may be one of two to erase; never of their own work."""
        return self.filter(policy.visible(officer, Action.ERASE, Names.under("submission")))

    def open(self) -> "ErasureQuerySet":
        return self.filter(state=Standing.PROPOSED.value, expires_at__gt=clock.now())


class Erasure(models.Model):
    """A proposal to erase all of a submission, bound to the entries it had, and its outcome.

    `author` is a copy, so that a CHECK can compare it with whoever decides; a composite foreign
    key makes the copy truthful. `revision` and `hash` are what both had before them.
    """

    personal_data = "who decided to erase whose work, and why; nothing of what was erased"
    retention = "as long as the ledger: it proves that the erasure was lawful"

    id = models.UUIDField(primary_key=True, default=ids.new)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="erasures")
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=choices.of(Standing), default=Standing.PROPOSED.value
    )
    ground = models.CharField(max_length=30, choices=choices.of(Ground))
    text = models.TextField()
    revision = models.UUIDField()
    hash = models.CharField(max_length=64)
    entries = ArrayField(models.UUIDField())
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="an_erasure_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("author"))
                & (Q(decided_by=None) | ~Q(decided_by=F("author"))),
                name="nobody_erases_their_own_work",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=_DECIDED) & Q(decided_by=None, decided_at=None)),
                name="an_erasure_is_decided_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__lte=F("expires_at")),
                name="an_erasure_is_decided_in_time",
            ),
            models.CheckConstraint(
                condition=~Q(text="") & (~Q(state=Standing.REFUSED.value) | ~Q(answer="")),
                name="an_erasure_and_its_refusal_say_why",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(state=Standing.PROPOSED.value),
                name="a_submission_has_one_proposal_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["submission", "-proposed_at"], name="erasures_of_submission"),
        ]
