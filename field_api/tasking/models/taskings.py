"""What officers are asked to do, and how it ended."""

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from field_api.alerts.models import Alert
from field_api.alerts.rules import PRIORITIES, Priority
from field_api.identity.models import Force, Officer, Unit
from field_api.lib import choices, clock, ids
from field_api.policy import actions as policy
from field_api.policy.rules import MARKINGS
from field_api.tasking.rules import OUTCOMES, VERBS, Outcome, Verb
from field_api.tasking.rules.doing import ADVICE, PLACE, WHAT, WHY, WORDS

# No agreement shares taskings, and no glass is broken for one: as with alerts.
_NAMES = policy.Names(kind="source", state="source")


class TaskingQuerySet(models.QuerySet["Tasking"]):
    def visible_to(self, officer: Any) -> "TaskingQuerySet":
        """At the desk: those they made, those of units whose work they answer for, and those they
        are asked to do. Marking and groups bind all but the author.
        """
        heard = Tasking.objects.heard_by(officer).values("pk")
        return self.filter(policy.visible(officer, names=_NAMES) | Q(pk__in=heard))

    def overseen_by(self, officer: Any) -> "TaskingQuerySet":
        """Those they made and those of units whose work they answer for: to be given to others, and
        to be ended.
        """
        return self.filter(policy.visible(officer, names=_NAMES))

    def heard_by(self, officer: Any) -> "TaskingQuerySet":
        """Those that are open, are given to this officer where they serve today, and that they may
        know of. A handset holds these and no others.
        """
        # Not by its model, which stands on this one.
        given = apps.get_model("tasking", "Target").objects.meaning(officer)
        mine = self.running().filter(pk__in=given.values("tasking"))
        return mine.filter(policy.hearing(policy.actor_of(officer)))

    def running(self) -> "TaskingQuerySet":
        return self.filter(closed_at=None)

    def late(self) -> "TaskingQuerySet":
        """Those that should have been done by now."""
        return self.running().filter(due_at__lte=clock.now())


class Tasking(models.Model):
    """One thing that officers are asked to do. What it asks never changes, for an officer may be on
    the way to it: who has to ask something else ends it and makes another. Whom it is given to may.

    `source` is what it was made from: the desk, or a listing, a hit or an alert, whose id is
    `cause`; `listing` is the entry of the watch list behind it, if there is one, and `alert` the
    alert. `sought` is who or what it is about, {type, attributes}, by the names that forms share:
    what the officer would else type again. `closed_as` is the outcome that ended it, empty where
    somebody else did, who says why. `over_at` is when the last handset's feed was told.
    """

    personal_data = "who is sought, and why; the officers who made and ended it"
    retention = "a year after its end; the ledger keeps who was asked and what they said"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20)
    cause = models.UUIDField(null=True)
    listing = models.UUIDField(null=True)
    alert = models.ForeignKey(Alert, on_delete=models.SET_NULL, related_name="+", null=True)
    once = models.CharField(max_length=100)
    verb = models.CharField(max_length=10, choices=choices.of(Verb))
    what = models.CharField(max_length=WHAT)
    words = models.CharField(max_length=WORDS, blank=True, default="")
    advice = models.CharField(max_length=ADVICE, blank=True, default="")
    place = models.CharField(max_length=PLACE, blank=True, default="")
    sought = models.JSONField(default=dict)
    priority = models.CharField(max_length=10, choices=choices.of(Priority))
    marking = models.CharField(max_length=30)
    groups = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    closed_as = models.CharField(max_length=10, choices=choices.of(Outcome), blank=True, default="")
    why = models.CharField(max_length=WHY, blank=True, default="")
    over_at = models.DateTimeField(null=True)

    objects = TaskingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=VERBS), name="a_tasking_asks_what_we_know"),
            models.CheckConstraint(
                condition=Q(priority__in=PRIORITIES), name="a_tasking_has_a_priority_we_know"
            ),
            models.CheckConstraint(
                condition=Q(marking__in=MARKINGS), name="a_tasking_bears_a_marking_we_know"
            ),
            models.CheckConstraint(condition=~Q(what=""), name="a_tasking_says_what_it_is_about"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, closed_as="", why="")
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False)
                    & (Q(closed_as__in=OUTCOMES) | (Q(closed_as="") & ~Q(why="")))
                ),
                name="a_tasking_is_ended_by_an_outcome_or_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["source", "once"], name="a_tasking_is_made_once_of_one_form"
            ),
        ]
        indexes = [
            models.Index(fields=["force", "-issued_at"], name="taskings_of_force"),
            models.Index(fields=["issued_at"], name="taskings_not_over", condition=Q(over_at=None)),
            models.Index(
                fields=["listing"], name="taskings_of_listing", condition=Q(listing__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} tasking {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.closed_at is None

    @property
    def is_late(self) -> bool:
        return self.is_running and self.due_at is not None and self.due_at <= clock.now()
