"""No answer of a door is kept between us and the officer, whatever the door, refusals included."""

import pytest
from django.test import Client
from django.urls import get_resolver

from tests import make
from tests.house.test_strangers import address, routes

# The handset's shell, which carries no data (field_api/web/rules.py), and the list of forms.
SHELL = {"", "sw.js", "manifest.webmanifest"}


def kept(client: Client, route: str) -> list[str]:
    """What may be kept of the answers that this door gives, and by whom."""
    answers = [client.get(address(route)), client.post(address(route))]
    return [
        said
        for answer in answers
        if "no-store" not in (said := answer.headers.get("Cache-Control", "nothing said"))
        or "Content-Security-Policy" not in answer.headers
    ]


@pytest.mark.django_db
def test_every_answer_says_no_store() -> None:
    doors = sorted(set(routes(get_resolver().url_patterns)) - SHELL)
    assert len(doors) > 60
    phone, desk = make.api(), Client()
    found = {route: said for route in doors for by in (phone, desk) if (said := kept(by, route))}
    assert found == {}


@pytest.mark.django_db
def test_an_answer_that_may_be_kept_is_seen() -> None:
    assert kept(Client(), "sw.js")
