"""Sending again, deliberately."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from field_api.connectors.models import System
from field_api.delivery.rules import ReplayState
from field_api.lib import choices


class ReplayQuerySet(models.QuerySet["Replay"]):
    def visible_to(self, officer: Any) -> Self:
        """To those who oversee, their force's."""
        if not officer.may_oversee:
            return self.none()
        return self.filter(requested_by__force=officer.force_id)


class Replay(models.Model):
    """An order to send deliveries of one system again, and how far it has come.
    It reaches the deliveries of the force of whoever ordered it.

    `scope` says which: {"deliveries": [id…]} or {"states": […], "since": iso, "until": iso,
    "mapping": id}. `fresh_key` makes the system take each as new; otherwise it may say that it has
    it already. `rerender` maps the kept source anew; otherwise the frozen bytes go out again.
    `after` is the last delivery done, so that a replay cut short goes on from there.
    """

    personal_data = "none: ids and officer numbers"
    retention = "as the deliveries"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="replays")
    scope = models.JSONField()
    reason = models.CharField(max_length=300)
    fresh_key = models.BooleanField(default=False)
    rerender = models.BooleanField(default=False)
    state = models.CharField(
        max_length=8, choices=choices.of(ReplayState), default=ReplayState.WAITING.value
    )
    total = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    after = models.UUIDField(null=True, blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReplayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seconded_at=None, seconded_by=None)
                | Q(seconded_at__isnull=False, seconded_by__isnull=False),
                name="seconded_at_and_seconded_by_are_set_together",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None) | ~Q(seconded_by=F("requested_by")),
                name="nobody_seconds_their_own_replay",
            ),
        ]
