"""What officers are to hear, and until when."""

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from field_api.alerts.rules import PRIORITIES, Priority, Subject
from field_api.alerts.rules.saying import ADVICE, WHAT, WHY, WORDS
from field_api.identity.models import Force, Officer, Unit
from field_api.lib import choices, clock, ids
from field_api.policy import actions as policy
from field_api.policy.rules import MARKINGS

# No agreement shares alerts, and no glass is broken for one: `source` is never a kind or a state
# that either speaks of.
_NAMES = policy.Names(kind="source", state="source")


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, officer: Any) -> "AlertQuerySet":
        """At the desk: those they issued, those of units whose work they answer for, and those
        they hear. Marking and groups bind all but the author.
        """
        heard = Alert.objects.heard_by(officer).values("pk")
        return self.filter(policy.visible(officer, names=_NAMES) | Q(pk__in=heard))

    def overseen_by(self, officer: Any) -> "AlertQuerySet":
        """Those they issued and those of units whose work they answer for: with everybody's
        receipts, and to be recalled.
        """
        return self.filter(policy.visible(officer, names=_NAMES))

    def heard_by(self, officer: Any) -> "AlertQuerySet":
        """Those that stand, mean this officer where they serve today, and that they may know of:
        cleared for the marking, and in every group. A handset holds these and no others.
        """
        # Not by its model, which stands on this one.
        meaning = apps.get_model("alerts", "Target").objects.meaning(officer)
        mine = self.running().filter(pk__in=meaning.values("alert"))
        return mine.filter(policy.hearing(policy.actor_of(officer)))

    def running(self) -> "AlertQuerySet":
        """Neither recalled nor run out."""
        return self.filter(recalled_at=None, valid_until__gt=clock.now())

    def to_be_taken_back(self) -> "AlertQuerySet":
        """Over, and handsets have not all been told."""
        over = Q(recalled_at__isnull=False) | Q(valid_until__lte=clock.now())
        return self.filter(over, over_at=None)


class Alert(models.Model):
    """One thing that some officers are to know now. What it says never changes: who has to say
    something else issues another that supersedes it.

    `source` is what raised it: the desk, or a subject above by its name; `cause` is the row of
    that subject, and `once` what it raises an alert for no more than once. `over_at` is when the
    last handset's feed was told that it is over.
    """

    personal_data = "who is looked for or warned of, and why; the officers who issued and recalled"
    retention = "a year after its end; the ledger keeps who was told, who saw it and what they did"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20)
    cause = models.UUIDField(null=True)
    once = models.CharField(max_length=100, blank=True, default="")
    subject_kind = models.CharField(max_length=10, choices=choices.of(Subject), blank=True)
    subject = models.UUIDField(null=True)
    what = models.CharField(max_length=WHAT)
    words = models.CharField(max_length=WORDS, blank=True, default="")
    advice = models.CharField(max_length=ADVICE, blank=True, default="")
    priority = models.CharField(max_length=10, choices=choices.of(Priority))
    marking = models.CharField(max_length=30)
    groups = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    issued_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    unseen_for = models.DurationField(null=True)
    supersedes = models.OneToOneField("self", on_delete=models.SET_NULL, null=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    why = models.CharField(max_length=WHY, blank=True, default="")
    over_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__in=PRIORITIES), name="an_alert_has_a_priority_we_know"
            ),
            models.CheckConstraint(
                condition=Q(marking__in=MARKINGS), name="an_alert_bears_a_marking_we_know"
            ),
            models.CheckConstraint(condition=~Q(what=""), name="an_alert_says_what_it_is_about"),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="an_alert_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(recalled_at=None, recalled_by=None, why="")
                | (Q(recalled_at__isnull=False, recalled_by__isnull=False) & ~Q(why="")),
                name="an_alert_is_recalled_by_somebody_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="", subject=None)
                | (Q(subject_kind__in=[one.value for one in Subject], subject__isnull=False)),
                name="an_alert_says_what_kind_its_subject_is",
            ),
            models.CheckConstraint(
                condition=~Q(supersedes=F("id")), name="an_alert_does_not_supersede_itself"
            ),
            models.UniqueConstraint(
                fields=["source", "once"],
                condition=~Q(once=""),
                name="an_alert_is_raised_once_for_what_it_says",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "-issued_at"], name="alerts_of_force"),
            models.Index(fields=["valid_until"], name="alerts_not_over", condition=Q(over_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.priority} alert {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.recalled_at is None and self.valid_until > clock.now()
