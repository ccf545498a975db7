"""Up to which marking an officer may read, and which named groups they are in."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from field_api.identity.models import Force, Officer
from field_api.identity.models.officers import today
from field_api.lib import choices
from field_api.policy.rules.markings import MARKINGS, Marking


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def visible_to(self, officer: Any) -> "ClearanceQuerySet":
        """The officer's own; for an administrator, their force's."""
        mine = Q(officer=officer)
        if officer.may_administer:
            mine |= Q(officer__force=officer.force_id)
        return self.filter(mine)


class Clearance(models.Model):
    """The highest marking of others' work an officer may read. Without a row: `USUAL`."""

    personal_data = "how far an officer is vetted"
    retention = "as the officer; each change is in the ledger"

    officer = models.OneToOneField(
        Officer, on_delete=models.PROTECT, primary_key=True, related_name="clearance"
    )
    marking = models.CharField(max_length=30, choices=choices.of(Marking))
    given_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(marking__in=MARKINGS), name="an_officer_is_cleared_to_a_marking_we_know"
            ),
            models.CheckConstraint(
                condition=~Q(given_by=F("officer")), name="nobody_clears_themselves"
            ),
        ]


class HandlingGroupQuerySet(models.QuerySet["HandlingGroup"]):
    def visible_to(self, officer: Any) -> "HandlingGroupQuerySet":
        """Those the officer is in; for an administrator, their force's."""
        mine = Q(members__in=Membership.objects.on(today()).filter(officer=officer))
        if officer.may_administer:
            mine |= Q(force=officer.force_id)
        return self.filter(mine).distinct()

    def administered_by(self, officer: Any) -> "HandlingGroupQuerySet":
        """For an administrator, those of their force."""
        return self.filter(force=officer.force_id) if officer.may_administer else self.none()

    def in_use(self) -> "HandlingGroupQuerySet":
        """Those that people may still be read in to, and records be kept to."""
        return self.filter(retired_at=None)


class HandlingGroup(models.Model):
    """People of whom one must be to read what is marked for them. Its name may itself tell.

    A retired one takes nobody and no record any more; what is kept to it stays kept to it.
    """

    personal_data = "who retired it"
    retention = "for the life of the database; records name it"

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="handling_groups")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)

    objects = HandlingGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "code"], name="a_handling_group_has_its_own_code_in_its_force"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="a_handling_group_code_is_lower_case_words",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
                name="who_retired_a_handling_group_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.tag

    @property
    def tag(self) -> str:
        """How records name it, `34:source-unit`: forces may use one code for different groups."""
        return f"{self.force.code}:{self.code}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, officer: Any) -> "MembershipQuerySet":
        return self.filter(
            Q(officer=officer) | Q(group__in=HandlingGroup.objects.visible_to(officer))
        )

    def on(self, day: date) -> "MembershipQuerySet":
        """Those that hold that day. `ends_on` is the first day without."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def not_over(self, day: date) -> "MembershipQuerySet":
        """Those that hold that day or will."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day)).exclude(ends_on=F("starts_on"))


class Membership(models.Model):
    """An officer, of any force, in a handling group from one day up to another."""

    personal_data = "which sensitive work an officer was read in to"
    retention = "as the officer: a look is judged by who belonged at the time"

    group = models.ForeignKey(HandlingGroup, on_delete=models.PROTECT, related_name="members")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(given_by=F("officer")), name="nobody_reads_themselves_in"
            ),
            models.UniqueConstraint(
                fields=["group", "officer"],
                condition=Q(ends_on=None),
                name="an_open_membership_is_held_once",
            ),
        ]
