"""What the auditor's pages share: their gate, their frame, and how an event is read."""

from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.audit.models import Sample
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.gate import auditors_only

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

_KNOWN = ("criteria", "place", "system", "systems", "records", "reason_code", "linked", "did")


def page(view: Page[P]) -> Page[P]:
    guarded: Page[P] = auditors_only(
        csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(view))
    )
    return guarded


def officer(request: HttpRequest) -> Officer:
    return cast(Officer, request.user)


def shown(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, tab: str, status: int = 200
) -> HttpResponse:
    mine = Sample.objects.visible_to(officer(request)).unanswered()
    asked = mine.filter(officer=officer(request)).count()
    found = {"here": "audit", "tab": tab, "asked_of_me": asked}
    return render(request, f"audit/{template}.html", {**found, **context}, status=status)


def event(one: dict[str, Any] | None) -> dict[str, Any] | None:
    """An event for a template: its moment, and what its details say, as words."""
    if one is None:
        return None
    details = one["details"]
    ordered = [name for name in _KNOWN if name in details]
    ordered += sorted(set(details) - set(_KNOWN))
    said = [(name.replace("_", " "), words(details[name])) for name in ordered]
    return {**one, "when": clock.parse(one["at"]), "said": [pair for pair in said if pair[1]]}


def words(value: Any) -> str:
    """A value of the ledger in a line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {words(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(words(each) for each in value[:20]) + (" …" if len(value) > 20 else "")
    return "" if value is None else str(value)
