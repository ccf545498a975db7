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
