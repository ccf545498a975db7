"""What is somebody's business, and the mails that say so."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from field_api.connectors.models import System
from field_api.lib import choices
from field_api.oversight.rules.alarms import LEVELS, What


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, officer: Any) -> "AlertQuerySet":
        """All, to those who may steer: a system has no force."""
        return self if officer.is_active and officer.may_steer else self.none()

    def open(self) -> "AlertQuerySet":
        return self.filter(cleared_at=None)


class Alert(models.Model):
    """One thing that is, or was, somebody's business. `system` is empty for the house itself.

    `level` is in per cent of what may be borne. `told_level` is the level in the last mail about
    it; a mail is owed while it is lower than `level`, and once more when the alert is over.
    """

    personal_data = "none but who acknowledged it"
    retention = "2 years, to see what recurs"

    system = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts"
    )
    what = models.CharField(max_length=16, choices=choices.of(What))
    key = models.CharField(max_length=120, blank=True, default="")
    level = models.PositiveSmallIntegerField()
    details = models.JSONField(default=dict)
    raised_at = models.DateTimeField(db_default=Now())
    cleared_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_level = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    all_clear_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "what", "key"],
                condition=Q(cleared_at=None),
                nulls_distinct=False,
                name="one_open_alert_for_each_thing",
            ),
            models.CheckConstraint(
                condition=Q(level__in=LEVELS), name="an_alert_has_a_level_we_know"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="acknowledged_at_and_acknowledged_by_are_set_together",
            ),
            models.CheckConstraint(
                condition=Q(all_clear_at=None) | Q(cleared_at__isnull=False),
                name="an_all_clear_follows_the_end_of_an_alert",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cleared_at"], name="all_clears_owed", condition=Q(all_clear_at=None)
            )
        ]


class Notice(models.Model):
    """One mail about one system, from when it is owed until it is sent.

    What it says is written when it is sent, from the alerts as they are then. `due_at` is when it
    may be tried; whoever tries moves it on first, so that it is tried by one, and again later.
    """

    personal_data = "none: where it went is a functional address of the system's row"
    retention = "2 years"

    system = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    made_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    alerts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system"],
                condition=Q(sent_at=None),
                nulls_distinct=False,
                name="one_mail_at_a_time_about_each_system",
            )
        ]
        indexes = [models.Index(fields=["system", "sent_at"], name="mails_by_time")]
