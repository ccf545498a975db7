"""Who was asked, and what they told of it."""

from typing import Any

from django.db import models
from django.db.models import Q

from field_api.identity.models import Device, Officer, Posting
from field_api.identity.models.officers import today
from field_api.lib import choices
from field_api.tasking.models.taskings import Tasking
from field_api.tasking.rules import OUTCOMES, STEPS, Outcome, Step
from field_api.tasking.rules.steps import SAID


class AskedQuerySet(models.QuerySet["Asked"]):
    def visible_to(self, officer: Any) -> "AskedQuerySet":
        """Their own, all of what they oversee, and of other taskings those they answer for."""
        overseen = Tasking.objects.overseen_by(officer).values("pk")
        held = Posting.objects.on(today()).filter(unit__in=officer.units_covered())
        theirs = Q(officer__in=held.values("officer"))
        heard = Tasking.objects.heard_by(officer).values("pk")
        return self.filter(
            Q(officer=officer) | Q(tasking__in=overseen) | (theirs & Q(tasking__in=heard))
        )


class Asked(models.Model):
    """An officer who was asked, at some moment while it ran: what they tell of it is kept, whether
    or not it is still theirs."""

    personal_data = "which officer was asked to do what"
    retention = "as its tasking"

    tasking = models.ForeignKey(Tasking, on_delete=models.CASCADE, related_name="asked")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tasking", "officer"], name="an_officer_is_asked_once_by_a_tasking"
            )
        ]


class SaidQuerySet(models.QuerySet["Said"]):
    def visible_to(self, officer: Any) -> "SaidQuerySet":
        """Of those whom the officer may see asked."""
        may = Asked.objects.visible_to(officer)
        return self.filter(
            models.Exists(
                may.filter(tasking=models.OuterRef("tasking"), officer=models.OuterRef("officer"))
            )
        )


class Said(models.Model):
    """One step of one officer with one tasking: a row each, none of them ever changed. The handset
    mints the id, so that what is told twice is one.

    `submission` is the entry that tells of it, which may still be on its way. `device_at` is what
    the handset's clock said, None where that made no sense; `received_at` is ours.
    """

    personal_data = "when an officer saw what, whether they went, and what they said came of it"
    retention = "as its tasking"

    id = models.UUIDField(primary_key=True)
    tasking = models.ForeignKey(Tasking, on_delete=models.CASCADE, related_name="said")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=choices.of(Step))
    outcome = models.CharField(max_length=10, choices=choices.of(Outcome), blank=True, default="")
    words = models.CharField(max_length=SAID, blank=True, default="")
    submission = models.UUIDField(null=True)
    device_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    objects = SaidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=STEPS), name="a_tasking_is_told_of_by_a_step_we_know"
            ),
            models.CheckConstraint(
                condition=Q(step=Step.OUTCOME.value, outcome__in=OUTCOMES)
                | (~Q(step=Step.OUTCOME.value) & Q(outcome="")),
                name="the_end_of_a_tasking_says_the_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(step=Step.DECLINED.value) | ~Q(words=""),
                name="who_declines_a_tasking_says_why",
            ),
            models.CheckConstraint(
                condition=Q(step=Step.WROTE.value, submission__isnull=False)
                | (~Q(step=Step.WROTE.value) & Q(submission=None)),
                name="what_was_written_of_a_tasking_is_named",
            ),
            models.UniqueConstraint(
                fields=["tasking", "officer", "step"],
                condition=Q(step__in=[Step.DELIVERED.value, Step.SEEN.value]),
                name="an_officer_sees_a_tasking_for_the_first_time_once",
            ),
        ]
        indexes = [models.Index(fields=["tasking", "received_at"], name="said_of_tasking")]
