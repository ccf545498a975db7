"""Entries of the watch list, and the keys they are found by."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from field_api.alerts.rules import PRIORITIES, Priority
from field_api.identity.models import Force, Officer, Posting, Unit
from field_api.lib import choices, clock, ids
from field_api.policy import actions as policy
from field_api.policy.rules import MARKINGS
from field_api.watch.rules import CATEGORIES, KINDS, Category, Kind
from field_api.watch.rules.listing import (
    ACTION,
    APPROVING,
    AUTHORITY,
    ENDING,
    LISTING,
    REASON,
    REFERENCE,
    SOURCE,
    WARNING,
    WHY,
)


class ListingQuerySet(models.QuerySet["Listing"]):
    def visible_to(self, officer: Any) -> "ListingQuerySet":
        """At the desk: their own, and those of their force for who keeps the list there, where they
        are cleared for the marking and in every group. A covert one names a group.
        """
        kept = self._kept_by(officer, LISTING)
        return self.filter(Q(owner=officer) | kept) if officer.is_active else self.none()

    def amended_by(self, officer: Any) -> "ListingQuerySet":
        """Those they may amend and end."""
        kept = self._kept_by(officer, ENDING)
        return self.filter(Q(owner=officer) | kept) if officer.is_active else self.none()

    def approvable_by(self, officer: Any) -> "ListingQuerySet":
        """Covert ones that wait for a second person, who is not their owner."""
        waiting = self.filter(covert=True, approved_at=None, ended_at=None, weeded_at=None)
        return waiting.filter(self._kept_by(officer, APPROVING)).exclude(owner=officer)

    def carried_by(self, officer: Any) -> "ListingQuerySet":
        """Those an officer's handset may hold: of the force they serve in, running, never covert,
        and by need to know as alerts are."""
        forces = Posting.objects.current(officer).values("unit__force")
        mine = self.running().filter(covert=False, force__in=forces)
        return mine.filter(policy.hearing(policy.actor_of(officer)))

    def running(self) -> "ListingQuerySet":
        """Those that what comes in is compared with now."""
        now = clock.now()
        return self.standing().filter(valid_from__lte=now, valid_until__gt=now)

    def standing(self) -> "ListingQuerySet":
        """Neither ended nor weeded; a covert one was approved."""
        approved = Q(covert=False) | Q(approved_at__isnull=False)
        return self.filter(approved, ended_at=None, weeded_at=None)

    @staticmethod
    def _kept_by(officer: Any, roles: Any) -> Q:
        held = Posting.objects.current(officer).filter(role__in=[role.value for role in roles])
        forces = Q(force__in=held.values("unit__force"))
        return forces & policy.hearing(policy.actor_of(officer))


class Listing(models.Model):
    """One thing or person that officers look out for.

    `known` holds what is known of it by the names of `rules.KNOWN`; `authority` says who allowed
    it, with the rank. A covert one is found by nothing until a second person has approved it.
    `source` is where it came from (the desk, or whoever's list was imported) and `reference` its
    name there. `weed_date` is the day its content is erased; `version` counts changes.
    `horizon` belongs to the look back: which transactions may have been compared without it, and
    when that was asked (`actions.looking_back`).
    """

    personal_data = "who or what is looked for, and why; the officers who listed and approved it"
    retention = "content until its weed date; the row without it, and the ledger, stay"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=choices.of(Kind))
    known = models.JSONField(default=dict)
    category = models.CharField(max_length=20, choices=choices.of(Category))
    priority = models.CharField(max_length=10, choices=choices.of(Priority))
    authority = models.CharField(max_length=AUTHORITY, blank=True)
    reason = models.CharField(max_length=REASON, blank=True)
    action = models.CharField(max_length=ACTION, blank=True)
    warnings = ArrayField(models.CharField(max_length=WARNING), default=list, db_default=[])
    marking = models.CharField(max_length=30)
    groups = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    covert = models.BooleanField(default=False)
    source = models.CharField(max_length=SOURCE)
    reference = models.CharField(max_length=REFERENCE, blank=True, default="")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    weed_date = models.DateField()
    version = models.PositiveIntegerField(default=1, db_default=1)
    listed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    why = models.CharField(max_length=WHY, blank=True, default="")
    reminded_at = models.DateTimeField(null=True)
    weeded_at = models.DateTimeField(null=True)
    horizon = models.BigIntegerField(null=True)
    horizon_at = models.DateTimeField(null=True)
    looked_back_at = models.DateTimeField(null=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=KINDS), name="a_listing_is_of_a_kind_we_know"
            ),
            models.CheckConstraint(
                condition=Q(category__in=CATEGORIES), name="a_listing_is_of_a_category_we_know"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=PRIORITIES), name="a_listing_has_a_priority_we_know"
            ),
            models.CheckConstraint(
                condition=Q(marking__in=MARKINGS), name="a_listing_bears_a_marking_we_know"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="a_listing_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(covert=False) | ~Q(groups=[]), name="a_covert_listing_names_a_group"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="who_approved_a_listing_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("owner")), name="nobody_approves_their_own_listing"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="who_ended_a_listing_says_when",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(weeded_at__isnull=False) | ~Q(why=""),
                name="a_listing_is_ended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(weeded_at=None)
                | Q(known={}, authority="", reason="", action="", warnings=[], why=""),
                name="a_weeded_listing_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(weeded_at__isnull=False)
                | (~Q(authority="") & ~Q(reason="") & ~Q(known={})),
                name="a_listing_says_of_what_why_and_by_whose_leave",
            ),
            models.UniqueConstraint(
                fields=["force", "source", "reference"],
                condition=~Q(reference=""),
                name="what_is_imported_is_listed_once",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "-listed_at"], name="listings_of_force"),
            models.Index(
                fields=["weed_date"], name="listings_to_weed", condition=Q(weeded_at=None)
            ),
            models.Index(
                fields=["listed_at"],
                name="listings_to_look_back",
                condition=Q(looked_back_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} listing {self.pk}"

    @property
    def is_running(self) -> bool:
        approved = not self.covert or self.approved_at is not None
        over = self.ended_at is not None or self.weeded_at is not None
        return approved and not over and self.valid_from <= clock.now() < self.valid_until


class WatchKeyQuerySet(models.QuerySet["WatchKey"]):
    def visible_to(self, officer: Any) -> "WatchKeyQuerySet":
        return self.filter(listing__in=Listing.objects.visible_to(officer))


class WatchKey(models.Model):
    """What a listing is found by: `held` is "kind:value", spelt as keys of mentions are. One that
    is not `exact` makes a hit only possible.
    """

    personal_data = "identifying numbers, names and dates of birth, in one spelling each"
    retention = "as the content of its listing"

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="held")
    held = models.CharField(max_length=230)
    exact = models.BooleanField(default=True)

    objects = WatchKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["held", "listing"], name="a_listing_is_found_once_by_a_key"
            ),
            models.CheckConstraint(condition=~Q(held=""), name="a_watch_key_holds_something"),
        ]
