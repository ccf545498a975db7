"""Every route but a named few refuses a stranger, whatever the method."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "": "the handset's empty page: it holds no data and must load before signing in",
    "sw.js": "its service worker",
    "manifest.webmanifest": "what makes it installable",
    "api/v1/sign-in": "where a stranger becomes an officer",
    "desk/sign-in": "the same for supervisors",
    "desk/sign-in/passkey": "the same, with a passkey",
    "desk/sign-in/passkey/challenge": "what a passkey is to answer then",
    "desk/sign-in/oidc": "the same, with an account of the force",
    "desk/sign-in/oidc/back": "where its provider sends the browser back to",
    "desk/sign-in/oidc/code": "the six-figure code after the account",
    "health/live": "asked by load balancers; says up or down",
    "health/ready": "the same",
    "health/working": "the same",
    ".well-known/security.txt": "where whoever found a hole may say so",
    "language": "keeps a browser's choice of language in a cookie, and nothing else",
    "metrics": "open to this machine only; tests/backend keeps that",
    "api/v1/schema/": "the description of the API, which is public anyway",
}
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
SAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "str": "x", "slug": "x"}


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def address(route: str) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route)


def refused(response: HttpResponseBase) -> bool:
    to_sign_in = response.headers.get("Location", "").startswith(str(settings.LOGIN_URL))
    return response.status_code in (401, 403) or (response.status_code == 302 and to_sign_in)


def let_in(route: str) -> dict[str, int]:
    """The methods that do not refuse a stranger. 405 says no more than the published API does."""
    answers = {method: getattr(Client(), method)(address(route)) for method in METHODS}
    if not any(refused(answer) for answer in answers.values()):
        return {method: answer.status_code for method, answer in answers.items()}
    doubtful = {method: answer for method, answer in answers.items() if not refused(answer)}
    return {m: answer.status_code for m, answer in doubtful.items() if answer.status_code != 405}


@pytest.mark.django_db
def test_a_stranger_is_refused_everywhere_else() -> None:
    closed = sorted(set(routes(get_resolver().url_patterns)) - set(OPEN))
    assert {route: opened for route in closed if (opened := let_in(route))} == {}


@pytest.mark.django_db
def test_an_open_route_is_seen() -> None:
    assert let_in("health/live")["get"] == 200


def test_no_open_route_outlives_its_reason() -> None:
    assert set(OPEN) <= set(routes(get_resolver().url_patterns))
