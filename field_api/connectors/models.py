"""The systems an entry can go to and a question can be asked of."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from field_api.connectors.rules import Clearance, LookupBy, State
from field_api.lib import choices

LONGEST_SEND_SECONDS = 120

_ACTIVE = Q(state=State.ACTIVE.value, paused_at=None, paused_by=None, pause_reason="")
_PAUSED = Q(state=State.PAUSED.value, paused_at__isnull=False, paused_by__isnull=False)


class SystemQuerySet(models.QuerySet["System"]):
    def visible_to(self, officer: Any) -> Self:
        """Every officer in service may know which systems there are: each delivery names them."""
        return self if officer.is_active else self.none()

    def asked(self, question: str) -> Self:
        """Systems that answer questions about a `person` or a `vehicle`, paused ones included:
        the officer must be told that they were not asked.
        """
        return self.filter(answers_queries__contains=[question])


class System(models.Model):
    """One system: where it is, how it is spoken to, what it may be sent, whether it is paused."""

    personal_data = "none"
    retention = "kept while any delivery or answer names the system"

    code = models.CharField(
        max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z")]
    )
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    config = models.JSONField(default=dict)
    secret_ref = models.CharField(max_length=200, blank=True, default="")
    clearance = models.CharField(
        max_length=20, choices=choices.of(Clearance), default=Clearance.OFFICIAL.value
    )
    takes_entries = models.BooleanField(default=True)
    answers_queries = models.JSONField(default=list, blank=True)
    send_seconds = models.FloatField(default=10.0)
    settle_seconds = models.FloatField(default=5.0)
    lookup = models.CharField(
        max_length=12, choices=choices.of(LookupBy), default=LookupBy.NONE.value
    )
    state = models.CharField(max_length=8, choices=choices.of(State), default=State.ACTIVE.value)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pause_reason = models.CharField(max_length=200, blank=True, default="")

    objects = SystemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_ACTIVE | (_PAUSED & ~Q(pause_reason="")),
                name="a_paused_system_says_when_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_by=None)
                | Q(paused_at__isnull=False, paused_by__isnull=False),
                name="paused_at_and_paused_by_are_set_together",
            ),
            models.CheckConstraint(
                condition=Q(clearance__in=[level.value for level in Clearance]),
                name="system_clearance_is_one_we_know",
            ),
            models.CheckConstraint(
                condition=Q(lookup__in=[way.value for way in LookupBy]),
                name="system_lookup_is_one_we_know",
            ),
            models.CheckConstraint(
                condition=Q(send_seconds__gt=0, send_seconds__lte=LONGEST_SEND_SECONDS),
                name="every_call_to_a_system_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=Q(settle_seconds__gte=0), name="system_settle_seconds_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.code
