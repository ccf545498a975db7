"""The ways through the desk: few at the top, each one that its reader may open, and by them all."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from field_api.identity.rules import Role
from tests import make

pytestmark = pytest.mark.django_db

MOST = 8
_WAY = re.compile(r'<a class="(desk-nav|tabs)__link" href="([^"?]+)[^"]*"( aria-current="\w+")?')
_DOOR = re.compile(r'<a class="list__row" href="([^"?]+)[^"]*"')

DESK = ("desk", "desk-map", "desk-watch", "desk-alerts", "desk-taskings", "insight", "console")
REVIEWS = ("desk-overdue", "duty", "desk-drafts", "desk-glass", "desk-indicators", "desk-returns")
OWN = ("insight-mine", "desk-yours", "desk-asked")
AUDITS = ("desk-findings", "desk-answers", "desk-reports", "desk-processing")
SETS = ("desk-people", "desk-units", "desk-forms", "desk-lists", "desk-groups", "desk-agreements")

REACHED = {
    Role.SUPERVISOR: (*DESK, *REVIEWS, *OWN),
    Role.INSPECTOR: (*DESK, *REVIEWS, *OWN, "desk-erasures", "desk-persons"),
    Role.FORCE_ADMIN: (*DESK, *OWN, *SETS, "duty", "desk-erasures", "desk-persons"),
    Role.AUDITOR: ("insight", "desk-audit", *AUDITS, *OWN),
}


@pytest.mark.parametrize("role", REACHED)
def test_each_role_has_few_ways_and_by_them_all_that_is_theirs(role: Role) -> None:
    browser = make.at_desk(make.officer(role=role))
    seen = _walked(browser, "/desk/audit/" if role is Role.AUDITOR else "/desk/")
    tops = {way for page in seen.values() for sort, way, _ in page if sort == "desk-nav"}
    assert len(tops) <= MOST
    assert {reverse(name) for name in REACHED[role]} <= set(seen)
    for address, page in seen.items():
        own = address.startswith(tuple(reverse(name) for name in OWN))
        current = [way for sort, way, marked in page if sort == "desk-nav" and marked]
        assert len(current) == (0 if own else 1), address
        tabs = [marked for sort, _, marked in page if sort == "tabs"]
        assert not tabs or any(tabs), address


def _walked(browser: Client, start: str) -> dict[str, list[tuple[str, str, str]]]:
    """What each page within reach offers, by its address; each opens."""
    seen: dict[str, list[tuple[str, str, str]]] = {}
    to_see = [start, *(reverse(name) for name in OWN)]
    while to_see:
        address = to_see.pop()
        if address not in seen:
            seen[address] = _ways(browser, address)
            to_see += [way for _, way, _ in seen[address]]
    return seen


def _ways(browser: Client, address: str) -> list[tuple[str, str, str]]:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    text = answer.content.decode()
    found = _WAY.findall(text)
    if address == reverse("desk-administration"):
        found += [("door", way, "") for way in _DOOR.findall(text)]
    return found
