"""Whose address a request has: the caller's, also where a proxy stands between.

Guesses are counted by address, and the ledger says from where somebody signed in. Were it the
proxy's, ten wrong guesses by anybody would lock an officer out everywhere.
"""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class AddressMiddleware:
    """Behind a proxy (SITE_PROXY) the last address of X-Forwarded-For is the one that it saw, and
    those before it are what the caller says. Without one the header is nobody's word.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SITE_PROXY:
            told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if is_address(told):
                request.META["REMOTE_ADDR"] = told
        return self.answer(request)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
