"""What this house itself knows, asked as every other system is: a leg, a deadline, an answer."""

from typing import Any

from field_api.connectors.answerers import answerer, names
from field_api.connectors.rules import Answer, Capability, ConfigRefused
from field_api.connectors.rules.asking import Asking
from field_api.connectors.wire.only_asked import OnlyAsked

_SETTINGS = frozenset({"answerer"})


class Own(OnlyAsked):
    """`config`: `answerer`, one of those that registered. It has no address, and no secret. Raises
    ConfigRefused.
    """

    capabilities = frozenset({Capability.QUERIES})
    needs_secret = False

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        found = answerer(str(config.get("answerer")))
        if found is None or set(config) != _SETTINGS:
            raise ConfigRefused(f"answerer is one of {', '.join(names()) or 'none'}")
        self._answer, self._name = found, config["answerer"]

    def __repr__(self) -> str:
        return f"Own({self._name})"

    def probe(self, deadline: float) -> bool:
        return True

    def query(
        self, kind: str, criteria: dict[str, Any], asking: Asking, *, deadline: float
    ) -> Answer:
        return self._answer(kind, criteria, asking, deadline)


CONNECTOR = Own
