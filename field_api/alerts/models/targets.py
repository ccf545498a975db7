"""Whom an alert is meant for: named officers, or whoever serves in a unit today."""

from typing import Any

from django.db import models
from django.db.models import Q

from field_api.alerts.models.alerts import Alert
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.rules import Role
from field_api.lib import choices

_ROLES = [role.value for role in Role]


def meaning(officer: Any) -> Q:
    """The rows, of any table of targets, that mean this officer by where they serve today;
    `reaching.meant` says the same of all officers at once. Who serves nowhere is meant by none.
    """
    held = list(Posting.objects.current(officer).values_list("unit_id", "role"))
    meant = Q(officer=officer) if held else Q(pk__in=())
    for unit, role in held:
        there = Q(unit=unit) | Q(unit__in=Unit.objects.above([unit]), below=True)
        meant |= there & Q(role__in=("", role))
    return meant


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, officer: Any) -> "TargetQuerySet":
        """Those of alerts the officer may read."""
        return self.filter(alert__in=Alert.objects.visible_to(officer))

    def meaning(self, officer: Any) -> "TargetQuerySet":
        return self.filter(meaning(officer))


class Target(models.Model):
    """One officer, or a unit with those below it, or whoever holds a role there. `escalation`: it
    came to be because somebody whom that role answers for had not seen the alert.
    """

    personal_data = "which officer an alert was meant for"
    retention = "as its alert"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="targets")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    role = models.CharField(max_length=20, choices=choices.of(Role), blank=True, default="")
    below = models.BooleanField(default=True)
    escalation = models.BooleanField(default=False)

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(officer=None, unit__isnull=False)
                | Q(officer__isnull=False, unit=None, role=""),
                name="an_alert_is_meant_for_an_officer_or_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", *_ROLES]), name="an_alert_is_meant_for_a_role_we_know"
            ),
            models.UniqueConstraint(
                fields=["alert", "officer", "unit", "role", "below"],
                name="an_alert_names_each_target_once",
                nulls_distinct=False,
            ),
        ]
