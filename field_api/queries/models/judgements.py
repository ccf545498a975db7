"""What officers said of two subjects of an answer: that they are one, or that they are not."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from field_api.connectors.models import System
from field_api.identity.models import Force, Officer
from field_api.lib import ids


class JudgementQuerySet(models.QuerySet["Judgement"]):
    def visible_to(self, officer: Officer) -> Self:
        """Of the officer's own force: whoever gets both sides in an answer sees it beside them."""
        return self.filter(force=officer.force_id)

    def standing(self) -> Self:
        return self.filter(reversed_at=None)


class Judgement(models.Model):
    """An edge between two subjects, never a merge: taken back, all is as it was before.

    It is kept by what systems call their records, so that it holds for the next question, and for
    a colleague's. `pair` is a hash of the first record of each side: of two officers who judge the
    same two at one moment, one is told what the other said. `seen_at` is when an answer last held
    both sides, to the day.
    """

    personal_data = "who said that records are, or are not, of one person, and why"
    retention = "a year after an answer last held both sides; the ledger keeps that it was said"

    class Says(models.TextChoices):
        SAME = "same"
        DIFFERENT = "different"

    id = models.UUIDField(primary_key=True, default=ids.new)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    pair = models.CharField(max_length=64)
    says = models.CharField(max_length=9, choices=Says.choices)
    why = models.CharField(max_length=500)
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    reversed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=500, blank=True, default="")

    objects = JudgementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="judgements_by_last_use")]
        constraints = [
            models.CheckConstraint(
                condition=Q(says__in=["same", "different"]),
                name="a_judgement_of_answers_says_same_or_different",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_judgement_of_answers_says_why"),
            models.CheckConstraint(
                condition=Q(pair__regex=r"^[0-9a-f]{64}$"),
                name="a_judgement_of_answers_is_of_a_pair",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at=None, reversed_by=None, reversed_why="")
                | (Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversed_why="")),
                name="a_judgement_of_answers_is_reversed_by_one_who_says_why",
            ),
            models.UniqueConstraint(
                fields=["force", "pair"],
                condition=Q(reversed_at=None),
                name="two_subjects_have_one_standing_judgement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.says} {self.pk}"


class Judged(models.Model):
    """One record of one side, as its system calls it: never what it says."""

    personal_data = "a system's reference to a record about a person"
    retention = "as its judgement"

    class Side(models.TextChoices):
        THIS = "this"
        THAT = "that"

    judgement = models.ForeignKey(Judgement, on_delete=models.CASCADE, related_name="sides")
    side = models.CharField(max_length=4, choices=Side.choices)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=20, blank=True)
    ref = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=["this", "that"]), name="a_judged_record_is_on_one_side"
            ),
            models.CheckConstraint(
                condition=~Q(ref=""), name="a_judged_record_is_called_something"
            ),
            models.UniqueConstraint(
                fields=["judgement", "system", "type", "ref"],
                name="a_record_is_judged_on_one_side_only",
            ),
        ]
        indexes = [models.Index(fields=["ref", "system"], name="judged_by_reference")]

    def __str__(self) -> str:
        return f"{self.side} of {self.judgement_id}"
