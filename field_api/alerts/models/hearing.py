"""Whom an alert was sent to, and what they told of it."""

from typing import Any

from django.db import models
from django.db.models import Q

from field_api.alerts.models.alerts import Alert
from field_api.alerts.rules import OUTCOMES, STEPS, Outcome, Step
from field_api.alerts.rules.steps import SAID
from field_api.identity.models import Device, Officer, Posting
from field_api.identity.models.officers import today
from field_api.lib import choices


class AddressedQuerySet(models.QuerySet["Addressed"]):
    def visible_to(self, officer: Any) -> "AddressedQuerySet":
        """Their own, all of what they oversee, and of other alerts those they answer for."""
        overseen = Alert.objects.overseen_by(officer).values("pk")
        held = Posting.objects.on(today()).filter(unit__in=officer.units_covered())
        theirs = Q(officer__in=held.values("officer"))
        heard = Alert.objects.heard_by(officer).values("pk")
        return self.filter(
            Q(officer=officer) | Q(alert__in=overseen) | (theirs & Q(alert__in=heard))
        )

    def unseen(self) -> "AddressedQuerySet":
        """Who told neither that they saw it nor what they did."""
        known = Receipt.objects.exclude(step=Step.DELIVERED.value)
        return self.exclude(
            models.Exists(
                known.filter(alert=models.OuterRef("alert"), officer=models.OuterRef("officer"))
            )
        )


class Addressed(models.Model):
    """An officer who needed to know of an alert, at some moment while it ran. `told_at`: when their
    feed was told, from which on it waits to be seen; `escalated_at`: when somebody who answers for
    them was told that they had not seen it.
    """

    personal_data = "which officer was to know of what"
    retention = "as its alert"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="addressed")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    addressed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = AddressedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "officer"], name="an_alert_is_addressed_once_to_an_officer"
            )
        ]
        indexes = [
            models.Index(fields=["alert"], name="alerts_to_be_told", condition=Q(told_at=None)),
            models.Index(
                fields=["told_at"], name="alerts_not_escalated", condition=Q(escalated_at=None)
            ),
        ]


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, officer: Any) -> "ReceiptQuerySet":
        """Of those whom the officer may see addressed."""
        may = Addressed.objects.visible_to(officer)
        return self.filter(
            models.Exists(
                may.filter(alert=models.OuterRef("alert"), officer=models.OuterRef("officer"))
            )
        )


class Receipt(models.Model):
    """One step of one officer with one alert: a row each, none of them ever changed. Of outcomes
    there may be several: who attends says later what they found.

    `device_at` is what the handset's clock said, None where that made no sense; `received_at` is
    ours. Between the two may lie a shift without a signal.
    """

    personal_data = "when an officer saw what, and what they said came of it"
    retention = "as its alert"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="receipts")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=choices.of(Step))
    outcome = models.CharField(max_length=10, choices=choices.of(Outcome), blank=True, default="")
    words = models.CharField(max_length=SAID, blank=True, default="")
    device_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "officer", "step", "outcome"],
                name="an_officer_says_each_thing_of_an_alert_once",
            ),
            models.CheckConstraint(
                condition=Q(step__in=STEPS), name="an_alert_receipt_is_of_a_step_we_know"
            ),
            models.CheckConstraint(
                condition=(Q(step=Step.ACTED.value, outcome__in=OUTCOMES))
                | (~Q(step=Step.ACTED.value) & Q(outcome="", words="")),
                name="who_acted_on_an_alert_says_the_outcome",
            ),
        ]
