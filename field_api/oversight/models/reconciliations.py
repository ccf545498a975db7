"""Where a system holds something else than we think it does."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.lib import choices
from field_api.oversight.rules.reconciling import Apart, Run


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    def visible_to(self, officer: Any) -> "ReconciliationQuerySet":
        """All, to those who may steer: a system has no force."""
        return self if officer.is_active and officer.may_steer else self.none()


class Reconciliation(models.Model):
    """One comparison of what we delivered from `since` to `until` (not included) with a system's
    own list. `compared_until` is how far it has come. `night` is the day of one the house began by
    itself. `claimed_until` keeps two workers apart, and a failed step from being tried at once.

    `ours` counts what they should hold, `theirs` what they say they hold of that time.
    """

    personal_data = "none but who asked for it"
    retention = "2 years"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="reconciliations")
    since = models.DateTimeField()
    until = models.DateTimeField()
    night = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=choices.of(Run), default=Run.RUNNING.value)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    compared_until = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    ours = models.PositiveIntegerField(default=0)
    theirs = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    different = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True, default="")

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "night"],
                condition=Q(night__isnull=False),
                name="a_system_is_reconciled_once_a_night",
            ),
            models.UniqueConstraint(
                fields=["system"],
                condition=Q(state=Run.RUNNING.value),
                name="one_reconciliation_of_a_system_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(since__lt=F("until"), compared_until__gte=F("since")),
                name="a_reconciliation_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(state=Run.RUNNING.value, ended_at=None)
                | (~Q(state=Run.RUNNING.value) & Q(ended_at__isnull=False)),
                name="a_reconciliation_has_ended_when_it_runs_no_more",
            ),
        ]
        indexes = [models.Index(fields=["system", "-until"], name="reconciliations_of_system")]


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def visible_to(self, officer: Any) -> "DifferenceQuerySet":
        return self if officer.is_active and officer.may_steer else self.none()

    def open(self) -> "DifferenceQuerySet":
        return self.filter(settled_at=None)


class Difference(models.Model):
    """One key on which the two lists differ, until somebody says what became of it.

    `ours_sha256` is of what we delivered, empty where they should hold nothing; `their_sha256` as
    they say, empty where they do not. `reference` is theirs, or the one they gave us.
    """

    personal_data = "pseudonymous: keys, hashes and references; a person's note"
    retention = "as the reconciliation"

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="differences"
    )
    what = models.CharField(max_length=9, choices=choices.of(Apart))
    key = models.UUIDField()
    delivery = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="differences"
    )
    ours_sha256 = models.CharField(max_length=64, blank=True, default="")
    their_sha256 = models.CharField(max_length=64, blank=True, default="")
    reference = models.CharField(max_length=200, blank=True, default="")
    received_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True, default="")

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "key", "what"], name="a_difference_is_noted_once"
            ),
            models.CheckConstraint(
                # Settled without a name: a later comparison of the same time took its place.
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False),
                name="settled_at_says_when_settled_by_was_named",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reconciliation", "id"],
                name="open_differences",
                condition=Q(settled_at=None),
            )
        ]
