"""/desk/<submission>/: read one submission, compare its versions, decide."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.submissions import actions
from field_api.submissions.actions import desk, erasures
from field_api.submissions.models import Submission
from field_api.submissions.pages.decision import Decision, Fault, Typed
from field_api.submissions.pages.queue import following
from field_api.submissions.pages.sheet import Sheet, sheet

_DONE = {
    Decision.APPROVE: "Approved",
    Decision.CONFIRM: "Marked as read",
    Decision.ADMIT: "Admitted",
    Decision.SEND_BACK: "Sent back",
    Decision.REJECT: "Rejected",
}


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, submission: UUID) -> HttpResponse:
    if request.method == "POST":
        return _decide(request, submission, Typed.read(request.POST))
    return _page(request, submission, Typed())


def _decide(request: HttpRequest, submission: UUID, typed: Typed) -> HttpResponse:
    if faults := typed.faults():
        return _page(request, submission, typed, faults, 422)
    try:
        row = _made(submission, cast(Officer, request.user), typed)
    except Problem as problem:
        faults = typed.placed(problem)
        return _page(request, submission, typed, faults, problem.status, problem)
    messages.success(request, f"{_DONE[typed.decision]}: {row.reference}")
    return HttpResponseRedirect(_queue(request))


def _made(submission: UUID, officer: Officer, typed: Typed) -> Submission:
    seen, words = typed.seen, typed.words
    match typed.decision:
        case Decision.SEND_BACK:
            return actions.send_back(submission=submission, officer=officer, seen=seen, words=words)
        case Decision.REJECT:
            return actions.reject(submission=submission, officer=officer, seen=seen, words=words)
        case Decision.ADMIT:
            return actions.admit(submission=submission, officer=officer, seen=seen)
        case _:
            return actions.approve(submission=submission, officer=officer, seen=seen)


def _page(
    request: HttpRequest,
    submission: UUID,
    typed: Typed,
    faults: list[Fault] | None = None,
    status: int = 200,
    problem: Problem | None = None,
) -> HttpResponse:
    officer, chosen = cast(Officer, request.user), request.GET.get("kind", "")
    document = desk.consult(submission=submission, officer=officer)
    waiting = desk.queue(officer)
    context: dict[str, Any] = {"waiting": len(waiting), "queue": _queue(request), "here": "read"}
    if document is None:
        return render(request, "desk/missing.html", context, status=404)
    found: Sheet = sheet(document, officer, typed, request.GET)
    context |= {
        "sheet": found,
        "doc": document,
        "typed": typed,
        "faults": faults or [],
        "problem": problem,
        "erasable": erasures.may_erase(submission, officer),
        "next": following(waiting, chosen, submission),
        "kind": urlencode({"kind": chosen}) if chosen else "",
    }
    return render(request, "desk/one.html", context, status=status)


def _queue(request: HttpRequest) -> str:
    chosen = request.GET.get("kind", "")
    return reverse("desk") + (f"?{urlencode({'kind': chosen})}" if chosen else "")
