"""Whom and what entries speak of: told, read, recognised, judged."""

from field_api.intelligence.actions.cards import card, judged, judgements, of_submission
from field_api.intelligence.actions.indicators import indicator, listing
from field_api.intelligence.actions.judging import judge, reverse
from field_api.intelligence.actions.reading import keep_up, read, sweep
from field_api.intelligence.actions.recognising import Asked, of_body, recognise
from field_api.intelligence.actions.telling import Told, tell

__all__ = [
    "Asked",
    "Told",
    "card",
    "indicator",
    "judge",
    "judged",
    "judgements",
    "keep_up",
    "listing",
    "of_body",
    "of_submission",
    "read",
    "recognise",
    "reverse",
    "sweep",
    "tell",
]
