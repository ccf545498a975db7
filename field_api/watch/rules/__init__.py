"""What a listing may say and for how long, what it is found by, and where places lie. Pure."""

from field_api.watch.rules.found import CERTAINTIES, SOURCES, VERDICTS, Certainty, Source, Verdict
from field_api.watch.rules.listing import CATEGORIES, KINDS, KNOWN, Category, Kind

__all__ = [
    "CATEGORIES",
    "CERTAINTIES",
    "KINDS",
    "KNOWN",
    "SOURCES",
    "VERDICTS",
    "Category",
    "Certainty",
    "Kind",
    "Source",
    "Verdict",
]
