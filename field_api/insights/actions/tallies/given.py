"""What every statement is given."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import NoSuchForm
from field_api.catalogue.rules import Form
from field_api.insights.rules.histograms import BUCKETS, STEPS


@dataclass(frozen=True, slots=True)
class Given:
    """A force's day, and the ids of its submissions that are not erased."""

    force: int
    day: date
    ids: Sequence[UUID]

    def run(self, statement: str, **more: Any) -> list[tuple[Any, ...]]:
        """The rows a constant statement gives; [] where it only writes."""
        values = {"force": self.force, "day": self.day, "ids": list(self.ids), **more}
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def histogram(bucket: str, only: str = "true") -> str:
    """SQL: counts of rows by the bucket that the column names, as an array."""
    counts = (f"count(*) FILTER (WHERE {bucket} = {at} AND {only})::int" for at in range(BUCKETS))
    return f"ARRAY[{', '.join(counts)}]"


def bucket(seconds: str, step: float) -> str:
    """SQL: that of a number of seconds; of a wait below nought the first."""
    ends = ", ".join(str(end * step) for end in STEPS)
    return f"width_bucket(({seconds})::float8, ARRAY[{ends}]::float8[])"


def form_of(kind: str, version: int) -> Form | None:
    """None of one that was never published here."""
    try:
        return catalogue.get(kind, version)
    except NoSuchForm:
        return None


def rows(given: Iterable[dict[str, Any]]) -> str:
    """As `jsonb_to_recordset` takes them."""
    return json.dumps(list(given))


BLANK = """('null'::jsonb, '""'::jsonb, '[]'::jsonb, '{}'::jsonb)"""
"""SQL: what is there and says nothing."""
