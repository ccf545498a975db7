"""The gate of the desk: a browser session that showed a one-time code, fresh, that may oversee."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from field_api.lib import clock

IDLE_SECONDS = 15 * 60
LONGEST_SECONDS = 10 * 60 * 60

_OPENED, _SEEN = "desk_opened_at", "desk_seen_at"
# The session row is written at most this often, not at each request.
_TOUCH_SECONDS = 30

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def opened(request: HttpRequest) -> None:
    """Start both clocks of a session that has just been signed in."""
    request.session[_OPENED] = request.session[_SEEN] = clock.now().timestamp()


def desk_only(page: Page[P]) -> Page[P]:
    """Let in who reviews or steers; send everyone else to sign in, their session ended.

    Asked anew at each request, so that a posting that ended, or an officer stood down, ends the
    session too.
    """

    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not (_is_fresh(request) and _may_oversee(request)):
            logout(request)
            return redirect_to_login(
                request.get_full_path() if request.method == "GET" else "/desk/"
            )
        return page(request, *args, **kwargs)

    return guarded


def _is_fresh(request: HttpRequest) -> bool:
    now = clock.now().timestamp()
    opened_at, seen_at = request.session.get(_OPENED, 0.0), request.session.get(_SEEN, 0.0)
    if now - opened_at > LONGEST_SECONDS or now - seen_at > IDLE_SECONDS:
        return False
    if now - seen_at > _TOUCH_SECONDS:
        request.session[_SEEN] = now
    return True


def _may_oversee(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated:
        return False
    is_verified: bool = user.is_verified()  # type: ignore[attr-defined]  # OTPMiddleware adds it
    return is_verified and user.may_oversee
