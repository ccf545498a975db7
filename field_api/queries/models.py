"""A question, one leg of it for each system, and the records each system returned."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.lib import choices
from field_api.queries.rules.asking import Kind
from field_api.queries.rules.legs import State, Why
from field_api.queries.rules.reasons import (
    ORIGINATOR_LENGTH,
    PLACE_LENGTH,
    PURPOSE_LENGTH,
    REASONS,
)

_KINDS = [kind.value for kind in Kind]
_STATES = [state.value for state in State]
_SPOKE = [State.ANSWERED.value, State.NO_MATCH.value]


class QueryQuerySet(models.QuerySet["Query"]):
    def visible_to(self, officer: Officer) -> Self:
        """An officer's own questions: what a colleague looked up is the colleague's to justify."""
        return self.filter(asked_by=officer)


class Query(models.Model):
    """One question, as it was asked. `version` counts what became known since.

    `id` is the handset's, so that a question sent again is the same question; `content_hash` tells
    that from another question under the same id. `linked` is the submission the officer had open, a
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
    originator = models.CharField(max_length=ORIGINATOR_LENGTH[1])
    linked = models.UUIDField(null=True, blank=True)
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


class Leg(models.Model):
    """One system's part in one query. It is asked at most once: older systems log every search.

    `started_at` is the claim: whoever sets it asks, and nobody after. A claimant that dies is not
    replaced; the query's deadline ends the leg as it ends a silent system.
    """

    personal_data = "none beyond the query it belongs to"
    retention = "as the query"

    query = models.ForeignKey(Query, on_delete=models.CASCADE, related_name="legs")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="legs")
    state = models.CharField(max_length=10, choices=choices.of(State), default=State.WAITING.value)
    why = models.CharField(max_length=20, choices=choices.of(Why), blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=100, blank=True, default="")  # host and process
    finished_at = models.DateTimeField(null=True, blank=True)
    count = models.PositiveIntegerField(default=0)
    late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["query", "system"], name="a_system_is_asked_once_for_each_query"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_STATES), name="a_leg_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING.value, finished_at=None)
                | (~Q(state=State.WAITING.value) & Q(finished_at__isnull=False)),
                name="a_leg_is_finished_exactly_when_not_waiting",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None, started_by="")
                | (Q(started_at__isnull=False) & ~Q(started_by="")),
                name="a_started_leg_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_SPOKE) | Q(started_at__isnull=False),
                name="only_a_system_that_was_asked_can_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_ASKED.value) | Q(started_at=None),
                name="a_system_not_asked_was_not_started",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ANSWERED.value, count__gt=0)
                | (~Q(state=State.ANSWERED.value) & Q(count=0)),
                name="only_an_answer_has_records_and_every_answer_has",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.WAITING.value, *_SPOKE]) | ~Q(why=""),
                name="a_leg_without_answer_says_why",
            ),
            models.CheckConstraint(
                condition=Q(late=False) | Q(state__in=_SPOKE), name="only_an_answer_can_be_late"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system_id} for {self.query_id}: {self.state}"


class Hit(models.Model):
    """One record as one system returned it: `body` is its values, `warnings` a list of objects
    with code, label, advice and on, `as_of` what the system said the record dates from.
    """

    personal_data = "what a system holds about a person or vehicle, warning markers included"
    retention = "as the query"

    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="hits")
    position = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=20, blank=True)
    handling = models.CharField(max_length=20, blank=True)
    as_of = models.DateTimeField(null=True, blank=True)
    retrieved_at = models.DateTimeField()
    body = models.JSONField()
    warnings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leg", "position"], name="hits_of_a_leg_keep_their_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ref} of leg {self.leg_id}"
