"""Whom a tasking is given to: named officers, or whoever serves in a unit today."""

from typing import Any

from django.db import models
from django.db.models import Q

from field_api.alerts.models import meaning
from field_api.identity.models import Officer, Unit
from field_api.identity.rules import Role
from field_api.lib import choices
from field_api.tasking.models.taskings import Tasking

_ROLES = ["", *(role.value for role in Role)]


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, officer: Any) -> "TargetQuerySet":
        """Those of taskings the officer may read."""
        return self.filter(tasking__in=Tasking.objects.visible_to(officer))

    def meaning(self, officer: Any) -> "TargetQuerySet":
        return self.filter(meaning(officer))


class Target(models.Model):
    """As a target of an alert: one officer, or a unit with those below it, or a role there."""

    personal_data = "which officer a tasking was given to"
    retention = "as its tasking"

    tasking = models.ForeignKey(Tasking, on_delete=models.CASCADE, related_name="targets")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    role = models.CharField(max_length=20, choices=choices.of(Role), blank=True, default="")
    below = models.BooleanField(default=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(officer=None, unit__isnull=False)
                | Q(officer__isnull=False, unit=None, role=""),
                name="a_tasking_is_given_to_an_officer_or_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(role__in=_ROLES), name="a_tasking_is_given_to_a_role_we_know"
            ),
            models.UniqueConstraint(
                fields=["tasking", "officer", "unit", "role", "below"],
                name="a_tasking_names_each_target_once",
                nulls_distinct=False,
            ),
        ]
