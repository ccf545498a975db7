"""What a phone keeps in clear opens no door but those that take in."""

import pytest
from django.core.cache import cache
from django.urls import get_resolver

from field_api.identity.models import Device
from field_api.lib import clock
from tests import make
from tests.house.test_strangers import METHODS, OPEN, address, routes

pytestmark = pytest.mark.django_db

TAKEN_IN = {
    ("api/v1/sync/push", "post"),
    ("api/v1/files/", "post"),
    ("api/v1/files/<uuid:file>", "head"),
    ("api/v1/files/<uuid:file>", "patch"),
}
OF_MACHINES = {"api/v1/callbacks/<slug:system>", "api/v1/sightings/<slug:system>"}
"""Take no tokens at all."""
UNHEARD = 405
"""Says no more than the published description."""
NO_BODY = "head"


def answers(carrier: str) -> dict[tuple[str, str], tuple[int, str]]:
    """Status and code of every door of the API by every method."""
    client = make.api(carrier)
    doors = sorted(set(routes(get_resolver().url_patterns)) - {*OPEN, *OF_MACHINES})
    found = {}
    for route in (door for door in doors if door.startswith("api/")):
        for method in METHODS:
            cache.clear()
            answer = getattr(client, method)(address(route))
            said = "" if method == NO_BODY or not answer.content else answer.json().get("code", "")
            found[route, method] = answer.status_code, said
    return found


def astray(found: dict[tuple[str, str], tuple[int, str]], code: str) -> dict[object, object]:
    """The doors that answered otherwise than they should."""
    return {
        door: (status, said)
        for door, (status, said) in found.items()
        if door not in TAKEN_IN
        and status != UNHEARD
        and (status, said) != (403, "" if door[1] == NO_BODY else code)
    }


def test_a_carrier_is_refused_everywhere_else() -> None:
    found = answers(make.carrier(make.device(make.officer())))
    assert astray(found, "only-carries") == {}
    assert {door for door in TAKEN_IN if found[door][0] == 403} == set()
    assert len(found) > 300


def test_of_a_lost_handset_every_other_door_says_so() -> None:
    device = make.device(make.officer())
    carrier = make.carrier(device)
    now = clock.now()
    Device.objects.filter(pk=device.pk).update(
        revoked_at=now, revoked_by=device.officer, lost_at=now
    )
    found = answers(carrier)
    assert astray(found, "device-lost") == {}
    assert {door for door in TAKEN_IN if found[door][0] == 403} == set()
