"""/desk/lists/: the lists of codes there are, each as it stands and as it stood, to look through
and to take away.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from field_api.catalogue import actions
from field_api.catalogue.actions import NoSuchList, list_drafts
from field_api.catalogue.models import CodeList
from field_api.catalogue.pages.leads import lead
from field_api.catalogue.rules import list_sheets
from field_api.lib.gate import desk_only

A_PAGE = 100
_LONGEST_SEARCH = 100
_CSV = "text/csv; charset=utf-8"


@desk_only
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    lead(request)
    rows = [
        {"one": one, **_known(one.name, one.version), "uses": actions.uses_of(one.name)}
        for one in actions.lists_on_offer()
    ]
    return render(request, "catalogue/lists.html", {"here": "lists", "rows": rows})


@desk_only
@require_safe
def one_list(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """`?q=` looks for words in codes and labels; `?page=` counts from 1."""
    lead(request)
    found = _version(name, version)
    text = request.GET.get("q", "").strip()[:_LONGEST_SEARCH]
    codes = list_sheets.found(found.document["codes"], text)
    page = _number(request.GET.get("page", "1"), -(-len(codes) // A_PAGE))
    context = {
        "here": "lists",
        "one": found,
        "said": found.document,
        "text": text,
        "codes": [_row(code) for code in codes[(page - 1) * A_PAGE : page * A_PAGE]],
        "count": len(codes),
        "page": page,
        "pages": -(-len(codes) // A_PAGE),
        "versions": actions.versions_of(name),
        "drafts": list_drafts.drafts_of(name),
        "waits": list_drafts.waiting(name),
        "uses": actions.uses_of(name),
    }
    return render(request, "catalogue/list.html", context)


@desk_only
@require_safe
def download(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """CSV, as it is brought in again."""
    lead(request)
    found = _version(name, version)
    answer = HttpResponse(list_sheets.written(found.document["codes"]), content_type=_CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{version}.csv"'
    return answer


@desk_only
@require_safe
@gzip_page
def codes(request: HttpRequest, name: str) -> HttpResponseBase:
    """{codes: [[code, label], …]} of the newest version: for a form that is tried at the desk."""
    lead(request)
    found = list_drafts.standing(name)
    if found is None:
        raise Http404
    return JsonResponse({"codes": [code[:2] for code in found.document["codes"]]})


def _version(name: str, version: int) -> CodeList:
    try:
        return actions.list_of(name, version)
    except NoSuchList:
        raise Http404 from None


def _known(name: str, version: int) -> dict[str, Any]:
    said = actions.head_of(name, version)
    return {"title": said["title"], "unverified": said["unverified"]}


def _row(code: list_sheets.Code) -> dict[str, Any]:
    more = ", ".join(f"{name}: {said}" for one in code[2:] for name, said in one.items() if said)
    return {"code": code[0], "label": code[1], "more": more}


def _number(typed: str, most: int) -> int:
    """The page meant, or the nearest there is."""
    asked = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    return max(1, min(asked, most))
