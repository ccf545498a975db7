"""What was noticed, and what an auditor made of it."""

from typing import Any

from django.db import models
from django.db.models import Q

from field_api.audit.models.looks import Look
from field_api.audit.rules.words import Concluded, Noticed
from field_api.identity.models import Officer
from field_api.lib import choices


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, officer: Any) -> "FindingQuerySet":
        """An auditor's: those of their force, and never of themselves."""
        rows = self.filter(officer__force__in=officer.forces_audited())
        return rows.exclude(officer=officer)


class Finding(models.Model):
    """Something to look at, not a verdict. `key` makes a repeated round notice it once; `numbers`
    are counts, limits and days, never content.
    """

    personal_data = "that an officer's look-ups were noticed, and what an auditor concluded"
    retention = "6 years where it was passed on, otherwise 2 years"

    id = models.BigAutoField(primary_key=True)
    what = models.CharField(max_length=10, choices=choices.of(Noticed))
    key = models.CharField(max_length=100)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="findings")
    look = models.ForeignKey(Look, on_delete=models.SET_NULL, related_name="findings", null=True)
    noticed_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    numbers = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=choices.of(Concluded), default=Concluded.OPEN.value
    )
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    conclusion = models.CharField(max_length=1000, blank=True, default="")

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "key"], name="a_thing_is_noticed_once"),
            models.CheckConstraint(
                condition=Q(state=Concluded.OPEN.value, concluded_at=None, concluded_by=None)
                | (
                    ~Q(state=Concluded.OPEN.value)
                    & Q(concluded_at__isnull=False, concluded_by__isnull=False)
                    & ~Q(conclusion="")
                ),
                name="a_conclusion_names_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(concluded_by=None) | ~Q(concluded_by=models.F("officer")),
                name="nobody_concludes_on_themselves",
            ),
        ]
        indexes = [models.Index(fields=["state", "-noticed_at"], name="findings_by_state")]

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
