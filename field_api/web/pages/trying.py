"""/desk/forms/…/try/: a form exactly as the handset draws it, in a page of the desk.

The handset's own modules draw and check it. By the import map two of them have stand-ins, so that
nothing is kept in this browser: see `desk-try-store.js`.
"""

import json
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import NoSuchForm, Unfit
from field_api.catalogue.models import FormDraft
from field_api.catalogue.rules import Entity, label
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.submissions.actions import trying
from field_api.submissions.actions.trying import Trial
from field_api.web import rules
from field_api.web.pages.shell import words

_STAND_INS = {"lists": "desk-try-lists", "store": "desk-try-store"}
_EVERYWHERE = {"tokens", "base", "parts", "fields", "states"}
_PRINTED = 20_000


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def try_form(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    """A published version, retired or not."""
    _lead(request)
    try:
        form = catalogue.get(kind, version)
    except NoSuchForm:
        raise Http404 from None
    return _tried(request, dict(form.document), reverse("desk-form", args=[kind, version]))


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def try_draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    row = FormDraft.objects.visible_to(_lead(request)).filter(pk=draft).first()
    if row is None:
        raise Http404
    return _tried(request, row.document, reverse("desk-form-draft", args=[draft]))


def _lead(request: HttpRequest) -> Officer:
    officer = cast(Officer, request.user)
    if not officer.may_administer:
        raise Http404
    return officer


def _tried(request: HttpRequest, document: dict[str, Any], back: str) -> HttpResponse:
    context = {"form": document, "back": back, "here": "forms", **_scripts(request)}
    if request.method != "POST":
        return _page(request, context)
    by = cast(Officer, request.user)
    try:
        body = _body(request)
        trial = trying.try_entry(document=document, body=body, by=by)
    except Unfit as unfit:
        fault = "; ".join(unfit.faults)[:1000]
        problem = Problem(422, "unfit", "This is no form any more", fault)
        return _page(request, {**context, "problem": problem}, 422)
    except Problem as problem:
        return _page(request, {**context, "problem": problem}, problem.status)
    return _page(request, {**context, **_said(trial), "body": body})


def _body(request: HttpRequest) -> dict[str, Any]:
    """Raises Problem 400."""
    try:
        body = json.loads(request.POST.get("body", ""))
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Problem(400, "malformed-request", "What was written could not be read")
    return body


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    by = cast(Officer, request.user)
    unit = {"name": trying.unit_of(by).name}
    told = {
        "form": context["form"],
        "officer": {"rank": by.rank, "collar": by.collar_number, "name": by.surname, "unit": unit},
        "body": context.get("body"),
        "lists": reverse("desk-list-codes", args=["NAME"]),
    }
    return render(request, "web/try.html", {**context, "told": told}, status=status)


def _scripts(request: HttpRequest) -> dict[str, Any]:
    named = {name: static(f"web/{_STAND_INS.get(name, name)}.js") for name in rules.MODULES}
    return {
        "imports": [(f"fieldbook/{name}", url) for name, url in named.items()],
        "styles": [static(f"web/{name}.css") for name in rules.STYLES if name not in _EVERYWHERE],
        "words": words(),
        "nonce": getattr(request, "csp_nonce", ""),
    }


def _said(trial: Trial) -> dict[str, Any]:
    """In words, as far as they are not there yet."""
    form = trial.tried.form
    return {
        "trial": trial,
        "review": form.review,
        "entities": [_entity(one) for one in trial.tried.entities],
        "systems": [
            {
                "is": one,
                "text": _text(one.body, one.content_type),
                "removed": [label(form, _steps(at)) for at in one.removed],
            }
            for one in trial.told
        ],
    }


def _entity(one: Entity) -> dict[str, Any]:
    attributes = one.attributes.items()
    return {
        "type": one.type,
        "role": one.role.replace("-", " "),
        "category": one.category,
        "opinion": one.basis != "fact",
        "said": [(name.replace("_", " "), _words(value)) for name, value in attributes],
    }


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("text") or ", ".join(str(one) for one in value.values()))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _steps(pointer: str) -> list[str | int]:
    steps = (one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:])
    return [int(one) if one.isdigit() else one for one in steps]


def _text(body: bytes, content_type: str) -> str:
    """What a person can read of it; empty for what is no text."""
    kind = content_type.partition(";")[0]
    if kind.endswith("json"):
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)[:_PRINTED]
    if kind.startswith("text/") or kind.endswith("xml"):
        return body.decode(errors="replace")[:_PRINTED]
    return ""
