"""The connector of a system whose settings or secret cannot be used: it says so, sends nothing."""

from typing import Any, NoReturn
from uuid import UUID

from field_api.connectors.rules import (
    Answer,
    Capability,
    FieldFault,
    Found,
    Lookup,
    NoAnswer,
    Outcome,
    Sent,
)


class Unusable:
    """`outcome` is REFUSED for settings, CREDENTIALS for a secret that cannot be read."""

    capabilities: frozenset[Capability] = frozenset()

    def __init__(self, outcome: Outcome, reason: str) -> None:
        self.outcome = outcome
        self.reason = reason

    def probe(self, deadline: float) -> bool:
        return False

    def render(self, document: dict[str, Any]) -> NoReturn:
        raise ValueError(self.reason)

    def validate(self, payload: bytes) -> list[FieldFault]:
        return []

    def send(self, payload: bytes, *, key: UUID, version: int, deadline: float) -> Sent:
        return Sent(self.outcome, reason=self.reason)

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        return Lookup(Found.UNKNOWN)

    def query(
        self,
        kind: str,
        criteria: dict[str, Any],
        purpose: str,
        reason_code: str,
        *,
        deadline: float,
    ) -> Answer:
        raise NoAnswer(self.reason)
