"""The use of force: a row for each officer and each person."""

from collections.abc import Sequence

from field_api.insights.rules.force import REFERENCE, force_columns, force_row
from field_api.insights.rules.shape import CSV, Given, Record, Return, Table, Tables

KIND = "use-of-force"


def tables(records: Sequence[Record], given: Given) -> Tables:
    newest = given.newest.get(KIND)
    columns = force_columns(newest) if newest else (REFERENCE,)
    rows = [force_row(one.form.document, one.reference, one.body) for one in records]
    return {KIND: Table(columns, rows)}


RETURN = Return(
    name=KIND,
    title="Use of force",
    kinds=(KIND,),
    moment="occurred_at",
    forms=(CSV,),
    tables=tables,
    periodic=True,
)
