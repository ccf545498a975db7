"""/console/handsets/: handsets in trouble, and handsets as such."""

from field_api.sync.pages.handsets import enrol, enrolled, handset
from field_api.sync.pages.trouble import handsets, letter

__all__ = ["enrol", "enrolled", "handset", "handsets", "letter"]
