"""What every page of the console shares: its frame, its gate, and what a refused action says."""

from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.delivery.models import Task
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.oversight.actions import letters
from field_api.submissions.actions import desk

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(view: Page[P]) -> Page[P]:
    """A page of the console: whoever oversees may look, and only who steers may post."""

    def steered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not officer(request).may_steer:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return looked_at(steered)


def looked_at(view: Page[P]) -> Page[P]:
    """A page on which whoever oversees may also post."""
    guarded: Page[P] = desk_only(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(view)))
    return guarded


def officer(request: HttpRequest) -> Officer:
    return cast(Officer, request.user)


def shown(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    tab: str,
    status: int = 200,
) -> HttpResponse:
    """The template in the console's frame. `tab` is the entry of the console that it stands in."""
    who = officer(request)
    frame = {
        "here": "systems",
        "tab": tab,
        "waiting": len(desk.queue(who)),
        "dead": letters.counts(who).total(),
        "todo": Task.objects.visible_to(who).open().count(),
        "may_steer": who.may_steer,
    }
    return render(request, f"console/{template}.html", {**frame, **context}, status=status)


def missing(request: HttpRequest, what: str, *, tab: str) -> HttpResponse:
    """Not there, or not theirs to see: one answer for both."""
    return shown(request, "missing", {"what": what}, tab=tab, status=404)


def done(request: HttpRequest, said: str, address: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(address)


def chosen(request: HttpRequest, known: Mapping[str, Any]) -> Any:
    """What the pressed button stands for. Raises Http404 for a button there is not."""
    try:
        return known[request.POST.get("verb", "")]
    except KeyError:
        raise Http404 from None
