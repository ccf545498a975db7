"""/desk/<submission>/: read one submission, compare its versions, decide."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.submissions import actions
from field_api.submissions.actions import claims, desk, disclosing, erasures, made
from field_api.submissions.models import Submission
from field_api.submissions.pages import reading
from field_api.submissions.pages.decision import STEPPED, Decision, Fault, Typed
from field_api.submissions.pages.queue import following
from field_api.submissions.pages.sheet import Sheet, sheet
from field_api.submissions.pages.sieve import Sieve
from field_api.submissions.pages.words import since

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
    leave, officer = Leave(b"", ""), cast(Officer, request.user)
    then = following(desk.queue(officer), Sieve.read(request.GET), officer, submission)
    try:
        leave = _leave(request, submission, typed)
        row = _made(submission, officer, typed, leave)
    except Problem as problem:
        faults = typed.placed(problem)
        return _page(request, submission, typed, faults, problem.status, problem, leave)
    messages.success(request, f"{_DONE[typed.decision]}: {row.reference}")
    return HttpResponseRedirect(_next(request, then) if then else _queue(request))


def _leave(request: HttpRequest, submission: UUID, typed: Typed) -> Leave:
    if typed.decision not in STEPPED:
        return Leave(b"", "")
    objects = [(f"submission:{submission}", typed.seen.hash)]
    return proving.leave(request, typed.decision.value, objects)


def _made(submission: UUID, officer: Officer, typed: Typed, leave: Leave) -> Submission:
    act: dict[str, Any] = {"submission": submission, "officer": officer, "seen": typed.seen}
    act["over"] = typed.over
    match typed.decision:
        case Decision.SEND_BACK:
            return actions.send_back(**act, words=typed.words)
        case Decision.REJECT:
            return actions.reject(**act, words=typed.words, leave=leave)
        case Decision.ADMIT:
            return actions.admit(**act, leave=leave)
        case _:
            return actions.approve(**act, leave=leave)


def _page(
    request: HttpRequest,
    submission: UUID,
    typed: Typed,
    faults: list[Fault] | None = None,
    status: int = 200,
    problem: Problem | None = None,
    leave: Leave | None = None,
) -> HttpResponse:
    officer, sieve = cast(Officer, request.user), Sieve.read(request.GET)
    document = desk.consult(submission=submission, officer=officer)
    waiting = desk.queue(officer)
    context: dict[str, Any] = {"waiting": len(waiting), "queue": _queue(request), "here": "read"}
    if document is None:
        return render(request, "desk/missing.html", context, status=404)
    found: Sheet = sheet(document, officer, typed, request.GET)
    reading.note(request, submission, document)
    context |= _claimed(request, submission, found)
    context |= {
        "sheet": found,
        "doc": document,
        "made": made.of([submission]).get(submission),
        "typed": typed,
        "faults": faults or [],
        "problem": problem,
        "grant": leave.secret if leave else "",
        "erasable": erasures.may_erase(submission, officer),
        "disclosable": disclosing.may_disclose(submission, officer),
        "next": following(waiting, sieve, officer, submission),
        "sieve": sieve,
    }
    return render(request, "desk/one.html", context, status=status)


def _claimed(request: HttpRequest, submission: UUID, shown: Sheet) -> dict[str, Any]:
    """Who opens it to decide claims it; where somebody else did first, who and for how long."""
    officer = cast(Officer, request.user)
    mine = shown.decidable and request.method != "HEAD"
    mine = mine and claims.hold(submission=submission, officer=officer)
    held = claims.others([submission], officer).get(submission) if shown.decidable else None
    return {"mine": mine, "held": held, "held_for": since(held.since) if held else ""}


def _queue(request: HttpRequest) -> str:
    return reverse("desk") + Sieve.read(request.GET).query


def _next(request: HttpRequest, submission: UUID) -> str:
    """Whoever decides one after the other is shown the next without asking for it."""
    return reverse("desk-submission", args=[submission]) + Sieve.read(request.GET).query
