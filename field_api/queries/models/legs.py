"""One system's part in one question."""

from django.db import models
from django.db.models import Q

from field_api.connectors.models import System
from field_api.lib import choices
from field_api.queries.models.questions import Query
from field_api.queries.rules.legs import State, Why

_STATES = [state.value for state in State]
_SPOKE = [State.ANSWERED.value, State.NO_MATCH.value]


class Leg(models.Model):
    """One system's part in one query. It is asked at most once: older systems log every search.

    `started_at` is the claim: whoever sets it asks, and nobody after. A claimant that dies is not
    replaced; the query's deadline ends the leg as it ends a silent system. `lease_until` is when
    our call to the system is over at the latest, None once it is: until then it is in flight.
    `suspended_at` is since when a system is left alone. `remembered_at` is when the answer was
    given to somebody else, where it was not fetched for this question.
    """

    personal_data = "none beyond the query it belongs to"
    retention = "as the query"

    query = models.ForeignKey(Query, on_delete=models.CASCADE, related_name="legs")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="legs")
    state = models.CharField(max_length=10, choices=choices.of(State), default=State.WAITING.value)
    why = models.CharField(max_length=20, choices=choices.of(Why), blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=100, blank=True, default="")  # host and process
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    count = models.PositiveIntegerField(default=0)
    late = models.BooleanField(default=False)
    suspended_at = models.DateTimeField(null=True, blank=True)
    remembered_at = models.DateTimeField(null=True, blank=True)

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
                condition=~Q(state__in=_SPOKE)
                | Q(started_at__isnull=False, remembered_at=None)
                | Q(started_at=None, remembered_at__isnull=False),
                name="an_answer_was_asked_for_or_is_remembered",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_ASKED.value)
                | Q(started_at=None)
                | Q(why=Why.RESTRICTED.value),
                name="a_system_not_asked_was_not_started_or_may_not_tell",
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
            models.CheckConstraint(
                condition=Q(lease_until=None) | Q(started_at__isnull=False),
                name="only_a_system_that_is_asked_is_held_on_to",
            ),
            models.CheckConstraint(
                condition=Q(why=Why.SUSPENDED.value, suspended_at__isnull=False)
                | (~Q(why=Why.SUSPENDED.value) & Q(suspended_at=None)),
                name="a_system_left_alone_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(remembered_at=None) | Q(state__in=_SPOKE, late=False),
                name="only_answers_are_remembered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["system", "lease_until"],
                name="legs_in_flight",
                condition=Q(lease_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.system_id} for {self.query_id}: {self.state}"
