"""The connector of a system whose settings or secret cannot be used: it says so, sends nothing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from field_api.connectors.rules import (
    Answer,
    Capability,
    Connector,
    FieldFault,
    Held,
    Item,
    NoAnswer,
    Outcome,
    Sent,
    Unasked,
)
from field_api.connectors.rules.asking import Asking


class Unusable(Unasked):
    """`outcome` is REFUSED for settings, CREDENTIALS for a secret that cannot be read.

    `renders` is the connector that would be used were the secret there: what is approved meanwhile
    is frozen as ever and waits, for it takes no secret to write it down.
    """

    capabilities: frozenset[Capability] = frozenset()

    def __init__(self, outcome: Outcome, reason: str, renders: Connector | None = None) -> None:
        self.outcome = outcome
        self.reason = reason
        self.renders = renders
        # What the system can do does not change while its secret is away.
        self.capabilities = renders.capabilities if renders else frozenset()

    def probe(self, deadline: float) -> bool:
        return False

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        if self.renders is None:
            raise ValueError(self.reason)
        return self.renders.render(document)

    def validate(self, payload: bytes) -> list[FieldFault]:
        return self.renders.validate(payload) if self.renders else []

    def send(self, item: Item, *, deadline: float) -> Sent:
        return Sent(self.outcome, reason=self.reason)

    def listing(self, since: datetime, until: datetime, *, deadline: float) -> Iterator[Held]:
        raise NoAnswer(self.reason)

    def query(
        self, kind: str, criteria: dict[str, Any], asking: Asking, *, deadline: float
    ) -> Answer:
        raise NoAnswer(self.reason)
