"""Every route, by every method, for everybody who has no business there: nothing leaks."""

import logging
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.urls import get_resolver

from field_api.insights.rules import Month
from field_api.lib import clock
from tests.house import world as worlds
from tests.house.test_strangers import routes
from tests.house.world import Person, World

pytestmark = [pytest.mark.django_db, pytest.mark.long]

METHODS = ("get", "post", "put", "delete")
LEAST_CELLS = 5000
# Last, for they end what the others walk with.
ENDING = ("sign-out",)
RETURNS_DRAWN = ["pole", "stop-search"]
"""One that has every word of every entry, and one that names nobody."""
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def unheard() -> Iterator[None]:
    """Twenty thousand refusals, each kept with its request by whoever captures the log, filled two
    gigabytes."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def addresses(route: str, ids: dict[str, list[str]]) -> Iterator[str]:
    """The route with real ids in it, each of several where a route takes one of several."""
    names = re.findall(r"<(?:(\w+):)?(\w+)>", route)
    for chosen in product(*(_choices(route, kind, name, ids) for kind, name in names)):
        address = route
        for value in chosen:
            address = re.sub(r"<(?:\w+:)?\w+>", value, address, count=1)
        yield from (f"/{address}{asked}" for asked in _asked(route))


def _asked(route: str) -> list[str]:
    """What a door that is asked by its query has to be asked, to give anything away."""
    month = Month.of(clock.now())
    if route in ("api/v1/returns/<slug:name>", "api/v1/returns/<slug:name>/preview"):
        return [f"?month={month}"]
    if route == "desk/returns/":
        return ["", *(f"?return={name}&month={month}" for name in RETURNS_DRAWN)]
    return [""]


def _choices(route: str, kind: str, name: str, ids: dict[str, list[str]]) -> list[str]:
    if route.startswith("api/v1/queries/"):
        return ids["query"]
    if route.startswith("api/v1/returns/"):
        return RETURNS_DRAWN
    if kind == "int":
        return ["1"]
    if kind == "uuid":
        return ids.get(name) or [NOBODY]
    return ids.get(name, ["note"])


def cells(world: World) -> Iterator[tuple[str, str]]:
    found = sorted(
        set(routes(get_resolver().url_patterns)), key=lambda route: (route.endswith(ENDING), route)
    )
    for route in found:
        for address in addresses(route, world.ids):
            yield from ((method, address) for method in METHODS)


def leaked(person: Person, method: str, address: str, **typed: str) -> str:
    """What is wrong with an answer, in a word; empty where nothing is."""
    client: Any = person.api if address.startswith("/api/") else person.browser
    client.raise_request_exception = False
    answer = getattr(client, method)(address, typed) if typed else getattr(client, method)(address)
    person.sign_in_again()
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = body.decode(errors="replace") + str(dict(answer.headers))
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"{answer.status_code}"
    return next((word for word in person.forbidden if word in said), "")


def test_nobody_is_told_what_is_none_of_their_business(tmp_path: Path, settings: Any) -> None:
    world = worlds.made(tmp_path, settings)
    walked = 0
    found = []
    for person in worlds.people(world):
        cache.clear()
        for method, address in cells(world):
            walked += 1
            if wrong := leaked(person, method, address):
                found.append(f"{person.name} {method} {address}: {wrong}")
    assert found == []
    assert walked >= LEAST_CELLS


def test_no_return_is_taken_away_or_sent_with_what_is_none_of_their_business(
    tmp_path: Path, settings: Any
) -> None:
    world = worlds.made(tmp_path, settings)
    month = str(Month.of(clock.now()))
    found = []
    for person in worlds.people(world):
        cache.clear()
        for name, button in product(RETURNS_DRAWN, ({"file": ""}, {"send": "1"})):
            typed = {"return": name, "month": month, **button}
            if wrong := leaked(person, "post", "/desk/returns/", **typed):
                found.append(f"{person.name} {name} {button}: {wrong}")
    assert found == []
    sergeant = worlds._of("sergeant", worlds.make.supervisor())
    taken = {"return": "pole", "month": month, "file": ""}
    assert leaked(sergeant, "post", "/desk/returns/", **taken) == worlds.OPEN_WORD


def test_whose_it_is_does_read_it(tmp_path: Path, settings: Any) -> None:
    world = worlds.made(tmp_path, settings)
    owner = worlds._of("author", world.author)
    note, search = (world.entries[name].pk for name in ("note", "search"))
    assert leaked(owner, "get", f"/api/v1/submissions/{note}") == worlds.OPEN_WORD
    assert leaked(owner, "get", f"/api/v1/submissions/{search}") == worlds.MARKED_WORD
    sergeant = worlds._of("sergeant", worlds.make.supervisor())
    assert leaked(sergeant, "get", f"/desk/{note}/") == worlds.OPEN_WORD
    assert leaked(sergeant, "get", f"/desk/{search}/") == worlds.MARKED_WORD
    drawn = f"/api/v1/returns/pole?month={Month.of(clock.now())}"
    assert leaked(sergeant, "get", drawn) == worlds.OPEN_WORD
    assert configured.DEBUG is False
