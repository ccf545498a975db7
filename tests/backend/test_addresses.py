"""Guesses are counted against who makes them, not against the proxy that passes them on."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from backend.addresses import AddressMiddleware
from field_api.identity.models import SignInAttempt

PROXY = "192.0.2.1"


def seen(settings: Any, told: str | None, *, proxy: bool = True) -> str:
    """The address that the rest of the house is told."""
    settings.SITE_PROXY = proxy
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = PROXY
    if told is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = told
    AddressMiddleware(lambda _: HttpResponse())(request)
    return str(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("198.51.100.7, x", PROXY),
        ("", PROXY),
        (None, PROXY),
    ],
    ids=["one", "said-and-seen", "six", "no-address", "empty", "none"],
)
def test_behind_a_proxy_it_is_the_one_the_proxy_saw(
    settings: Any, told: str | None, address: str
) -> None:
    assert seen(settings, told) == address


def test_without_a_proxy_nobody_says_where_they_are(settings: Any) -> None:
    assert seen(settings, "198.51.100.7", proxy=False) == PROXY


@pytest.mark.django_db
def test_a_stranger_elsewhere_locks_nobody_out(settings: Any) -> None:
    settings.SITE_PROXY = True
    wrong = {"login": "34-1001", "password": "wrong", "otp": "000000"}
    said = [
        Client().post("/desk/sign-in", wrong, headers={"X-Forwarded-For": told}).status_code
        for told in ["198.51.100.7"] * 11 + ["198.51.100.8"]
    ]
    assert said == [401] * 10 + [429, 401]
    assert SignInAttempt.objects.count() == 2
