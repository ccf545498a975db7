"""What has been counted so far, so that asking for it costs the same in every year."""

from datetime import UTC, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from field_api.connectors.models import System
from field_api.delivery.models import Attempt
from field_api.oversight.rules.measures import BUCKETS

# Before the first delivery.
FIRST = datetime(2000, 1, 1, tzinfo=UTC)


class Watch(models.Model):
    """When the house was last looked over, and the last attempt that has been counted. One row."""

    personal_data = "none"
    retention = "one row"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    watched_at = models.DateTimeField(null=True)
    counted_attempt = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_watch"),
        ]


class Tally(models.Model):
    """How many calls to a system ended how, since Fieldbook first ran. Never goes down."""

    personal_data = "none"
    retention = "as the system"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="tallies")
    step = models.CharField(max_length=6, choices=Attempt.Step.choices)
    outcome = models.CharField(max_length=20)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "step", "outcome"], name="one_tally_for_each_outcome"
            )
        ]


def nothing_yet() -> list[int]:
    """A count for each bucket; named in the migration."""
    return [0] * (len(BUCKETS) + 1)


class Timing(models.Model):
    """How long entries took to be accepted by a system, from when the server had `received` them
    and from when they were `written` by the handset's clock. Each has one number for each of
    BUCKETS and one for what took longer, and the sum in seconds.
    """

    personal_data = "none"
    retention = "as the system"

    system = models.OneToOneField(
        System, on_delete=models.PROTECT, primary_key=True, related_name="timing"
    )
    received = ArrayField(models.BigIntegerField(), default=nothing_yet)
    received_seconds = models.FloatField(default=0)
    written = ArrayField(models.BigIntegerField(), default=nothing_yet)
    written_seconds = models.FloatField(default=0)
    counted_until = models.DateTimeField(default=FIRST)
