"""What a force owes of its entries, each as tables and files: pure."""

from field_api.insights.rules.force import REFERENCE, force_columns, force_row
from field_api.insights.rules.lines import line
from field_api.insights.rules.months import Month
from field_api.insights.rules.published import COLUMNS
from field_api.insights.rules.rereading import Departure, stop_search_body
from field_api.insights.rules.returns import RETURNS
from field_api.insights.rules.searches import stop_search_refusals, stop_search_row
from field_api.insights.rules.shape import FileForm, Given, Record, Return, Table

__all__ = [
    "COLUMNS",
    "REFERENCE",
    "RETURNS",
    "Departure",
    "FileForm",
    "Given",
    "Month",
    "Record",
    "Return",
    "Table",
    "force_columns",
    "force_row",
    "line",
    "stop_search_body",
    "stop_search_refusals",
    "stop_search_row",
]
