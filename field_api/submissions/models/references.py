"""Numbers handed to a handset before there is anything to number."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from field_api.identity.models import Device, Officer
from field_api.lib import ids


class BlockQuerySet(models.QuerySet["Block"]):
    def visible_to(self, officer: Any) -> "BlockQuerySet":
        """The officer's own."""
        return self.filter(officer=officer)


class Block(models.Model):
    """References issued to one officer's handset at one time, all of one force and year.

    `first` and `last` bound its numbers. Between them may stand numbers that others drew at the
    same moment: which are its own, only its rows of Reserved say.
    """

    personal_data = "which officer held which references, on which handset"
    retention = "as the longest-kept submission of its series: it explains the gaps in it"

    id = models.UUIDField(primary_key=True, default=ids.new)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="blocks")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="blocks")
    prefix = models.CharField(max_length=12)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    issued_at = models.DateTimeField(db_default=Now())

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lte=F("last")), name="a_block_of_references_runs_forward"
            )
        ]
        indexes = [models.Index(fields=["device", "issued_at"], name="blocks_of_device")]


class Reserved(models.Model):
    """One reference of a block. The sequence gives a number once, so the number is the key.

    `submission` is the one that bears it. No foreign key: it is claimed before the submission is
    written, and stays when the submission has been disposed of.
    """

    personal_data = "none besides its block's"
    retention = "as its block"

    number = models.BigIntegerField(primary_key=True)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="numbers")
    submission = models.UUIDField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], name="a_submission_bears_one_reserved_reference"
            )
        ]
