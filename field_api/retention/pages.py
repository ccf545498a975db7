"""/desk/retention/ and /desk/<submission>/retention/: what is due for review, and one of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.retention import actions as retention
from field_api.retention.actions import Seal
from field_api.retention.rules.groups import LABELS, QUESTIONS
from field_api.retention.rules.verdicts import Verdict
from field_api.submissions.actions import Seen, holds

AHEAD = timedelta(days=90)
_DONE = {
    "keep": "Kept, with a new date",
    "let_go": "Proposed to a second person",
    "hold": "Held",
    "lift": "Hold lifted",
}
_NOT_SEEN = Problem(422, "decision-incomplete", "Press one of the buttons below")


@dataclass(frozen=True, slots=True)
class Asked:
    """One posted form, as typed."""

    verb: str = ""
    revision: str = ""
    hash: str = ""
    text: str = ""
    group: str = ""
    next_on: str = ""
    need: str = ""
    hold: str = ""

    @classmethod
    def read(cls, post: Mapping[str, str]) -> "Asked":
        return cls(**{name: post.get(name, "").strip() for name in cls.__slots__})

    @property
    def seen(self) -> Seen:
        """Raises ValueError where no version was seen."""
        return Seen(UUID(self.revision), self.hash)


@desk_only
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Reviews that are due, and those of the next ninety days."""
    rows = retention.due(_officer(request), today() + AHEAD)
    context = {
        "here": "erasures",
        "due": [row for row in rows if row["is_due"]],
        "ahead": [row for row in rows if not row["is_due"]],
    }
    return render(request, "retention/list.html", context)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, submission: UUID) -> HttpResponse:
    if request.method != "POST":
        return _page(request, submission, Asked())
    asked = Asked.read(request.POST)
    leave = Leave(b"", "")
    try:
        if asked.verb == Verdict.LET_GO:
            objects = [(f"submission:{submission}", asked.hash)]
            leave = proving.leave(request, "propose-erasure", objects)
        _done(request, submission, asked, leave)
    except Problem as refused:
        return _page(request, submission, asked, refused, leave)
    messages.success(request, _DONE[asked.verb])
    return HttpResponseRedirect(reverse("desk-retention-one", args=[submission]))


def _done(request: HttpRequest, submission: UUID, asked: Asked, leave: Leave) -> None:
    officer = _officer(request)
    match asked.verb:
        case "keep" | "let_go":
            retention.conclude(
                submission=submission,
                officer=officer,
                seen=_seen(asked),
                seal=_seal(request, asked),
                leave=leave,
            )
        case "hold":
            holds.hold(submission=submission, officer=officer, need=asked.need, text=asked.text)
        case "lift":
            holds.lift(submission=submission, hold=_hold(asked), officer=officer, text=asked.text)
        case _:
            raise _NOT_SEEN


def _seen(asked: Asked) -> Seen:
    try:
        return asked.seen
    except ValueError:
        raise _NOT_SEEN from None


def _hold(asked: Asked) -> UUID:
    try:
        return UUID(asked.hold)
    except ValueError:
        raise _NOT_SEEN from None


def _seal(request: HttpRequest, asked: Asked) -> Seal:
    answers = {
        name: request.POST[f"answer_{name}"] == "yes"
        for name in QUESTIONS
        if request.POST.get(f"answer_{name}") in ("yes", "no")
    }
    return Seal(
        verdict=asked.verb,
        text=asked.text,
        group=asked.group,
        answers=answers,
        next_on=_day(asked.next_on),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Problem(422, "decision-incomplete", "The next review needs a date") from None


def _page(
    request: HttpRequest,
    submission: UUID,
    asked: Asked,
    problem: Problem | None = None,
    leave: Leave | None = None,
) -> HttpResponse:
    found = retention.review_of(submission, _officer(request))
    context: dict[str, Any] = {"here": "erasures", "queue": reverse("desk-retention")}
    if found is None:
        return render(request, "desk/missing.html", context, status=404)
    context |= {
        "review": found,
        "doc": found["document"],
        "asked": asked,
        "problem": problem,
        "faults": [(one.pointer, one.detail) for one in problem.errors] if problem else [],
        "grant": leave.secret if leave else "",
        "groups": [(group.value, label) for group, label in LABELS.items()],
        "needs": list(holds.needs().items()),
        "questions": [
            (name, words, request.POST.get(f"answer_{name}", ""))
            for name, words in QUESTIONS.items()
        ],
    }
    return render(request, "retention/one.html", context, status=problem.status if problem else 200)


def _officer(request: HttpRequest) -> Officer:
    return cast(Officer, request.user)
