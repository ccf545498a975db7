"""Opening notebooks, keeping entries, signing for them, and walking chains."""

from field_api.notebook.actions.bound import unbound
from field_api.notebook.actions.erase import Warrant, erase
from field_api.notebook.actions.keys import (
    receipt_key,
    receipt_keys,
    seal_key,
    seal_keys,
    signed_here,
)
from field_api.notebook.actions.places import Held, held, held_of, last_place, missing
from field_api.notebook.actions.verify import Bad, Walked, verify
from field_api.notebook.actions.write import Brought, Written, open_for, write

__all__ = [
    "Bad",
    "Brought",
    "Held",
    "Walked",
    "Warrant",
    "Written",
    "erase",
    "held",
    "held_of",
    "last_place",
    "missing",
    "open_for",
    "receipt_key",
    "receipt_keys",
    "seal_key",
    "seal_keys",
    "signed_here",
    "unbound",
    "verify",
    "write",
]
