"""The shapes of requests and answers: for the OpenAPI document, and to check what was asked."""

from typing import Any

from rest_framework import serializers as s

from field_api.delivery.actions.scopes import Scope
from field_api.delivery.rules import OPEN, State

SETTLED = [state.value for state in State if state not in OPEN]
MOST_AT_ONCE = 10_000


class ScopeShape(s.Serializer[object]):
    """These deliveries; or those of the system in these states, settled from `since` until before
    `until`, made by this mapping version.
    """

    deliveries = s.ListField(child=s.UUIDField(), max_length=MOST_AT_ONCE, required=False)
    states = s.ListField(child=s.ChoiceField(SETTLED), required=False)
    since = s.DateTimeField(required=False, allow_null=True)
    until = s.DateTimeField(required=False, allow_null=True)
    mapping = s.IntegerField(min_value=1, max_value=2**63 - 1, required=False, allow_null=True)

    def scope(self) -> Scope:
        return scope_of(self.validated_data)


def scope_of(said: dict[str, Any]) -> Scope:
    """From what ScopeShape found valid."""
    return Scope(
        deliveries=tuple(said.get("deliveries", ())),
        states=tuple(State(one) for one in said.get("states", ())),
        since=said.get("since"),
        until=said.get("until"),
        mapping=said.get("mapping"),
    )


class ReasonShape(s.Serializer[object]):
    reason = s.CharField(max_length=200)


class PauseShape(ReasonShape):
    until = s.DateTimeField(required=False, allow_null=True, default=None)


class VouchShape(ReasonShape):
    outcome = s.ChoiceField(["delivered", "not_there"], help_text="What the system's people say.")
    reference = s.CharField(max_length=200, allow_blank=True, default="")


class NoteShape(s.Serializer[object]):
    note = s.CharField(max_length=300)


class TermsShape(s.Serializer[object]):
    """`fresh_key`: the system takes each as new. `rerender`: mapped anew, not the bytes as kept."""

    system = s.SlugField()
    scope = ScopeShape()
    fresh_key = s.BooleanField(default=False)
    rerender = s.BooleanField(default=False)


class OrderShape(TermsShape):
    reason = s.CharField(max_length=300)


class SpanShape(s.Serializer[object]):
    system = s.SlugField()
    since = s.DateTimeField()
    until = s.DateTimeField()


class PausedSystem(s.Serializer[object]):
    code = s.CharField()
    state = s.CharField()
    paused_by = s.CharField(help_text="Empty while it is active.")
    paused_until = s.DateTimeField(allow_null=True)
    pause_reason = s.CharField()


class SystemHealth(PausedSystem):
    name = s.CharField()
    word = s.CharField(help_text="What one word says of it: sending, quiet, slow, blocked …")
    waiting = s.IntegerField()
    in_flight = s.IntegerField()
    limit = s.IntegerField(help_text="Most in flight just now.")
    oldest_seconds = s.FloatField()
    budget_used = s.FloatField(help_text="1.0 is all of it.")
    next_try_at = s.DateTimeField(allow_null=True)
    trouble = s.CharField()
    last_accepted_at = s.DateTimeField(allow_null=True)
    dead_letters = s.IntegerField()
    settled = s.ListField(child=s.IntegerField(), help_text="In each five minutes, oldest first.")


class SystemHealthList(s.Serializer[object]):
    systems = s.ListField(child=SystemHealth())


class SettledDelivery(s.Serializer[object]):
    id = s.UUIDField()
    state = s.CharField()


class LetterGroup(s.Serializer[object]):
    key = s.CharField()
    system = s.CharField()
    state = s.CharField()
    reason = s.CharField()
    mapping = s.IntegerField(allow_null=True)
    mapping_version = s.IntegerField(allow_null=True)
    count = s.IntegerField()
    oldest_at = s.DateTimeField()
    sample = s.UUIDField()


class LetterGroups(s.Serializer[object]):
    groups = s.ListField(child=LetterGroup())


class LetterIds(LetterGroup):
    deliveries = s.ListField(child=s.UUIDField())


class TraceStep(s.Serializer[object]):
    step = s.CharField()
    outcome = s.CharField()
    reason = s.CharField()
    duration_ms = s.IntegerField(allow_null=True)
    at = s.DateTimeField()


class TraceLeg(s.Serializer[object]):
    delivery = s.UUIDField()
    system = s.CharField()
    version = s.IntegerField()
    generation = s.IntegerField()
    state = s.CharField()
    held_behind = s.IntegerField(allow_null=True, help_text="The version it waits for.")
    key = s.UUIDField()
    sha256 = s.CharField()
    mapping_version = s.IntegerField(allow_null=True)
    removed = s.ListField(
        child=s.CharField(),
        allow_null=True,
        help_text="Names of fields left out; null once the bytes are no longer kept.",
    )
    ref = s.CharField()
    reason = s.CharField()
    steps = s.ListField(child=TraceStep())


class TraceShape(s.Serializer[object]):
    submission = s.UUIDField()
    reference = s.CharField()
    legs = s.ListField(child=TraceLeg())


class ReplayShape(s.Serializer[object]):
    id = s.IntegerField()
    system = s.CharField()
    state = s.CharField()
    reason = s.CharField()
    fresh_key = s.BooleanField()
    rerender = s.BooleanField()
    total = s.IntegerField()
    made = s.IntegerField()
    skipped = s.IntegerField()
    requested_by = s.CharField()
    requested_at = s.DateTimeField()
    seconded_by = s.CharField(help_text="Empty where nobody has, or needs to.")
    ended_at = s.DateTimeField(allow_null=True)


class ReplayList(s.Serializer[object]):
    replays = s.ListField(child=ReplayShape())


class PlanChange(s.Serializer[object]):
    pointer = s.CharField()
    before = s.JSONField(allow_null=True)
    after = s.JSONField(allow_null=True)


class PlanSample(s.Serializer[object]):
    delivery = s.UUIDField()
    reference = s.CharField()
    changes = s.ListField(child=PlanChange())


class PlanShape(s.Serializer[object]):
    total = s.IntegerField()
    goes = s.IntegerField()
    refused = s.DictField(child=s.IntegerField(), help_text="How many, by why not.")
    whole = s.BooleanField(help_text="False where there are more than can be ordered.")
    changed = s.IntegerField()
    needs_a_second = s.BooleanField()
    samples = s.ListField(child=PlanSample(), help_text="Of entries the officer may read.")


class TaskShape(s.Serializer[object]):
    id = s.IntegerField()
    todo = s.CharField()
    delivery = s.UUIDField()
    system = s.CharField()
    subject = s.UUIDField()
    pointer = s.CharField()
    text = s.CharField(help_text="Empty to those who may not read the entry.")
    created_at = s.DateTimeField()
    done_at = s.DateTimeField(allow_null=True)
    note = s.CharField()


class TaskList(s.Serializer[object]):
    tasks = s.ListField(child=TaskShape())


class AlertShape(s.Serializer[object]):
    id = s.IntegerField()
    system = s.CharField(help_text="Empty for the house itself.")
    what = s.CharField()
    level = s.IntegerField(help_text="In per cent of what may be borne.")
    details = s.DictField()
    raised_at = s.DateTimeField()
    acknowledged_by = s.CharField()


class AlertList(s.Serializer[object]):
    alerts = s.ListField(child=AlertShape())


class ReconciliationShape(s.Serializer[object]):
    id = s.IntegerField()
    system = s.CharField()
    state = s.CharField()
    since = s.DateTimeField()
    until = s.DateTimeField()
    compared_until = s.DateTimeField()
    ours = s.IntegerField()
    theirs = s.IntegerField()
    missing = s.IntegerField()
    unknown = s.IntegerField()
    different = s.IntegerField()
    error = s.CharField()


class ReconciliationList(s.Serializer[object]):
    reconciliations = s.ListField(child=ReconciliationShape())


class HeldApart(s.Serializer[object]):
    id = s.IntegerField()
    what = s.CharField()
    key = s.UUIDField()
    delivery = s.UUIDField(allow_null=True)
    ours_sha256 = s.CharField()
    their_sha256 = s.CharField()
    reference = s.CharField()
    settled_at = s.DateTimeField(allow_null=True)
    note = s.CharField()


class WholeReconciliation(ReconciliationShape):
    differences = s.ListField(child=HeldApart())
