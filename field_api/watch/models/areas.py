"""The ground of units: where something happens says who is near."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from field_api.identity.models import Unit
from field_api.lib import ids


class AreaQuerySet(models.QuerySet["Area"]):
    def visible_to(self, officer: Any) -> "AreaQuerySet":
        """Those of units of their force."""
        return self.filter(unit__force=officer.force_id)

    def around(self, latitude: float, longitude: float) -> "AreaQuerySet":
        """Those whose box holds the point; whether the shape does, `rules.geo.within` says."""
        return self.filter(
            south__lte=latitude, north__gte=latitude, west__lte=longitude, east__gte=longitude
        )


class Area(models.Model):
    """A part of a unit's ground: `shape` is a GeoJSON Polygon or MultiPolygon (RFC 7946, WGS84,
    longitude first), and its box in degrees. A unit may have several; they may overlap.
    Who drew it is in the ledger.
    """

    personal_data = "none"
    retention = "for the life of the unit"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="areas")
    name = models.CharField(max_length=100)
    shape = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    drawn_at = models.DateTimeField()

    objects = AreaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="areas_of_a_unit_have_different_names"
            ),
            models.CheckConstraint(
                condition=Q(west__lte=F("east"), south__lte=F("north")),
                name="the_box_of_an_area_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name
