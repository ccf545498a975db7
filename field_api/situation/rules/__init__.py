"""Where something is, how exactly it may be said, and what is one thing on the map."""

from field_api.situation.rules.blurring import LEFT_OUT, Care, care, nearby
from field_api.situation.rules.places import FURTHEST, Place, of_attributes, placed
from field_api.situation.rules.spots import KINDS, Kind, Spot

__all__ = [
    "FURTHEST",
    "KINDS",
    "LEFT_OUT",
    "Care",
    "Kind",
    "Place",
    "Spot",
    "care",
    "nearby",
    "of_attributes",
    "placed",
]
