"""One statement for each table of a day: SQL over all of a day's submissions at once, for entry by
entry a day of a county force took a minute. `ids` are the submissions of the day that are not
erased; each statement inserts the rows of one force and day, after the old ones were removed.
"""

from field_api.insights.actions.tallies.entities import count_entities
from field_api.insights.actions.tallies.fields import count_fields
from field_api.insights.actions.tallies.systems import count_systems
from field_api.insights.actions.tallies.work import count_work

__all__ = ["count_entities", "count_fields", "count_systems", "count_work"]
