"""What a system that is only asked says to everything else."""

from typing import Any

from field_api.connectors.rules import FieldFault, Item, Outcome, Sent, Unasked

_NO_ENTRIES = "takes no entries: it is only asked"


class OnlyAsked(Unasked):
    """For kinds that answer questions and nothing more: `probe` and `query` are theirs to say."""

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        raise ValueError(_NO_ENTRIES)

    def validate(self, payload: bytes) -> list[FieldFault]:
        return [FieldFault("", _NO_ENTRIES)]

    def send(self, item: Item, *, deadline: float) -> Sent:
        return Sent(Outcome.REFUSED, reason=_NO_ENTRIES)
