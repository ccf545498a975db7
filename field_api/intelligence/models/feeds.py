"""What feeds of cyber intelligence say of indicators, kept once and matched against our reports."""

from typing import Any

from django.db import models
from django.db.models import Q

from field_api.connectors.models import System
from field_api.lib import ids
from field_api.policy import actions as policy
from field_api.policy.rules import MARKINGS, allowed

TLP = ("clear", "green", "amber", "amber+strict")
"""TLP:RED is for the eyes of whoever was named, not for a table: it is never kept."""

OPEN = frozenset({"clear", "green"})
"""Told to whoever reads OFFICIAL; the rest takes OFFICIAL-SENSITIVE."""


class Feed(models.Model):
    """How far one collection has been read. `after` is the time the server added what was read
    last, as the server wrote it.
    """

    personal_data = "none"
    retention = "as long as the system is read from"

    system = models.OneToOneField(
        System, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    after = models.CharField(max_length=40, blank=True, default="")
    read_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=200, blank=True, default="")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, officer: Any) -> "NoticeQuerySet":
        """Those the officer is cleared for: handed on as its producer's marking allows."""
        actor = policy.actor_of(officer)
        return self.cleared(actor.clearance) if actor.active else self.none()

    def cleared(self, clearance: str) -> "NoticeQuerySet":
        if MARKINGS[-1] in allowed(clearance):
            return self
        return self.filter(tlp__in=OPEN)

    def standing(self, now: Any) -> "NoticeQuerySet":
        """Neither taken back nor run out."""
        return self.filter(Q(until=None) | Q(until__gt=now), revoked=False)


class Notice(models.Model):
    """That a feed knows one indicator. One of STIX whose pattern names several makes several.

    A later version, by `modified`, takes the place of an earlier one; one that is revoked stays as
    a row that says no more than so, lest an older version bring it back.
    """

    personal_data = "accounts, numbers and names online that a feed says criminals use"
    retention = "until 90 days after the feed revoked it or its validity ended"

    id = models.UUIDField(primary_key=True, default=ids.new)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="notices")
    stix = models.CharField(max_length=60)
    held = models.CharField(max_length=230)
    name = models.CharField(max_length=200, blank=True, default="")
    tlp = models.CharField(max_length=12)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    modified = models.DateTimeField()
    revoked = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["held"], name="notices_by_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "stix", "held"], name="a_feed_names_an_indicator_once"
            ),
            models.CheckConstraint(
                condition=Q(tlp__in=TLP), name="a_notice_may_be_kept_by_its_marking"
            ),
        ]
