"""What the ledger keeps, the exact bytes that are sealed, and how a checkpoint is written."""

from field_api.ledger.rules.acts import ACTS, Act

__all__ = ["ACTS", "Act"]
