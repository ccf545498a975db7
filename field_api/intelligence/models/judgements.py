"""What officers said of two mentions: that they are of one, or that they are not."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from field_api.identity.models import Officer
from field_api.intelligence.models.mentions import Mention
from field_api.lib import ids
from field_api.policy import actions as policy
from field_api.policy.actions import Names


class JudgementQuerySet(models.QuerySet["Judgement"]):
    def visible_to(self, officer: Any) -> "JudgementQuerySet":
        """Those of which the officer may read both sides."""
        this, that = (
            policy.visible(officer, names=Names.under(f"{side}__record"))
            for side in ("this", "that")
        )
        return self.filter(this, that)

    def standing(self) -> "JudgementQuerySet":
        return self.filter(reversed_at=None)


class Judgement(models.Model):
    """An edge between two mentions, never a merge: taken back, all is as it was before.

    `this` is the smaller id, so that a pair has one spelling. `chosen` says that the officer took
    the other in place of typing, in the entry itself. The row goes with either mention, for then
    there is nothing left to judge; that it was made stays in the ledger.
    """

    personal_data = "who said that two records are, or are not, of one person, and why"
    retention = "as the mentions it joins or parts"

    class Says(models.TextChoices):
        SAME = "same"
        DIFFERENT = "different"

    id = models.UUIDField(primary_key=True, default=ids.new)
    this = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="judged_this")
    that = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="judged_that")
    says = models.CharField(max_length=9, choices=Says.choices)
    why = models.CharField(max_length=500, blank=True, default="")
    chosen = models.BooleanField(default=False)
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    reversed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=500, blank=True, default="")

    objects = JudgementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(this__lt=F("that")), name="a_judgement_is_of_two_in_one_order"
            ),
            models.CheckConstraint(
                condition=Q(reversed_at=None, reversed_by=None)
                | Q(reversed_at__isnull=False, reversed_by__isnull=False),
                name="a_judgement_is_reversed_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(chosen=True) | ~Q(why=""), name="a_judgement_says_why_or_was_chosen"
            ),
            models.UniqueConstraint(
                fields=["this", "that"],
                condition=Q(reversed_at=None),
                name="two_mentions_have_one_standing_judgement",
            ),
        ]
