"""Published files of stop and search that were brought in, given out again in the same columns."""

from field_api.insights.rules.returns.stop_search import refused, tables
from field_api.insights.rules.shape import CSV, Return

RETURN = Return(
    name="published-search",
    title="Stop and search, from published files",
    kinds=("published-search",),
    moment="",
    forms=(CSV,),
    tables=tables,
    refused=refused,
)
