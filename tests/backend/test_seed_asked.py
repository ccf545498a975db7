"""The systems of the demonstration that take no entries."""

import pytest

from backend.runtime.sandboxes import Sandbox
from backend.story import seed
from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Capability, Question

pytestmark = pytest.mark.django_db


def test_they_can_be_asked(boxes: list[Sandbox]) -> None:
    seed.seed(boxes)
    only = System.objects.filter(takes_entries=False)
    assert {one.code: one.answers_queries for one in only} == {
        "anpr": ["vehicle"],
        "entries": sorted(Question),
        "leds": ["driver", "person", "vehicle"],
        "ves": ["vehicle"],
    }
    assert all(connectors.connector(one).capabilities == {Capability.QUERIES} for one in only)
