"""Where what is looked for turned up."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from field_api.alerts.models import Alert
from field_api.identity.models import Officer, Unit
from field_api.intelligence.models import Record
from field_api.lib import choices, ids
from field_api.policy import actions as policy
from field_api.policy.rules import MARKINGS
from field_api.watch.models.listings import Listing
from field_api.watch.rules import CERTAINTIES, SOURCES, VERDICTS, Certainty, Source, Verdict
from field_api.watch.rules.listing import WHY

PLACE = 200


class HitQuerySet(models.QuerySet["Hit"]):
    def visible_to(self, officer: Any) -> "HitQuerySet":
        """Those of listings they may see, in what they may know of."""
        hearing = policy.hearing(policy.actor_of(officer))
        # An entry may have been kept to fewer people since it was compared.
        kept = Record.objects.filter(pk=models.OuterRef("row")).exclude(hearing)
        may = self.filter(hearing).exclude(models.Exists(kept))
        return may.filter(listing__in=Listing.objects.visible_to(officer))

    def to_tell(self) -> "HitQuerySet":
        """Sure, or said to be, and in no alert yet."""
        return self.filter(_SURE, told_at=None)

    def to_judge(self) -> "HitQuerySet":
        """Those somebody has to look at."""
        return self.filter(certainty=Certainty.POSSIBLE.value, verdict="")


_SURE = Q(certainty=Certainty.SAME.value) & ~Q(verdict=Verdict.OTHER.value) | Q(
    verdict=Verdict.SAME.value
)


class Hit(models.Model):
    """One listing in one entry, question or sighting, which is `row` by id.

    `officer` wrote or asked; `marking` and `groups` are those of what it was found in, whose reader
    must be cleared for both. `at` is when that was; `told_at` when an alert was raised for it, or
    none was due.
    """

    personal_data = (
        "who or what was where, when; which officer wrote or asked; who judged it and why"
    )
    retention = "as the content of its listing"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="hits")
    source = models.CharField(max_length=10, choices=choices.of(Source))
    row = models.UUIDField()
    held = ArrayField(models.CharField(max_length=230), default=list)
    certainty = models.CharField(max_length=10, choices=choices.of(Certainty))
    marking = models.CharField(max_length=30)
    groups = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    found_at = models.DateTimeField()
    place = models.CharField(max_length=PLACE, blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    looked_back = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    alert = models.ForeignKey(
        Alert, on_delete=models.SET_NULL, related_name="watch_hits", null=True
    )
    verdict = models.CharField(max_length=10, choices=choices.of(Verdict), blank=True, default="")
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    judged_why = models.CharField(max_length=WHY, blank=True, default="", db_default="")

    objects = HitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "source", "row"], name="a_listing_is_found_once_in_a_thing"
            ),
            models.CheckConstraint(
                condition=Q(source__in=SOURCES), name="a_hit_is_in_something_we_know"
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=CERTAINTIES), name="a_hit_says_how_sure_it_is"
            ),
            models.CheckConstraint(
                condition=Q(marking__in=MARKINGS), name="a_hit_bears_a_marking_we_know"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_hit_lies_on_the_globe",
            ),
            models.CheckConstraint(
                condition=Q(judged_at=None, judged_by=None, judged_why="", verdict="")
                | Q(judged_at__isnull=False, judged_by__isnull=False, verdict__in=VERDICTS)
                & ~Q(judged_why=""),
                name="a_hit_is_judged_by_somebody_at_some_time_who_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["listing", "-at"], name="hits_of_listing"),
            models.Index(fields=["found_at"], name="hits_to_tell", condition=Q(told_at=None)),
            models.Index(fields=["-at"], name="hits_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.source} hit {self.pk}"
