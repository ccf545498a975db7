"""The systems an entry can go to and a question can be asked of."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from field_api.connectors.rules import Clearance, LookupBy, State
from field_api.lib import choices

LONGEST_SEND_SECONDS = 120

_ACTIVE = Q(
    state=State.ACTIVE.value, paused_at=None, paused_by=None, paused_until=None, pause_reason=""
)
_PAUSED = Q(
    state__in=[State.PAUSED.value, State.DRAINING.value],
    paused_at__isnull=False,
    paused_by__isnull=False,
)


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
    """One system: where it is, how it is spoken to, what it may be sent, how much at once, whether
    it is paused.

    `rate_per_second` is the most that goes out in a second on average, None for no limit; `burst`
    the most after a quiet time; `max_in_flight` the most that is under way at once.
    `partner` is whose system it is, blank where it is the force's own: a partner organisation, or
    another force by its code. Entries go there only under a running agreement.
    `lag_seconds` is how old the oldest delivery may get before it is somebody's business
    (`contact`, an address). `questions_in_flight`, `questions_per_second` and `questions_burst` are
    the same limits for questions, counted apart: an officer's check waits for no backlog of
    entries. `remembers` is for how many seconds an answer may be given again, by kind of question;
    empty, as it is unless somebody decides otherwise, means never.
    `answers_within_seconds` says that the system accepts or rejects
    afterwards, by a callback signed with the secret at `callback_ref`, and when it must have; None
    where its first answer is final.
    """

    personal_data = "none"
    retention = "kept while any delivery or answer names the system"

    code = models.CharField(
        max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z")]
    )
    name = models.CharField(max_length=80)
    partner = models.CharField(
        max_length=40,
        blank=True,
        default="",
        validators=[RegexValidator(r"^[0-9A-Za-z]+(-[0-9A-Za-z]+)*\Z")],
    )
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
    max_in_flight = models.PositiveIntegerField(default=16)
    rate_per_second = models.FloatField(null=True, blank=True)
    burst = models.PositiveIntegerField(default=20)
    questions_in_flight = models.PositiveIntegerField(default=32)
    questions_per_second = models.FloatField(null=True, blank=True)
    questions_burst = models.PositiveIntegerField(default=20)
    remembers = models.JSONField(default=dict, blank=True)
    lag_seconds = models.PositiveIntegerField(default=300)
    contact = models.EmailField(blank=True, default="")
    callback_ref = models.CharField(max_length=200, blank=True, default="")
    answers_within_seconds = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=choices.of(State), default=State.ACTIVE.value)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paused_until = models.DateTimeField(null=True, blank=True)
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
                condition=Q(max_in_flight__gte=1), name="a_system_may_be_sent_something"
            ),
            models.CheckConstraint(
                condition=Q(rate_per_second=None) | Q(rate_per_second__gt=0),
                name="a_rate_limit_lets_something_through",
            ),
            models.CheckConstraint(
                condition=Q(questions_in_flight__gte=1), name="a_system_may_be_asked_something"
            ),
            models.CheckConstraint(
                condition=Q(questions_per_second=None) | Q(questions_per_second__gt=0),
                name="a_rate_of_questions_lets_something_through",
            ),
            models.CheckConstraint(
                condition=Q(settle_seconds__gte=0), name="system_settle_seconds_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class _Answering(models.Model):
    """How one door of a system has been answering: breaker, slow start, rate bucket.

    Whoever claims work for a system holds this row, so that its limits hold over every worker.
    `recent` is a bit for each of the last calls, the newest lowest, 1 where it failed. While
    `open_until` is set the breaker is open; once it has passed, one call may try. `ceiling` is how
    much may be in flight while the system recovers, None once it has.
    """

    recent = models.PositiveIntegerField(default=0)
    in_row = models.PositiveIntegerField(default=0)
    openings = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    ceiling = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    tokens = models.FloatField(default=0)
    tokens_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


_SINCE_AND_UNTIL = Q(open_until=None, opened_at=None) | Q(
    open_until__isnull=False, opened_at__isnull=False
)


class Circuit(_Answering):
    """The door for entries."""

    personal_data = "none"
    retention = "as the system"

    system = models.OneToOneField(
        System, on_delete=models.PROTECT, primary_key=True, related_name="circuit"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_SINCE_AND_UNTIL, name="an_open_circuit_says_since_when_and_until_when"
            )
        ]


class QuestionCircuit(_Answering):
    """The door for questions. Apart from the other: a system whose intake is down may well answer,
    and one that answers slowly is no reason to hold back entries.
    """

    personal_data = "none"
    retention = "as the system"

    system = models.OneToOneField(
        System, on_delete=models.PROTECT, primary_key=True, related_name="question_circuit"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_SINCE_AND_UNTIL, name="an_open_question_circuit_says_since_and_until"
            )
        ]
