"""What became of each unit: under which name and where it stood before."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from field_api.identity.models.forces import Unit
from field_api.identity.rules.units import Did
from field_api.lib import choices, clock


class UnitChangeQuerySet(models.QuerySet["UnitChange"]):
    def visible_to(self, officer: Any) -> "UnitChangeQuerySet":
        """Those of the units of their force."""
        return self.filter(unit__force=officer.force_id)


class UnitChange(models.Model):
    """One change of a unit: of its name, or of where it stands, as words that people know it by.

    `by` is empty for the operator; `second` approved it where it took two.
    """

    personal_data = "who changed a unit"
    retention = "as the unit: for the life of the database"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="changes")
    did = models.CharField(max_length=8, choices=choices.of(Did))
    before = models.CharField(max_length=100, blank=True, default="")
    after = models.CharField(max_length=100, blank=True, default="")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = UnitChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=F("by")),
                name="a_unit_is_changed_by_two_who_differ",
            ),
        ]
        indexes = [models.Index(fields=["unit", "at"], name="changes_of_a_unit")]

    def __str__(self) -> str:
        return f"{self.did} {self.unit_id}"
