"""The outbox. A row here is the truth of a delivery; messages and workers come and go."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from field_api.connectors.models import System
from field_api.connectors.rules import Intent
from field_api.delivery.rules import BLOCKING, FOR_A_PERSON, OPEN, Ordering, State, WhenLate
from field_api.lib import choices, ids
from field_api.mapping.models import Mapping

_OPEN = [state.value for state in OPEN]
_FOR_A_PERSON = [state.value for state in FOR_A_PERSON]
_BLOCKING = [state.value for state in BLOCKING]


class Subject(models.Model):
    """What a lane is about (a submission), with the counter that numbers its versions.

    The counter is taken under the row's lock, so numbers follow commit order; a sequence would not.
    """

    personal_data = "pseudonymous: a submission id"
    retention = "as the submission"

    id = models.UUIDField(primary_key=True, default=ids.new)
    seq = models.PositiveIntegerField(default=0)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, officer: Any) -> "DeliveryQuerySet":
        """The officer's own work, and for those who oversee, their force's."""
        own = Q(tell__contains=[officer.pk])
        if officer.may_oversee:
            return self.filter(own | Q(force=officer.force.code))
        return self.filter(own)

    def open(self) -> "DeliveryQuerySet":
        return self.filter(state__in=_OPEN)


class Delivery(models.Model):
    """One version of one subject for one system.

    `key` is its Idempotency-Key. A replay is a delivery of its own, of the next `generation` at the
    same place in the lane, under the same key unless a fresh one was asked for. `ordering`,
    `deliver_by` and `when_late` are the route's, as it was when the delivery was made.
    """

    personal_data = "pseudonymous: ids and officer numbers; content is in Payload"
    retention = "as the submission"

    id = models.UUIDField(primary_key=True)
    key = models.UUIDField(default=None)
    # No indexes of their own: those below begin with them, and an index over all systems' rows
    # tempts the planner to look for open ones among the years that are settled.
    system = models.ForeignKey(
        System, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    revision = models.UUIDField()
    kind = models.CharField(max_length=60)
    force = models.CharField(max_length=10)
    generation = models.PositiveIntegerField(default=1)
    lane_seq = models.PositiveIntegerField()
    intent = models.CharField(max_length=5, choices=choices.of(Intent), default=Intent.WRITE.value)
    ordering = models.CharField(
        max_length=12, choices=choices.of(Ordering), default=Ordering.STRICT.value
    )
    deliver_by = models.DateTimeField(null=True)
    when_late = models.CharField(
        max_length=8, choices=choices.of(WhenLate), default=WhenLate.TELL.value
    )
    redacts = models.BooleanField(default=False)
    late_told_at = models.DateTimeField(null=True)
    mapping = models.ForeignKey(Mapping, null=True, on_delete=models.PROTECT, related_name="+")
    tell = ArrayField(models.BigIntegerField(), default=list)
    trace = models.CharField(max_length=64, blank=True, default="")

    state = models.CharField(max_length=12, choices=choices.of(State), default=State.DUE.value)
    # Always by the database's clock: hosts' clocks differ, and a hint that comes before its work is
    # due finds nothing.
    due_at = models.DateTimeField(db_default=Now())
    lease_token = models.UUIDField(null=True, editable=False)
    ask_first = models.BooleanField(default=False)
    tries = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    # Claims since the last word about it. What ends its worker three times is set aside.
    unsettled = models.PositiveSmallIntegerField(default=0)

    payload_sha256 = models.CharField(max_length=64, blank=True, default="")
    remote_ref = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    faults = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "revision", "generation"],
                name="one_delivery_for_each_revision_system_and_generation",
            ),
            models.UniqueConstraint(
                fields=["system", "subject", "lane_seq", "generation"],
                name="one_delivery_at_each_place_in_a_lane",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENDING.value, lease_token__isnull=False)
                | (~Q(state=State.SENDING.value) & Q(lease_token__isnull=True)),
                name="a_lease_is_held_exactly_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, settled_at__isnull=True)
                | (~Q(state__in=_OPEN) & Q(settled_at__isnull=False)),
                name="settled_exactly_when_no_longer_open",
            ),
        ]
        indexes = [
            # While sending, due_at is the end of the lease, so one index finds both what is due
            # and what a dead worker left behind.
            models.Index(
                fields=["system", "due_at"], name="open_by_due", condition=Q(state__in=_OPEN)
            ),
            models.Index(
                fields=["system", "subject", "lane_seq"],
                name="lane_heads",
                condition=Q(state__in=_BLOCKING),
            ),
            models.Index(
                fields=["system", "due_at"],
                name="suspects_by_due",
                condition=Q(state__in=_OPEN, unsettled__gt=0),
            ),
            models.Index(
                fields=["deliver_by"],
                name="open_by_time_limit",
                condition=Q(state__in=_OPEN, deliver_by__isnull=False, late_told_at=None),
            ),
            models.Index(
                fields=["system", "state", "settled_at"],
                name="for_a_person",
                condition=Q(state__in=_FOR_A_PERSON),
            ),
            models.Index(
                fields=["system"], name="in_flight", condition=Q(state=State.SENDING.value)
            ),
            models.Index(
                fields=["due_at"],
                name="unanswered_by_time",
                condition=Q(state=State.AWAITING.value),
            ),
            models.Index(fields=["system", "key"], name="deliveries_by_key"),
            models.Index(fields=["system", "settled_at"], name="settled_by_time"),
            models.Index(fields=["subject"], name="deliveries_of_subject"),
        ]


class Payload(models.Model):
    """The bytes as frozen when the delivery was made. Retries send these and no others. `removed`
    lists the fields (JSON pointers into the entry) that the system may not be sent.
    """

    personal_data = "content of the entry, as mapped for one system"
    retention = "31 days after it was delivered or given up, then the hash alone is kept"

    delivery = models.OneToOneField(
        Delivery, on_delete=models.PROTECT, primary_key=True, related_name="payload"
    )
    body = models.BinaryField()
    content_type = models.CharField(max_length=100)
    removed = models.JSONField(default=list)


class Attempt(models.Model):
    """One call to a system and what came of it. Append-only; hashes and classes, never content."""

    personal_data = "none"
    retention = "13 months"

    class Step(models.TextChoices):
        SEND = "send"
        LOOKUP = "lookup"

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="attempt_log", db_index=False
    )
    lease_token = models.UUIDField()
    step = models.CharField(max_length=6, choices=Step.choices)
    outcome = models.CharField(max_length=20)
    status = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    duration_ms = models.PositiveIntegerField()
    finished_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["delivery", "id"], name="attempts_of_delivery")]


def of_subjects(subjects: list[UUID]) -> list[Delivery]:
    """Every delivery of these subjects with its system, oldest version first."""
    found = Delivery.objects.filter(subject__in=subjects).select_related("system")
    return list(found.order_by("subject_id", "lane_seq", "generation", "system_id"))
