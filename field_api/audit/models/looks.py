"""Look-ups as they are counted: drawn from the ledger, and drawn again whenever they are lost."""

from typing import Any

from django.db import models
from django.db.models import Q

from field_api.audit.rules.words import Looked
from field_api.identity.models import Officer, Unit
from field_api.lib import choices


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, officer: Any) -> "LookQuerySet":
        """An auditor's: those made in their force, and never their own."""
        rows = self.filter(officer__force__in=officer.forces_audited())
        return rows.exclude(officer=officer)


class Look(models.Model):
    """One look of an officer at what is not theirs: a question, or a record of somebody else's.

    `event` is its row of the ledger, a plain value: the ledger hears everyone and knows nobody.
    `about` is a keyed hash of the subject, to see that one is looked at again; the terms stand in
    the ledger alone. `unit` and `role` are those of the day of the look.
    """

    personal_data = "when an officer looked something up, and a keyed hash of what"
    retention = "2 years"

    event = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="looks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    role = models.CharField(max_length=20, blank=True, default="")
    at_what = models.CharField(max_length=10, choices=choices.of(Looked))
    subject = models.CharField(max_length=80)
    about = models.BinaryField(max_length=32)
    linked = models.BooleanField(default=False)

    objects = LookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(at_what__in=[one.value for one in Looked]),
                name="a_look_is_at_something_we_know",
            )
        ]
        indexes = [
            models.Index(fields=["officer", "at"], name="looks_of_officer"),
            models.Index(fields=["officer", "about", "at"], name="looks_at_one_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} at {self.subject}"


class Swept(models.Model):
    """How far the rounds have come: one row. `xid` and `event` name the last row of the ledger
    taken in, `day` the last whose numbers were compared.

    By writing transaction, not by number alone: of two rows the later number may be committed
    first, and a round that took it would pass over the other for ever.
    """

    personal_data = "none"
    retention = "for the life of the database"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    xid = models.DecimalField(max_digits=20, decimal_places=0, default=0)
    event = models.BigIntegerField(default=0)
    day = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="how_far_is_one_row")]

    def __str__(self) -> str:
        return f"to {self.event}"
