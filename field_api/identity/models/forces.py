"""Forces and the tree of units inside each."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

# UNION, not UNION ALL: should a cycle ever be written by hand, the walk still ends.
_BELOW = """
    WITH RECURSIVE tree (id) AS (
        SELECT id FROM identity_unit WHERE id = ANY(%s)
        UNION
        SELECT child.id FROM identity_unit child JOIN tree ON child.parent_id = tree.id
    )
    SELECT id FROM tree
"""


_ABOVE = """
    WITH RECURSIVE path (id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT u.parent_id FROM identity_unit u JOIN path ON u.id = path.id
        WHERE u.parent_id IS NOT NULL
    )
    SELECT id FROM path
"""


class Force(models.Model):
    """A police force. `code` is its number in the national list: 34 is Northamptonshire."""

    personal_data = "none"
    retention = "for the life of the database"

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=100)
    second_person_enrols = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-Z]{1,4}$"),
                name="a_force_code_is_short_and_upper_case",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet["Unit"]):
    def below(self, unit_ids: Iterable[int]) -> "UnitQuerySet":
        """These units and every unit under them, in one query however deep the tree."""
        return self.filter(pk__in=RawSQL(_BELOW, [list(unit_ids)]))  # noqa: S611 (constant text)

    def above(self, unit_ids: Iterable[int]) -> "UnitQuerySet":
        """These units and every unit over them."""
        return self.filter(pk__in=RawSQL(_ABOVE, [list(unit_ids)]))  # noqa: S611 (constant text)

    def open(self) -> "UnitQuerySet":
        """Those in which somebody may be given a role."""
        return self.filter(closed_on=None)


class Unit(models.Model):
    """A team, station or department. Whoever supervises a unit supervises all below it.

    One that is closed takes no role and no unit any more, and stays what it was for the work done
    in it; `closed_on` is the first day without it. That a parent is of the same force is a
    composite foreign key, made by SQL in the migration.
    """

    personal_data = "none"
    retention = "for the life of the database; work done by a closed unit still names it"

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    name = models.CharField(max_length=100)
    closed_on = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "parent", "name"],
                name="units_under_one_parent_have_different_names",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(fields=["id", "force"], name="a_unit_is_of_one_force"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="a_unit_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name
