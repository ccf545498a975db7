"""/console/letters/: dead letters by cause, and choosing which to send again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from field_api.catalogue import actions as catalogue
from field_api.delivery.actions.scopes import Scope
from field_api.oversight.actions import letters as dead
from field_api.oversight.actions.letters import MOST_SENT_AGAIN, Group, Letter
from field_api.oversight.pages import frame, planning
from field_api.oversight.pages.planning import Choose
from field_api.oversight.pages.words import ADVICE, ago, look, moment

MOST = 100


@frame.page
def letters(request: HttpRequest) -> HttpResponse:
    found, chosen = dead.groups(frame.officer(request)), request.GET.get("system", "")
    context = {
        "groups": [_group(one) for one in found if chosen in ("", one.system.code)],
        "systems": sorted({one.system for one in found}, key=lambda one: one.name),
        "chosen": chosen,
    }
    return frame.shown(request, "letters", context, tab="letters")


@frame.page
def group(request: HttpRequest, key: str) -> HttpResponse:
    found = dead.group(frame.officer(request), key)
    if found is None:
        return _gone(request)
    if request.method == "POST":
        return _plan(request, found)
    return _page(request, found, Choose(), [])


def _gone(request: HttpRequest) -> HttpResponse:
    """Somebody may have dealt with the last of them a moment ago."""
    return frame.shown(request, "none", {}, tab="letters", status=404)


def _plan(request: HttpRequest, found: Group) -> HttpResponse:
    form, picked = Choose(request.POST), _ids(request.POST.getlist("pick"))
    if not form.is_valid():
        return _page(request, found, form, picked, 422)
    ids = _chosen(request, found, form.cleaned_data, picked)
    if not ids:
        form.add_error("which", "Nothing is chosen.")
        return _page(request, found, form, picked, 422)
    scope = Scope(deliveries=tuple(ids))
    back = reverse("console-group", args=[found.key])
    return planning.page(request, found.system, scope, form.how, back=back)


def _chosen(
    request: HttpRequest, found: Group, said: dict[str, Any], picked: list[UUID]
) -> list[UUID]:
    rows = dead.within(frame.officer(request), found)
    if said["which"] == "between":
        between = {name: said[name] for name in ("since", "until")}
        rows = dead.within(frame.officer(request), found, **between)
    if said["which"] == "picked":
        rows = rows.filter(pk__in=picked)
    return list(rows.values_list("pk", flat=True)[:MOST_SENT_AGAIN])


def _page(
    request: HttpRequest, found: Group, form: Choose, picked: list[UUID], status: int = 200
) -> HttpResponse:
    officer, titles = frame.officer(request), titles_by_kind()
    rows = dead.letters(officer, list(dead.within(officer, found)[:MOST]))
    context = {
        "group": _group(found),
        "advice": ADVICE[found.state],
        "rows": [row(one, titles) | {"picked": one.delivery.pk in picked} for one in rows],
        "more": max(found.count - MOST, 0),
        "form": form,
        "failed": form if form.errors else None,
    }
    return frame.shown(request, "group", context, tab="letters", status=status)


def row(one: Letter, titles: dict[str, str]) -> dict[str, Any]:
    kind = one.delivery.kind
    return {
        "is": one.delivery,
        "submission": one.submission,
        "title": titles.get(kind, kind),
        "since": ago(one.delivery.settled_at),
        "behind": one.behind,
    }


def titles_by_kind() -> dict[str, str]:
    return {form.kind: form.title for form in catalogue.current_forms()}


def _group(one: Group) -> dict[str, Any]:
    return {"is": one, "oldest": ago(one.oldest), "at": moment(one.oldest), **look(one.state)}


def _ids(given: list[str]) -> list[UUID]:
    found = []
    for text in given[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
