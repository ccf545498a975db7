"""The watch list, what it is found by, where it turned up, and the areas of units."""

from field_api.watch.models.areas import Area
from field_api.watch.models.hits import Hit
from field_api.watch.models.inbound import Asked, Inlet, Sighting
from field_api.watch.models.listings import Listing, ListingQuerySet, WatchKey

__all__ = ["Area", "Asked", "Hit", "Inlet", "Listing", "ListingQuerySet", "Sighting", "WatchKey"]
