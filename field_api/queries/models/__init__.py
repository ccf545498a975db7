"""A question, one leg of it for each system, and the records each system returned."""

from field_api.queries.models.answers import Hit, Remembered
from field_api.queries.models.judgements import Judged, Judgement, JudgementQuerySet
from field_api.queries.models.legs import Leg
from field_api.queries.models.questions import Query, QueryQuerySet

__all__ = [
    "Hit",
    "Judged",
    "Judgement",
    "JudgementQuerySet",
    "Leg",
    "Query",
    "QueryQuerySet",
    "Remembered",
]
