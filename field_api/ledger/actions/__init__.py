"""Writing to the ledger, sealing it, proving what is in it, and hearing its witnesses."""

from field_api.ledger.actions.contradictions import contradict, recent
from field_api.ledger.actions.proofs import consistency, inclusion
from field_api.ledger.actions.record import NotRecorded, record, record_looks, record_many
from field_api.ledger.actions.seal import lag_seconds, seal
from field_api.ledger.actions.telling import header, latest
from field_api.ledger.actions.verify import verify

__all__ = [
    "NotRecorded",
    "consistency",
    "contradict",
    "header",
    "inclusion",
    "lag_seconds",
    "latest",
    "recent",
    "record",
    "record_looks",
    "record_many",
    "seal",
    "verify",
]
