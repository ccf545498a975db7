"""Look-ups an officer is asked about."""

from typing import Any

from django.db import models
from django.db.models import Q

from field_api.audit.models.looks import Look
from field_api.audit.rules.sampling import LONGEST_ANSWER
from field_api.audit.rules.words import Concluded
from field_api.identity.models import Officer
from field_api.lib import choices


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, officer: Any) -> "SampleQuerySet":
        """What the officer is asked themselves, and an auditor's: what their force is asked."""
        of_force = Q(officer__force__in=officer.forces_audited())
        return self.filter(Q(officer=officer) | of_force)

    def unanswered(self) -> "SampleQuerySet":
        return self.filter(answered_at=None)


class Sample(models.Model):
    """One look-up of the one in ten: asked about afterwards, so that it never holds up work.

    `reminded_at` and `escalated_at` say when it was left unanswered for three and for seven days.
    """

    personal_data = "why an officer looked something up, in their words"
    retention = "2 years, with its look"

    look = models.OneToOneField(
        Look, on_delete=models.CASCADE, primary_key=True, related_name="sample"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="samples")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    text = models.CharField(max_length=LONGEST_ANSWER, blank=True, default="")
    judged = models.CharField(
        max_length=10, choices=choices.of(Concluded), default=Concluded.OPEN.value
    )
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    note = models.CharField(max_length=500, blank=True, default="")

    objects = SampleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, text="")
                | (Q(answered_at__isnull=False) & ~Q(text="")),
                name="an_answer_has_a_time_and_words",
            ),
            models.CheckConstraint(
                condition=Q(judged=Concluded.OPEN.value, judged_at=None, judged_by=None)
                | (
                    ~Q(judged=Concluded.OPEN.value)
                    & Q(judged_at__isnull=False, judged_by__isnull=False)
                ),
                name="a_judgement_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(judged_by=None) | ~Q(judged_by=models.F("officer")),
                name="nobody_judges_their_own_answer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer", "asked_at"], condition=Q(answered_at=None), name="samples_open"
            ),
            models.Index(
                fields=["asked_at"],
                condition=Q(answered_at=None, escalated_at=None),
                name="samples_to_remind_of",
            ),
        ]

    def __str__(self) -> str:
        return f"about {self.look_id}"
