"""Stop and search in the fifteen columns of data.police.uk."""

from collections.abc import Sequence

from field_api.insights.rules.published import COLUMNS
from field_api.insights.rules.searches import stop_search_refusals, stop_search_row
from field_api.insights.rules.shape import CSV, Given, Record, Refused, Return, Table, Tables


def tables(records: Sequence[Record], given: Given) -> Tables:
    return {"stop-search": Table(COLUMNS, [stop_search_row(one.body) for one in records])}


def refused(record: Record, given: Given) -> list[Refused]:
    return stop_search_refusals(record.body)


RETURN = Return(
    name="stop-search",
    title="Stop and search",
    kinds=("stop-search",),
    moment="started_at",
    forms=(CSV,),
    tables=tables,
    refused=refused,
    periodic=True,
    marking="OFFICIAL",
)
