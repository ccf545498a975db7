"""What must be kept, whatever else would let it go."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from field_api.identity.models import Officer
from field_api.lib import choices, ids
from field_api.policy import actions as policy
from field_api.policy.actions import Names
from field_api.policy.rules import Action
from field_api.submissions.grounds import Need
from field_api.submissions.models.journeys import Submission


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, officer: Any) -> "HoldQuerySet":
        """Those of what the officer may be one of two to erase; never of their own work."""
        return self.filter(policy.visible(officer, Action.ERASE, Names.under("submission")))

    def standing(self) -> "HoldQuerySet":
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """A reason to keep all of a submission until it is lifted. While one stands nothing of it is
    erased: the database refuses the decision.
    """

    personal_data = "who has what kept; nothing of what was written"
    retention = "as long as the ledger: it shows why something was not erased"

    id = models.UUIDField(primary_key=True, default=ids.new)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="holds")
    need = models.CharField(max_length=20, choices=choices.of(Need))
    text = models.TextField()
    placed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(db_default=Now())
    lifted_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_text = models.TextField(blank=True, default="")

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_hold_says_what_it_waits_for"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_text="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_text="")),
                name="a_lifted_hold_says_who_when_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["submission"], condition=Q(lifted_at=None), name="standing_holds"),
        ]
