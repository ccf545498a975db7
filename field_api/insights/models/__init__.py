"""Tables of insight, one file a subject."""

from field_api.insights.models.assumptions import Assumption
from field_api.insights.models.days import (
    Counted,
    CountedQuerySet,
    Day,
    Due,
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
    "Assumption",
    "Counted",
    "CountedQuerySet",
    "Day",
    "Due",
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
