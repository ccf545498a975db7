"""security.txt (RFC 9116): two fields it must have, and no dead address."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from field_api.lib import clock

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/security.txt"


def test_a_site_that_named_a_contact_tells_it(settings: Any, client: Client) -> None:
    settings.SECURITY_CONTACT = "mailto:security@fieldbook.example"
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert told["Contact"] == "mailto:security@fieldbook.example"
    left = clock.parse(told["Expires"]) - clock.now()
    assert timedelta(days=90) < left < timedelta(days=365)


def test_without_a_contact_there_is_none(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404
