"""A question as it was asked."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from field_api.identity.models import Officer
from field_api.lib import choices
from field_api.queries.rules.asking import Kind
from field_api.queries.rules.reasons import (
    ON_BEHALF_LENGTH,
    ORIGINATOR_LENGTH,
    PLACE_LENGTH,
    PURPOSE_LENGTH,
    REASONS,
)

_KINDS = [kind.value for kind in Kind]


class QueryQuerySet(models.QuerySet["Query"]):
    def visible_to(self, officer: Officer) -> Self:
        """An officer's own questions: what a colleague looked up is the colleague's to justify."""
        return self.filter(asked_by=officer)


class Query(models.Model):
    """One question, as it was asked. `version` counts what became known since.

    `id` is the handset's, so that a question sent again is the same question; `content_hash` tells
    that from another question under the same id. `session` is the sign-in it was asked under, by a
    name that leads nowhere else. `linked` is the submission the officer had open, a
    plain value: that table stands beside this one, and an entry may still be on the handset.
    """

    personal_data = "search terms naming a person or a vehicle; the officer, and why they asked"
    retention = "31 days with its answers; the ledger keeps who asked what and why"

    id = models.UUIDField(primary_key=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="queries"
    )
    asked_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=choices.of(Kind))
    criteria = models.JSONField()
    purpose = models.CharField(max_length=PURPOSE_LENGTH[1])
    reason_code = models.CharField(max_length=1)
    place = models.CharField(max_length=PLACE_LENGTH, blank=True, default="")
    on_behalf_of = models.CharField(max_length=ON_BEHALF_LENGTH[1], blank=True, default="")
    originator = models.CharField(max_length=ORIGINATOR_LENGTH[1])
    linked = models.UUIDField(null=True, blank=True)
    session = models.UUIDField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    completed_at = models.DateTimeField(
        null=True, blank=True
    )  # when no system was awaited any more

    objects = QueryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="a_query_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(reason_code__in=sorted(REASONS)),
                name="a_query_has_a_national_reason_code",
            ),
            models.CheckConstraint(
                condition=Q(purpose__regex=rf"^.{{{PURPOSE_LENGTH[0]},{PURPOSE_LENGTH[1]}}}$"),
                name="a_query_says_its_purpose",
            ),
            models.CheckConstraint(
                condition=Q(originator__regex=rf"^.{{{ORIGINATOR_LENGTH[0]},}}$"),
                name="a_query_says_its_originator",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of="")
                | Q(on_behalf_of__regex=rf"^.{{{ON_BEHALF_LENGTH[0]},{ON_BEHALF_LENGTH[1]}}}$"),
                name="on_whose_behalf_is_said_in_full_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=~Q(criteria={}) & ~Q(criteria=None), name="a_query_asks_for_something"
            ),
            models.CheckConstraint(
                condition=Q(deadline_at__gt=F("asked_at")),
                name="a_query_has_time_to_be_answered",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=F("asked_at")),
                name="a_query_is_complete_after_it_is_asked",
            ),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"),
                name="a_query_carries_the_hash_of_its_content",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="queries_of_officer"),
            models.Index(fields=["asked_at"], name="queries_by_age"),
            models.Index(
                fields=["deadline_at"], name="queries_open", condition=Q(completed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} query {self.id}"
