"""Every page of the desk and the console that the routes know, and who may open it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from tests import make
from tests.house.test_strangers import routes

Ids = Mapping[str, Mapping[str, str]]
"""What addresses are made of: by the beginning of a route, then by the name a route gives it."""

NO_PAGES = {
    "desk/sign-in/oidc": "leads on to the force's provider",
    "desk/sign-in/oidc/back": "where its provider sends the browser back to",
    "desk/sign-in/oidc/code": "only after an account: tests/identity has its page",
    "console/alerts/<int:alert>/": "takes a button, and leads back to the console",
    "desk/propose": "takes a button",
}
"""What leads on, and is nothing to look at."""

_PLACES = ("desk/", "console/", "duty/", "insight/")
_FILES = re.compile("text/csv|text/plain|application/json|application/vnd|image/")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a browser; `cookie` is their session, empty for a stranger."""

    name: str
    browser: Client
    officer: Officer | None = None

    @property
    def cookie(self) -> str:
        held = self.browser.cookies.get(settings.SESSION_COOKIE_NAME)
        return held.value if held else ""

    def sign_in_again(self) -> None:
        """Some doors sign whoever has no business there out."""
        if self.officer is not None and not self.cookie:
            self.browser.cookies = make.at_desk(self.officer).cookies


@dataclass(frozen=True, slots=True)
class Shown:
    """The page of a route at an address, and the first who may open it."""

    route: str
    address: str
    who: Visitor


def visitors() -> list[Visitor]:
    """In the order in which they try: a stranger sees of each page only the way to sign in."""
    roles = (Role.INSPECTOR, Role.FORCE_ADMIN, Role.SUPERVISOR, Role.AUDITOR)
    people = [make.officer(role=role) for role in roles]
    officers = [Visitor(str(one), make.at_desk(one), one) for one in people]
    return [Visitor("stranger", Client()), *officers]


def pages(ids: Ids) -> Iterator[Shown]:
    """A page for each route that has one.

    AssertionError for a route that nobody could open and that nothing excuses: give it an id in the
    world its test is run in, or a reason in NO_PAGES.
    """
    people = visitors()
    for route in sorted(set(routes(get_resolver().url_patterns)) - set(NO_PAGES)):
        if route.startswith(_PLACES):
            address = _address(route, ids)
            if who := _let_in(address, people):
                yield Shown(route, address, who)


def _address(route: str, ids: Ids) -> str:
    known: dict[str, str] = {}
    for start in sorted(ids):  # the longest beginning has the last word
        known |= ids[start] if route.startswith(start) else {}
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda name: known[name[1]], route)


def _let_in(address: str, people: list[Visitor]) -> Visitor | None:
    said = {}
    for one in people:
        answer = one.browser.get(address)
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code == 405 or (answer.status_code == 200 and _FILES.match(kind)):
            return None
        if answer.status_code == 200:
            return one
        one.sign_in_again()
        said[one.name] = answer.status_code
    raise AssertionError(f"nobody could open {address}: {said}")
