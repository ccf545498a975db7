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

__all__ = [
    "Counted",
    "CountedQuerySet",
    "Day",
    "EntityDay",
    "FieldDay",
    "RefusedDay",
    "SystemDay",
    "units_counted",
]
