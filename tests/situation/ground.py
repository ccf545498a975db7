"""Entries, alerts and hits that lie somewhere."""

from typing import Any

from field_api.identity.models import Officer
from field_api.intelligence import actions as intelligence
from field_api.situation import actions as situation
from field_api.situation.rules import Spot
from field_api.submissions.models import Submission
from tests import written
from tests.handset import Handset
from tests.submissions import journeys

MARKET = {"text": "Example Market", "latitude": 52.2371, "longitude": -0.8946, "accuracy_m": 12}
"""A place in Northampton, and what entries that happened there say."""


def happened(by: Handset, kind: str = written.NOTE, /, **said: Any) -> Submission:
    """An entry of something that happened there, pushed and read."""
    body = written.body(kind, **{"place": MARKET, **said})
    found = journeys.send(by, kind, body=body)
    intelligence.read()
    return found


def on_map(officer: Officer, *, hours: int = 24, carried: bool = False) -> list[Spot]:
    return list(situation.situation(officer=officer, hours=hours, carried=carried).spots)
