"""Records that an officer opened though they are not theirs to see, and who looked into it."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

from field_api.identity.models import Force, Officer, Unit
from field_api.lib import choices, clock, ids
from field_api.policy.rules.breaking import LASTS, SHORTEST_REASON, Finding


class GlassQuerySet(models.QuerySet["Glass"]):
    def visible_to(self, officer: Any) -> "GlassQuerySet":
        """Their own, those of what they wrote, and those of units whose work they answer for."""
        mine = Q(officer=officer) | Q(author=officer)
        if officer.may_review:
            mine |= Q(unit__in=officer.units_covered())
        return self.filter(mine)

    def in_full(self) -> "GlassQuerySet":
        """With everybody it names, the newest first."""
        return self.select_related("officer", "author", "reviewed_by").order_by("-opened_at")

    def unreviewed(self) -> "GlassQuerySet":
        return self.filter(reviewed_at=None)

    def overdue(self) -> "GlassQuerySet":
        return self.unreviewed().filter(review_by__lte=clock.now())


class Glass(models.Model):
    """One record opened to one officer for half an hour, for a reason that somebody else judges.

    `submission` is no foreign key: this outlives what it opened. `author`, `unit` and `force` are
    of the record. `review_by` is when a supervisor is to have looked at it.
    """

    personal_data = "who looked at whose work, and why; nothing of the work"
    retention = "as the ledger: it explains a look that nobody else would have had"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    submission = models.UUIDField()
    reference = models.CharField(max_length=30)
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    review_by = models.DateTimeField()
    reviewed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    reviewed_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=14, choices=choices.of(Finding), blank=True, default="")
    words = models.TextField(blank=True, default="")

    objects = GlassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("opened_at"))
                & Q(expires_at__lte=F("opened_at") + LASTS),
                name="broken_glass_is_open_for_half_an_hour_at_most",
            ),
            models.CheckConstraint(
                condition=Q(review_by__lte=F("opened_at") + timedelta(hours=24)),
                name="broken_glass_is_to_be_reviewed_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(reason__regex=rf"^.{{{SHORTEST_REASON},}}$"),
                name="broken_glass_has_a_reason_of_some_length",
            ),
            models.CheckConstraint(
                condition=~Q(officer=F("author")),
                name="nobody_breaks_glass_to_their_own_work",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None)
                | (~Q(reviewed_by=F("officer")) & ~Q(reviewed_by=F("author"))),
                name="broken_glass_is_reviewed_by_neither_of_the_two",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, finding="", words="")
                | (
                    Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & ~Q(finding="")
                    & ~Q(words="")
                ),
                name="who_reviewed_broken_glass_says_when_and_what",
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "expires_at"], name="glass_of_officer"),
            models.Index(
                fields=["unit", "review_by"],
                condition=Q(reviewed_at=None),
                name="glass_to_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} opened {self.reference}"
