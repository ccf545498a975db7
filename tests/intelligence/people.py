"""Entries that speak of somebody, read as a worker would read them."""

from typing import Any

from field_api.identity.models import Officer
from field_api.intelligence import actions as intelligence
from field_api.intelligence.actions import Asked
from field_api.intelligence.models import Mention
from field_api.submissions.models import Submission
from tests import written
from tests.handset import Handset
from tests.submissions import journeys

ALEX = {
    "surname": "Sample",
    "given_names": "Alex",
    "dob": "1990-03-12",
    "phone": "07700 900123",
    "vrm": "AB12 CDE",
}


def searched(by: Handset, /, **said: Any) -> Submission:
    """A stop and search of whoever that is, pushed and read."""
    body = written.body(written.SEARCH, **{**ALEX, **said})
    found = journeys.send(by, written.SEARCH, body=body)
    intelligence.read()
    return found


def subject(of: Submission) -> Mention:
    """The mention of the person searched."""
    return Mention.objects.get(record=of.pk, type="person")


def asked(**attributes: Any) -> list[Asked]:
    return [Asked("subject", "person", attributes)]


def known(officer: Officer, /, **attributes: Any) -> list[dict[str, Any]]:
    """The candidates an officer is shown for a person."""
    ((found),) = intelligence.recognise(officer=officer, asked=asked(**attributes))
    candidates: list[dict[str, Any]] = found["candidates"]
    return candidates
