"""Searches as a community may ask about them, and what they are held against: residents by
ethnicity, and what was published before.
"""

from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from field_api.identity.models import Force, Officer, Unit
from field_api.insights.models.days import units_counted
from field_api.lib import ids
from field_api.submissions.models import Submission
from field_api.submissions.rules import State

STANDING = tuple(
    state.value for state in (State.RELEASED, State.NEEDS_REVIEW, State.APPROVED, State.RETURNED)
)
"""A search took place whether or not its record is finished. Not those that somebody said did not
(rejected, withdrawn), that do not count yet, that can't be read, or that were erased."""


class SearchQuerySet(models.QuerySet["Search"]):
    def visible_to(self, officer: Officer) -> Self:
        """Those of units whose numbers the officer may read."""
        return self.standing().filter(unit__in=units_counted(officer))

    def standing(self) -> Self:
        """Without what has ended since it was counted."""
        # Not joined: to find the states of a few searches PostgreSQL would read all submissions.
        now = Submission.objects.filter(pk=OuterRef("submission")).values("state")
        return self.alias(state=Subquery(now)).filter(state__in=STANDING)


class Search(models.Model):
    """One search, with nothing that says who was searched, by whom, or where exactly.

    `arrived` is the day its entry first reached us, as that of `Day`; `day` is when it happened,
    both in Europe/London. Codes are those of the form, `age` is a published band; all blank where
    it was not said. `minor` is whether the person is, or looked, under 18. `thin` counts what the
    form asks about grounds of few or borrowed words, none where no grounds are asked for; `judged`
    is what a reviewer made of the grounds: no if ever sent back for them, none before anybody
    looked. `square` is the grid reference of the south-west corner of 2 km by 2 km.
    """

    personal_data = (
        "ethnicity, age and gender of somebody searched, without a name; tied to a record"
    )
    retention = "as its submission, and gone with it"

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    arrived = models.DateField()
    day = models.DateField()
    type = models.CharField(max_length=20, blank=True)
    self_defined = models.CharField(max_length=4, blank=True)
    officer_defined = models.CharField(max_length=4, blank=True)
    age = models.CharField(max_length=10, blank=True)
    minor = models.BooleanField(null=True)
    gender = models.CharField(max_length=10, blank=True)
    object = models.CharField(max_length=60, blank=True)
    power = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=60, blank=True)
    linked = models.BooleanField(null=True)
    extent = models.CharField(max_length=20, blank=True)
    thin = models.PositiveSmallIntegerField(null=True)
    judged = models.BooleanField(null=True)
    operation = models.CharField(max_length=60, blank=True)
    square = models.CharField(max_length=6, blank=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["force", "arrived"], name="searches_counted"),
            models.Index(fields=["unit", "day"], name="searches_of_unit"),
        ]


def forces_counted(officer: Officer) -> set[int]:
    """Ids of the forces whose tables of residents and published files the officer may read."""
    return {officer.force_id, *officer.forces_audited()}


class ForceQuerySet(models.QuerySet[Any]):
    def visible_to(self, officer: Officer) -> Self:
        """Those of their own force, and of one they audit."""
        return self.filter(force__in=forces_counted(officer))


class Residents(models.Model):
    """A table of how many people live in a force's area by ethnicity, as somebody brought it in.
    The newest version is held against; older ones stay, so that an older figure can be explained.
    """

    personal_data = "who brought it in; none of residents"
    retention = "as long as the force wants its figures"

    id = models.UUIDField(primary_key=True, default=ids.new)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    as_of = models.DateField()
    digest = models.CharField(max_length=64)
    loaded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    objects = ForceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "version"], name="residents_have_one_table_a_version"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="residents_have_a_source"),
        ]


class ResidentCountQuerySet(models.QuerySet["ResidentCount"]):
    def visible_to(self, officer: Officer) -> Self:
        return self.filter(table__force__in=forces_counted(officer))


class ResidentCount(models.Model):
    """Residents of one group: of the whole area, or of the ground of one unit."""

    personal_data = "none: a count of residents"
    retention = "as its table"

    table = models.ForeignKey(Residents, on_delete=models.CASCADE, related_name="counts")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=10)
    count = models.PositiveIntegerField()

    objects = ResidentCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "unit", "group"],
                name="residents_of_a_group_are_counted_once",
                nulls_distinct=False,
            )
        ]


class Summary(models.Model):
    """A published summary of stop and search that somebody brought in, whole."""

    personal_data = "who brought it in; none of people searched"
    retention = "as long as the force wants its figures"

    id = models.UUIDField(primary_key=True, default=ids.new)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    loaded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    objects = ForceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "digest"], name="a_summary_is_loaded_once"),
            models.CheckConstraint(condition=~Q(source=""), name="a_summary_has_a_source"),
        ]


class SummaryCountQuerySet(models.QuerySet["SummaryCount"]):
    def visible_to(self, officer: Officer) -> Self:
        return self.filter(summary__force__in=forces_counted(officer))


class SummaryCount(models.Model):
    """One row of such a file: how many searches of a year and an area were of this ethnicity and
    had this object, legislation or outcome. All words are the publisher's."""

    personal_data = "none: a count that was published"
    retention = "as its file"

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="counts")
    year = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=12)
    area = models.CharField(max_length=100)
    ethnicity = models.CharField(max_length=60)
    metric = models.CharField(max_length=20)
    category = models.CharField(max_length=100)
    count = models.PositiveIntegerField()

    objects = SummaryCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "year", "area_code", "ethnicity", "metric", "category"],
                name="a_published_count_stands_once",
            )
        ]
