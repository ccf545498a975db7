"""Opening notebooks, keeping entries, signing for them, and walking chains."""

from field_api.notebook.actions.keys import receipt_key, seal_key
from field_api.notebook.actions.places import Held, held, last_place, missing
from field_api.notebook.actions.verify import Bad, verify
from field_api.notebook.actions.write import Written, open_for, write

__all__ = [
    "Bad",
    "Held",
    "Written",
    "held",
    "last_place",
    "missing",
    "open_for",
    "receipt_key",
    "seal_key",
    "verify",
    "write",
]
