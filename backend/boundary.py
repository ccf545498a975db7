"""Each request begins with nothing in reach; who signed in to the pages is admitted here.

The API's own doors admit whom a token names (identity/api.py).
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from field_api.lib import gate, wall


class BoundaryMiddleware:
    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with wall.nothing():
            return self.answer(request)

    def process_view(self, request: HttpRequest, view: Any, *_: object) -> None:
        # Views of the API are told of no session.
        if hasattr(view, "cls") or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        who: Any = gate.verified(request)
        if who is not None:
            wall.admit(who.pk)
