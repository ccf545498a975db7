"""/desk/watch/import: a list of somebody else's, tried first and then brought in."""

from collections import Counter
from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.watch import actions as watch
from field_api.watch.actions import importing
from field_api.watch.actions.importing import AMENDED, KNOWN, LISTED, REFUSED, Brought
from field_api.watch.rules.importing import COLUMNS, MOST, NoList, read_file
from field_api.watch.rules.listing import SOURCE

LARGEST = 2_000_000
"""Bytes of a file: 2,000 rows have a fifth of it."""
_WORDS = {
    LISTED: _("New"),
    AMENDED: _("Changed"),
    KNOWN: _("As it stands"),
    REFUSED: _("Not possible"),
}


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The second form holds the very text that was tried, so that nothing else is brought in."""
    by = cast(Officer, request.user)
    if not watch.may_list(by):
        raise Http404
    if request.method != "POST":
        return _page(request)
    source = request.POST.get("source", "").strip()[:SOURCE]
    try:
        text = _text(request)
        rows = read_file(text)
        if not source:
            raise NoList("Say whose list it is.")
    except NoList as fault:
        problem = Problem(422, "list-unreadable", "Nothing was brought in", str(fault))
        return _page(request, problem=problem)
    trying = request.POST.get("verb") != "bring"
    found = importing.bring(rows=rows, source=source, by=by, dry_run=trying)
    if trying:
        return _page(request, found=found, source=source, text=text)
    done = Counter(one.status for one in found)
    counts = ", ".join(f"{words}: {done[status]}" for status, words in _WORDS.items())
    messages.success(request, _("Brought in. {counts}").format(counts=counts))
    return redirect("desk-watch")


def _text(request: HttpRequest) -> str:
    """Raises NoList for what is no text."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return request.POST.get("text", "")
    if (file.size or 0) > LARGEST:
        raise NoList("It is larger than two megabytes.")
    try:
        # Spreadsheets begin their CSV with a byte order mark.
        return cast(bytes, file.read()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoList("It is not UTF-8: save it as “CSV UTF-8”.") from None


def _page(
    request: HttpRequest,
    *,
    found: list[Brought] | None = None,
    source: str = "",
    text: str = "",
    problem: Problem | None = None,
) -> HttpResponse:
    tried = found or []
    counts = Counter(one.status for one in tried)
    context: dict[str, Any] = {
        "here": "watch",
        "found": found is not None,
        "counts": [(words, counts[status]) for status, words in _WORDS.items()],
        "refused": [one for one in tried if one.status == REFUSED],
        "good": len(tried) - counts[REFUSED],
        "source": source or request.POST.get("source", ""),
        "text": text,
        "columns": COLUMNS,
        "most": MOST,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "watch/import.html", context, status=status)
