"""Mappings by version, and the documents that they read."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from field_api.connectors.models import System
from field_api.lib import choices
from field_api.mapping.rules import Engine, MappingState


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, officer: Any) -> Self:
        """Reviewers read what their force wrote."""
        return self.filter(force=officer.force.code) if officer.may_review else self.none()


class Source(models.Model):
    """What a mapping reads: one revision as it was released. Kept so that a changed mapping can be
    tried on real entries, and a rejected delivery mapped anew.

    `markings` gives the marking of each place in the body (JSON pointer, `*` for any list index);
    what has none is sent nowhere. `id` is the revision's.
    """

    personal_data = "content of the entry"
    retention = "as the entry; content goes when the entry is erased"

    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=60)
    force = models.CharField(max_length=10)
    marking = models.CharField(max_length=40)
    document = models.JSONField(null=True)
    markings = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "-created_at"], name="sources_by_kind")]


class Mapping(models.Model):
    """One version of how a kind of entry is told to a system. Its content never changes, which a
    trigger holds to: what was sent can be explained, and what is compiled can't go stale.

    `document` is, for Python, {"call": name}; for JMESPath, the object to make with expressions for
    values. `value_maps` are their codes for ours: {"ethnicity": {"IC1": "White"}}. `schema` is the
    JSON Schema (2020-12) of what the system accepts.
    """

    personal_data = "none"
    retention = "while any delivery was made by it"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="mappings")
    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    engine = models.CharField(max_length=8, choices=choices.of(Engine))
    document = models.JSONField()
    value_maps = models.JSONField(default=dict)
    schema = models.JSONField(null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=choices.of(MappingState), default=MappingState.DRAFT.value
    )
    note = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "kind", "version"], name="a_mapping_version_exists_once"
            ),
            models.UniqueConstraint(
                fields=["system", "kind"],
                condition=Q(state=MappingState.ACTIVE.value),
                name="one_mapping_is_in_use_for_each_system_and_kind",
            ),
        ]

    @property
    def label(self) -> str:
        return f"{self.kind} to {self.system.code}, version {self.version}"

    @property
    def subject(self) -> str:
        """How the ledger names this version: `mapping:records/note/2`."""
        return f"mapping:{self.system.code}/{self.kind}/{self.version}"
