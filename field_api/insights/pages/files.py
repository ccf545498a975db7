"""/desk/returns/files/: a published file of stop and search: what is in it, then the act itself.

Nothing is kept between the two: the file is chosen again, and has to be the one that was looked at.
"""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.models import Officer
from field_api.insights import actions
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem

MOST_BYTES = 2 << 20
"""Some 8,000 rows, a month of nearly any force: more takes longer than a page should."""


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    officer = cast(Officer, request.user)
    if not officer.may_review:
        raise PermissionDenied
    if request.method != "POST":
        return _page(request)
    publisher = request.POST.get("publisher", "")
    looked = request.POST.get("digest", "")
    try:
        data = _chosen(request)
        found = actions.look_at(data=data, publisher=publisher, by=officer)
        if not looked:
            return _page(request, found=found, publisher=publisher)
        if looked != found.file.digest:
            raise Problem(409, "another-file", "This is another file than the one you looked at")
        done = actions.bring_in(data=data, publisher=publisher, by=officer)
    except Problem as problem:
        return _page(request, problem.status, problem=problem.title, publisher=publisher)
    return _page(request, done=done)


def _chosen(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise Problem(422, "no-file", "Choose a file")
    if (file.size or 0) > MOST_BYTES:
        title = f"More than {MOST_BYTES >> 20} MiB: bring it in with manage.py import_stop_search"
        raise Problem(413, "file-too-large", title)
    return bytes(file.read())


def _page(request: HttpRequest, status: int = 200, **said: Any) -> HttpResponse:
    context = {"here": "returns", **said}
    return render(request, "insights/files.html", context, status=status)
