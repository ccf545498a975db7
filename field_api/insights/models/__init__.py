"""Tables of insight, one file a subject."""

from field_api.insights.models.days import (
    Counted,
    CountedQuerySet,
    Day,
    EntityDay,
    FieldDay,
    RefusedDay,
    SystemDay,
    units_counted,
)
from field_api.insights.models.searches import (
    STANDING,
    ResidentCount,
    Residents,
    Search,
    Summary,
    SummaryCount,
)

__all__ = [
    "STANDING",
    "Counted",
    "CountedQuerySet",
    "Day",
    "EntityDay",
    "FieldDay",
    "RefusedDay",
    "ResidentCount",
    "Residents",
    "Search",
    "Summary",
    "SummaryCount",
    "SystemDay",
    "units_counted",
]
