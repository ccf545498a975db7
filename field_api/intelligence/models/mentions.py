"""One entity as one version of one submission speaks of it."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from field_api.intelligence.models.records import Record
from field_api.intelligence.rules import Key
from field_api.lib import ids
from field_api.policy import actions as policy
from field_api.policy.actions import Names
from field_api.policy.rules import Action

TYPES = (
    "person", "organisation", "place", "vehicle", "phone", "email", "online", "account", "wallet",
    "property", "weapon", "drug", "document", "event",
)  # fmt: skip
CATEGORIES = ("suspect", "convicted", "victim", "witness", "other", "")
BASES = ("fact", "assessment")


class MentionQuerySet(models.QuerySet["Mention"]):
    def visible_to(self, officer: Any, action: Action = Action.READ) -> "MentionQuerySet":
        """Those whose submission the officer may read, or recognise by. Of each they see what their
        marking allows: `actions.sight`.
        """
        return self.filter(policy.visible(officer, action, Names.under("record")))


class Mention(models.Model):
    """What an entry says of a person, a vehicle, a number: never more, and never merged.

    `attributes` are values as typed, by the names all forms share; `marks` the marking of the field
    each was typed in; `keys` what each is found by, as lists of [kind, value]. `role`, `category`
    (DPA 2018 s.38(3)) and `basis` (s.38(2): fact or assessment) belong to the link between the
    entry and the entity, not to the person. The id stays while later versions speak of the same.
    """

    personal_data = "what was written about one person or thing, parsed"
    retention = "as its submission: gone in the transaction that erases or withdraws it"

    id = models.UUIDField(primary_key=True, default=ids.new)
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, db_index=False, related_name="mentions"
    )
    revision = models.UUIDField()
    key = models.CharField(max_length=200)
    type = models.CharField(max_length=20)
    role = models.CharField(max_length=60, blank=True, default="")
    category = models.CharField(max_length=10, blank=True, default="")
    basis = models.CharField(max_length=10, default="fact")
    attributes = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    keys = models.JSONField(default=dict)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "revision", "key"], name="a_version_mentions_each_place_once"
            ),
            models.CheckConstraint(
                condition=models.Q(category__in=CATEGORIES),
                name="a_mention_is_of_a_category_the_law_knows",
            ),
            models.CheckConstraint(
                condition=models.Q(basis__in=BASES),
                name="a_mention_is_a_fact_or_an_assessment",
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=TYPES), name="a_mention_is_of_a_known_type"
            ),
        ]


class MentionKeyQuerySet(models.QuerySet["MentionKey"]):
    def visible_to(self, officer: Any) -> "MentionKeyQuerySet":
        """Those of mentions the officer may read."""
        return self.filter(policy.visible(officer, names=Names.under("mention__record")))

    def holding(self, keys: Iterable[Key]) -> "MentionKeyQuerySet":
        """Those that are one of these, by the index on what they hold."""
        asked = [f"{kind}:{value}" for kind, value in keys]
        return self.filter(held__in=asked)


class MentionKey(models.Model):
    """What a mention is found by: `held` is "kind:value", so that one index answers for all."""

    personal_data = "identifying numbers, names and dates of birth, in one spelling each"
    retention = "as its mention"

    id = models.BigAutoField(primary_key=True)
    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="held")
    kind = models.CharField(max_length=20)
    held = models.CharField(max_length=230)

    objects = MentionKeyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["held"], name="mentions_by_key")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(held=""), name="a_key_holds_something")
        ]
