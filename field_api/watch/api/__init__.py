"""/api/v1/watch/… and /api/v1/sightings/<system>."""

from field_api.watch.api.listings import (
    Approval,
    Ending,
    Extension,
    Hits,
    Import,
    Judging,
    Listings,
    OneListing,
)
from field_api.watch.api.sightings import Sightings
from field_api.watch.api.slice import Slice

__all__ = [
    "Approval",
    "Ending",
    "Extension",
    "Hits",
    "Import",
    "Judging",
    "Listings",
    "OneListing",
    "Sightings",
    "Slice",
]
