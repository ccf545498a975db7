"""Who has an entry before them to decide about, so that no two do the same work."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from field_api.identity.models import Officer
from field_api.policy import actions as policy
from field_api.policy.actions import Names
from field_api.policy.rules import Action
from field_api.submissions.models.journeys import Submission


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, officer: Any) -> "ClaimQuerySet":
        """Those of what the officer may decide about."""
        return self.filter(policy.visible(officer, Action.DECIDE, Names.under("submission")))


class Claim(models.Model):
    """One officer reads it since then, and until then it counts. It warns others and is in nobody's
    way: that only one decision counts is the submission's own lock.
    """

    personal_data = "who reads whose work"
    retention = "until it is decided, or its reader opens something else after it ran out"

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="claim"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="a_claim_lasts"),
        ]
