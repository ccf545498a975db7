"""/desk/<submission>/disclose/: proposing to hand a record to somebody outside the region."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.submissions.actions import Seen, disclosing
from field_api.submissions.pages.decision import is_seen


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request: HttpRequest, submission: UUID) -> HttpResponse:
    if request.method != "POST":
        return _page(request, submission)
    leave = Leave(b"", "")
    try:
        seen = _seen(request)
        objects = [(f"submission:{submission}", seen.hash)]
        leave = proving.leave(request, "propose", objects)
        made = disclosing.propose(
            submission=submission,
            officer=cast(Officer, request.user),
            seen=seen,
            recipient=request.POST.get("recipient", ""),
            text=request.POST.get("text", ""),
            leave=leave,
        )
    except Problem as problem:
        return _page(request, submission, problem, leave)
    messages.success(request, _("Proposed to a second person"))
    return redirect("desk-person", made.pk)


def _seen(request: HttpRequest) -> Seen:
    revision, hash = request.POST.get("revision", ""), request.POST.get("hash", "")
    if not is_seen(revision, hash):
        raise Problem(422, "decision-incomplete", "Press the button below")
    return Seen(UUID(revision), hash)


def _page(
    request: HttpRequest,
    submission: UUID,
    problem: Problem | None = None,
    leave: Leave | None = None,
) -> HttpResponse:
    document = disclosing.to_disclose(submission, cast(Officer, request.user))
    if document is None:
        raise Http404
    context = {
        "here": "queue",
        "doc": document,
        "problem": problem,
        "typed": request.POST,
        "grant": leave.secret if leave else "",
    }
    status = problem.status if problem else 200
    return render(request, "desk/disclose.html", context, status=status)
