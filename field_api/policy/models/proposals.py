"""Acts that take two people: what one proposed, and what another decided."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from field_api.identity.models import Force, Officer
from field_api.lib import choices, clock, ids
from field_api.policy.rules.two_persons import DECIDED, EVERYWHERE, OF_NOBODY, WITHIN, Kind, State


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, officer: Any) -> "ProposalQuerySet":
        """Those of a force whose inspector or administrator the officer is, those they proposed,
        and those about them; for administrators of any force, those about what all forces share,
        and of its own those about what it is made of.
        """
        mine = Q(proposed_by=officer) | Q(concerned=officer) | Q(decided_by=officer)
        if officer.may_erase:
            mine |= Q(force=officer.force_id) & ~Q(kind__in=OF_NOBODY)
        if officer.may_administer:
            mine |= Q(kind__in=EVERYWHERE) | Q(kind__in=WITHIN, force=officer.force_id)
        return self.filter(mine)

    def open(self) -> "ProposalQuerySet":
        return self.filter(state=State.PROPOSED.value, expires_at__gt=clock.now())


class Proposal(models.Model):
    """One act, all of it in `details`, that waits for a second person or was decided by one.

    `concerned` is whose rights, handset or work it is about: never one of the two, and nobody where
    it is about what all forces share, or what one is made of. What was proposed never changes, by a
    trigger, so that nobody approves other terms than they read; what is too long for `details` they
    name by its digest.
    """

    personal_data = "who had what done to whose rights, handset or work, and why"
    retention = "as the officers it names: decisions are judged by them"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=10, choices=choices.of(Kind))
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    concerned = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    subject = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=choices.of(State), default=State.PROPOSED.value)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="a_proposal_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_NOBODY, concerned=None)
                | (~Q(kind__in=OF_NOBODY) & Q(concerned__isnull=False)),
                name="a_proposal_concerns_an_officer_or_what_all_share",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("concerned"))
                & (Q(decided_by=None) | ~Q(decided_by=F("concerned"))),
                name="nobody_decides_what_concerns_themselves",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_by=None, decided_at=None)),
                name="a_proposal_is_decided_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__lte=F("expires_at")),
                name="a_proposal_is_decided_in_time",
            ),
            models.CheckConstraint(
                condition=~Q(text="") & (~Q(state=State.REFUSED.value) | ~Q(answer="")),
                name="a_proposal_and_its_refusal_say_why",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state=State.PROPOSED.value),
                name="a_thing_has_one_proposal_of_a_kind_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["force", "expires_at"],
                condition=Q(state=State.PROPOSED.value),
                name="proposals_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"
