"""What came in from outside, and what was asked, as far as a later listing may need it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from field_api.connectors.models import System
from field_api.identity.models import Force, Officer, Posting, Unit
from field_api.lib import ids
from field_api.watch.models.hits import PLACE
from field_api.watch.rules.listing import LISTING


class Inlet(models.Model):
    """A system whose sightings are taken in, and for which force. `unit` answers for them."""

    personal_data = "none"
    retention = "for the life of the system"

    system = models.OneToOneField(
        System, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")


class SightingQuerySet(models.QuerySet["Sighting"]):
    def visible_to(self, officer: Any) -> "SightingQuerySet":
        """For who keeps the watch list of its force."""
        roles = [role.value for role in LISTING]
        held = Posting.objects.current(officer).filter(role__in=roles)
        return self.filter(force__in=held.values("unit__force"))


class Sighting(models.Model):
    """A vehicle read by a camera, as a system reported it: each once, by `reading`, the system's
    own id. `held` is its registration as a key.
    """

    personal_data = "which vehicle was where, when"
    retention = "28 days"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    reading = models.CharField(max_length=200)
    vrm = models.CharField(max_length=15)
    held = models.CharField(max_length=230)
    camera = models.CharField(max_length=60, blank=True, default="")
    place = models.CharField(max_length=PLACE, blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    direction = models.CharField(max_length=30, blank=True, default="")
    seen_at = models.DateTimeField()
    received_at = models.DateTimeField()

    objects = SightingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "reading"], name="a_reading_of_a_system_counts_once"
            ),
            models.CheckConstraint(condition=~Q(reading=""), name="a_sighting_has_an_id"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_sighting_lies_on_the_globe",
            ),
        ]
        indexes = [
            models.Index(fields=["held", "seen_at"], name="sightings_by_key"),
            models.Index(fields=["force", "-seen_at"], name="sightings_of_force"),
            models.Index(fields=["received_at"], name="sightings_by_age"),
        ]

    def __str__(self) -> str:
        return f"sighting {self.pk}"


class AskedQuerySet(models.QuerySet["Asked"]):
    def visible_to(self, officer: Any) -> "AskedQuerySet":
        """Their own: what a colleague looked up is the colleague's to justify."""
        return self.filter(officer=officer)


class Asked(models.Model):
    """What a question was about, by keys, so that a listing made later finds it. `id` is the
    question's, which stands above here.
    """

    personal_data = "what an officer asked about, in identifying numbers and names"
    retention = "31 days, as the question"

    id = models.UUIDField(primary_key=True)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    place = models.CharField(max_length=PLACE, blank=True, default="")
    held = ArrayField(models.CharField(max_length=230), default=list)

    objects = AskedQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["held"], name="asked_by_key"),
            models.Index(fields=["asked_at"], name="asked_by_age"),
        ]
