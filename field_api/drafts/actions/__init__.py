"""Keeping drafts, handing them over, opening them, and removing them."""

from field_api.drafts.actions.forget import forget_old
from field_api.drafts.actions.handing import HandedTo, hand_over
from field_api.drafts.actions.keep import Kept, discard, save
from field_api.drafts.actions.opening import Opened, open_draft
from field_api.drafts.actions.show import covered, listed

__all__ = [
    "HandedTo",
    "Kept",
    "Opened",
    "covered",
    "discard",
    "forget_old",
    "hand_over",
    "listed",
    "open_draft",
    "save",
]
