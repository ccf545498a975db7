"""What a force says of itself, so that minutes follow from counts: values, sources, since when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from field_api.identity.models import Force, Officer
from field_api.insights.rules.assumptions import (
    TITLE_LABELS,
    UNIT_LABELS,
    Estimate,
    Name,
    Standing,
)
from field_api.lib import choices, ids


class AssumptionQuerySet(models.QuerySet["Assumption"]):
    def visible_to(self, officer: Officer) -> Self:
        """Those of their force: whoever reads a figure may read what it rests on."""
        return self.filter(force=officer.force_id)

    def waiting(self) -> Self:
        return self.filter(decided_at=None)

    def held(self, day: date) -> Self:
        """What held on a day, at the latest, of each: accepted by its end, and begun."""
        held = self.filter(accepted=True, valid_from__lte=day, decided_at__date__lte=day)
        newest = held.order_by("name", "kind", "system", "-valid_from", "-version")
        return newest.distinct("name", "kind", "system")


class Assumption(models.Model):
    """One version of one assumption: of one kind and one system, or blank for all.

    Without a value it takes back what the force said: what is shipped holds again. Rows that were
    typed in together have one `batch`, and are decided together. `surveyed` says of how many
    entries it was measured, `surveyed_on` when. Terms never change, by a trigger, nor a decision.
    """

    personal_data = "which administrators proposed and decided it"
    retention = "as long as a figure that rests on it is quoted: for the life of the database"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField(db_index=True)
    name = models.CharField(max_length=20, choices=choices.of(Name))
    kind = models.CharField(max_length=60, blank=True, default="")
    system = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField()
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    source = models.CharField(max_length=300)
    standing = models.CharField(max_length=10, choices=choices.of(Standing))
    surveyed = models.PositiveIntegerField(default=0)
    surveyed_on = models.DateField(null=True)
    valid_from = models.DateField()
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=300, blank=True, default="")

    objects = AssumptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "name", "kind", "system", "version"],
                name="versions_of_an_assumption_are_numbered",
            ),
            models.UniqueConstraint(
                fields=["force", "name", "kind", "system"],
                condition=Q(decided_at=None),
                name="one_version_of_an_assumption_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(value=None, low=None, high=None)
                | Q(
                    value__isnull=False,
                    low__isnull=False,
                    high__isnull=False,
                    low__gte=0,
                    low__lte=F("value"),
                    high__gte=F("value"),
                ),
                name="an_assumption_stands_between_its_bounds",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, accepted=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, accepted__isnull=False),
                name="who_decided_on_an_assumption_says_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="an_assumption_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(source="")
                & ~Q(reason="")
                & (Q(accepted=None) | Q(accepted=True) | ~Q(answer="")),
                name="an_assumption_says_where_it_is_from_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(standing=Standing.MEASURED.value)
                | Q(surveyed__gt=0, surveyed_on__isnull=False),
                name="what_was_measured_says_of_how_many_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def title(self) -> str:
        return TITLE_LABELS[Name(self.name)]

    @property
    def unit(self) -> str:
        return UNIT_LABELS[Name(self.name)]

    def estimate(self) -> Estimate | None:
        """None where it takes back what was said."""
        if self.value is None or self.low is None or self.high is None:
            return None
        return Estimate(
            Name(self.name),
            self.value,
            self.low,
            self.high,
            self.source,
            Standing(self.standing),
            self.kind,
            self.system,
            self.version,
            self.surveyed,
        )
