"""The gates of the desk: a browser session that showed a one-time code, fresh, of who may come in.

Reviewing and auditing are two gates: who looks into the reasons of others' looks is shown what was
done and never the queue, and nobody watches themselves. Who may do neither finds their own sign-in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from field_api.lib import clock
from field_api.lib.problems import Problem

IDLE_SECONDS = 15 * 60
LONGEST_SECONDS = 10 * 60 * 60

_OPENED, _SEEN, _PASSKEY = "desk_opened_at", "desk_seen_at", "desk_passkey"
# The session row is written at most this often, not at each request.
_TOUCH_SECONDS = 30

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

_AUDIT, _YOURS = "/desk/audit/", "/desk/sign-in/yours"


def opened(request: HttpRequest) -> None:
    """Start both clocks of a session that has just been signed in."""
    request.session[_OPENED] = request.session[_SEEN] = clock.now().timestamp()


def opened_with(request: HttpRequest, passkey: str) -> None:
    """The same for one that a passkey opened: it lasts no longer than the passkey counts."""
    opened(request)
    request.session[_PASSKEY] = passkey


def desk_only(page: Page[P]) -> Page[P]:
    """Let in who reviews or steers. Who serves and does neither is shown what is theirs; everyone
    else is sent to sign in, their session ended.

    Asked anew at each request, so that a posting that ended, or an officer stood down, ends the
    session too.
    """

    return _guarded(page, lambda user: bool(user.may_oversee))


def auditors_only(page: Page[P]) -> Page[P]:
    """Let in who audits, as `desk_only` does those who review."""
    return _guarded(page, lambda user: bool(user.may_audit))


def anybody(page: Page[P]) -> Page[P]:
    """Let in every officer who serves: to what is their own, how they sign in above all."""
    return _guarded(page, lambda user: bool(user.roles()), own=True)


def _guarded(page: Page[P], may: Callable[[Any], bool], own: bool = False) -> Page[P]:
    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user: Any = verified(request) if _is_fresh(request) else None
        if user is None or not may(user):
            return _sent_away(request, user)
        if user.must_choose_password and not own:
            return HttpResponseRedirect(_YOURS)
        try:
            return page(request, *args, **kwargs)
        except Problem as problem:
            # What no page foresaw, above all a ledger that takes no row: said as what it is, and
            # nothing of what was read.
            found = {"problem": problem}
            return render(request, "web/refused.html", found, status=problem.status)

    return guarded


def _sent_away(request: HttpRequest, user: Any) -> HttpResponseBase:
    if user is not None and user.roles() and not user.may_oversee:
        return HttpResponseRedirect(_AUDIT if user.may_audit else _YOURS)
    logout(request)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/desk/")


def _is_fresh(request: HttpRequest) -> bool:
    now = clock.now().timestamp()
    opened_at, seen_at = request.session.get(_OPENED, 0.0), request.session.get(_SEEN, 0.0)
    if now - opened_at > LONGEST_SECONDS or now - seen_at > IDLE_SECONDS:
        return False
    if now - seen_at > _TOUCH_SECONDS:
        request.session[_SEEN] = now
    return True


def verified(request: HttpRequest) -> Any:
    """The officer, if they showed a one-time code or a passkey of theirs; None otherwise."""
    user: Any = request.user
    if not user.is_authenticated:
        return None
    shown = user.is_verified() or user.holds_passkey(request.session.get(_PASSKEY, ""))
    return user if shown else None


@contextmanager
def found() -> Iterator[None]:
    """What an action says is not there, for this reader, is a page that is not there."""
    try:
        yield
    except Problem as problem:
        if problem.status == 404:
            raise Http404 from None
        raise
