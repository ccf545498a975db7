"""What a force owes of its entries, each as a table: pure."""

from dataclasses import dataclass

from field_api.insights.rules.force import REFERENCE, force_columns, force_row
from field_api.insights.rules.lines import line
from field_api.insights.rules.months import Month
from field_api.insights.rules.published import COLUMNS
from field_api.insights.rules.rereading import Departure, stop_search_body
from field_api.insights.rules.searches import stop_search_refusals, stop_search_row

__all__ = [
    "COLUMNS",
    "REFERENCE",
    "RETURNS",
    "Departure",
    "Month",
    "Return",
    "force_columns",
    "force_row",
    "line",
    "stop_search_body",
    "stop_search_refusals",
    "stop_search_row",
]


@dataclass(frozen=True, slots=True)
class Return:
    """`name` is of addresses and files; `kind` the form it is drawn from; `moment` the field that
    says which month an entry belongs to."""

    name: str
    title: str
    kind: str
    moment: str


RETURNS = {
    one.name: one
    for one in (
        Return("stop-search", "Stop and search", "stop-search", "started_at"),
        Return("use-of-force", "Use of force", "use-of-force", "occurred_at"),
    )
}
