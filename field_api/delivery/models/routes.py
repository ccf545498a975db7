"""Which kinds go to which systems, in which order, and by when."""

from django.db import models
from django.db.models import Q

from field_api.connectors.models import System
from field_api.delivery.rules import Ordering, WhenLate
from field_api.lib import choices


class Route(models.Model):
    """Send a kind to a system. `deliver_by_seconds` counts from the decision; None: no time limit.

    `redacts` lets an entry above the system's clearance go there without the fields it may not
    hold; otherwise the whole entry is held back for a person.
    """

    personal_data = "none"
    retention = "while in force, then 7 years as configuration history"

    kind = models.CharField(max_length=60)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="routes")
    active = models.BooleanField(default=True)
    ordering = models.CharField(
        max_length=12, choices=choices.of(Ordering), default=Ordering.STRICT.value
    )
    deliver_by_seconds = models.PositiveIntegerField(null=True, blank=True)
    when_late = models.CharField(
        max_length=8, choices=choices.of(WhenLate), default=WhenLate.TELL.value
    )
    redacts = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "system"], name="one_route_for_each_kind_and_system"
            ),
            models.CheckConstraint(
                condition=Q(when_late=WhenLate.TELL.value) | Q(deliver_by_seconds__isnull=False),
                name="what_ends_late_has_a_time_limit",
            ),
        ]
