"""What a force agreed to share, with whom, for what and until when."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from field_api.identity.models import Force, Officer
from field_api.identity.models.officers import today
from field_api.identity.rules import ERASING
from field_api.lib import choices, ids
from field_api.policy.rules.markings import MARKINGS, Marking
from field_api.policy.rules.terms import Direction, Purpose


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, officer: Any) -> "AgreementQuerySet":
        """Both sides' agreements, for those who may make one: inspectors and administrators."""
        if ERASING.isdisjoint(officer.roles()):
            return self.none()
        return self.filter(Q(force=officer.force_id) | Q(with_force=officer.force_id))

    def in_full(self) -> "AgreementQuerySet":
        """With the names beside each, the newest first."""
        named = self.select_related("force", "with_force", "proposed_by", "accepted_by")
        return named.order_by("-proposed_at", "pk")

    def running(self, day: date | None = None) -> "AgreementQuerySet":
        """Accepted, not revoked, and within its dates on that day; today when none is given."""
        on = day or today()
        agreed = self.filter(accepted_at__isnull=False, revoked_at=None)
        return agreed.filter(starts_on__lte=on, ends_on__gt=on)


class Agreement(models.Model):
    """Leave to share records of some kinds, up to a marking, for one purpose, between dates.

    Between two forces, or between a force and a `partner`, an organisation that has systems but no
    officers here. It counts once the other side has accepted it; for a partner, a second person of
    the force writes down where its signature is (`document`). Either side ends it at once.
    `ends_on` is the first day without. What was proposed never changes, by a trigger: other terms
    are another agreement.
    """

    personal_data = "which officers proposed, accepted and revoked it"
    retention = "7 years after it ends, and never shorter than a record shared under it"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="agreements")
    with_force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+", null=True)
    partner = models.CharField(max_length=40, blank=True, default="")
    direction = models.CharField(max_length=5, choices=choices.of(Direction))
    kinds = ArrayField(models.CharField(max_length=60))
    marking = models.CharField(max_length=30, choices=choices.of(Marking))
    purpose = models.CharField(max_length=20, choices=choices.of(Purpose))
    starts_on = models.DateField()
    ends_on = models.DateField()
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    accepted_at = models.DateTimeField(null=True)
    document = models.CharField(max_length=120, blank=True, default="")
    revoked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(with_force__isnull=False, partner="")
                | (Q(with_force=None, direction=Direction.GIVES.value) & ~Q(partner="")),
                name="an_agreement_is_with_a_force_or_gives_to_a_partner",
            ),
            models.CheckConstraint(
                condition=Q(with_force=None) | ~Q(with_force=F("force")),
                name="an_agreement_is_between_two",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("proposed_by")),
                name="an_agreement_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="who_accepted_an_agreement_says_when",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(reason="")),
                name="who_revoked_an_agreement_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(partner="") | Q(accepted_at=None) | ~Q(document=""),
                name="a_partner_accepts_by_a_document",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="an_agreement_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(marking__in=MARKINGS), name="an_agreement_has_a_marking_we_know"
            ),
            models.CheckConstraint(condition=~Q(kinds=[]), name="an_agreement_names_its_kinds"),
        ]
        indexes = [
            models.Index(
                fields=["with_force", "ends_on"],
                name="agreements_to_read_under",
                condition=Q(accepted_at__isnull=False, revoked_at=None),
            )
        ]

    def standing(self) -> str:
        """In one word, today. A proposal nobody accepted in time is over, too."""
        if self.revoked_at:
            return "revoked"
        if self.ends_on <= today():
            return "over"
        if not self.accepted_at:
            return "proposed"
        return "running" if self.starts_on <= today() else "waiting"
