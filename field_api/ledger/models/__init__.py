"""Append-only tables without a foreign key: the log neither holds up nor follows live data."""

from field_api.ledger.models.events import Event
from field_api.ledger.models.tree import Checkpoint, Leaf, Node
from field_api.ledger.models.witnesses import Contradiction

__all__ = ["Checkpoint", "Contradiction", "Event", "Leaf", "Node"]
