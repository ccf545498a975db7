"""/desk/erasures/ and /desk/<submission>/erase/: two people have a submission erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from field_api.catalogue import actions as catalogue
from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.submissions.actions import Seen, desk, erase, erasures
from field_api.submissions.actions.erase import Why
from field_api.submissions.grounds import GROUNDS, Standing
from field_api.submissions.pages.decision import UNPROVED, Fault, Typed, is_seen
from field_api.submissions.pages.sheet import sheet
from field_api.submissions.pages.words import moment

Document = dict[str, Any]

_TONES = {
    Standing.PROPOSED: ("wait", "clock"),
    Standing.DONE: ("good", "tick"),
    Standing.REFUSED: ("quiet", "cross"),
    Standing.LAPSED: ("quiet", "clock"),
}
_OWING = {
    "erased": ("good", "tick", "erased"),
    "told": ("info", "clock", "told to erase"),
    "by_hand": ("warn", "warn", "a person must ask for it"),
}
_DONE = {"propose": "Proposed", "approve": "Erased", "refuse": "Refused"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One posted form; kept as typed until it is taken."""

    verb: str = ""
    revision: str = ""
    hash: str = ""
    ground: str = ""
    text: str = ""

    @classmethod
    def read(cls, post: Mapping[str, str]) -> "Asked":
        return cls(**{name: post.get(name, "").strip() for name in cls.__slots__})

    def whole(self) -> bool:
        return self.verb in _DONE and is_seen(self.revision, self.hash)

    @property
    def seen(self) -> Seen:
        """Call only when it is whole."""
        return Seen(UUID(self.revision), self.hash)


@desk_only
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and how far the systems are with what was decided."""
    officer = cast(Officer, request.user)
    titles = {form.kind: form.title for form in catalogue.current_forms()}
    rows = [_shown(one, officer, titles) for one in erasures.erasures(officer)]
    context = _frame(officer) | {
        "proposed": [row for row in rows if row["state"] == Standing.PROPOSED],
        "decided": [row for row in rows if row["state"] != Standing.PROPOSED],
    }
    return render(request, "desk/erasures.html", context)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, submission: UUID) -> HttpResponse:
    if request.method != "POST":
        return _page(request, submission, Asked())
    asked = Asked.read(request.POST)
    if not asked.whole():
        problem = Problem(422, "decision-incomplete", "Press one of the buttons below")
        return _page(request, submission, asked, problem)
    leave = Leave(b"", "")
    try:
        leave = _leave(request, submission, asked)
        _done(submission, cast(Officer, request.user), asked, leave)
    except Problem as refused:
        return _page(request, submission, asked, refused, leave)
    messages.success(request, _DONE[asked.verb])
    return HttpResponseRedirect(reverse("desk-erasure", args=[submission]))


def _leave(request: HttpRequest, submission: UUID, asked: Asked) -> Leave:
    if asked.verb == "refuse":  # nothing is lost by it
        return Leave(b"", "")
    objects = [(f"submission:{submission}", asked.hash)]
    return proving.leave(request, f"{asked.verb}-erasure", objects)


def _done(submission: UUID, officer: Officer, asked: Asked, leave: Leave) -> None:
    act: dict[str, Any] = {"submission": submission, "officer": officer, "seen": asked.seen}
    match asked.verb:
        case "propose":
            erase.propose(**act, why=Why(asked.ground, asked.text), leave=leave)
        case "approve":
            erase.approve(**act, leave=leave)
        case _:
            erase.refuse(**act, text=asked.text)


def _page(
    request: HttpRequest,
    submission: UUID,
    asked: Asked,
    problem: Problem | None = None,
    leave: Leave | None = None,
) -> HttpResponse:
    officer = cast(Officer, request.user)
    context = _frame(officer) | {"queue": reverse("desk-erasures")}
    document = erasures.consult_for_erasure(submission=submission, officer=officer)
    if document is None:
        return render(request, "desk/missing.html", context, status=404)
    found = erasures.erasure_of(submission, officer)
    context |= {
        "doc": document,
        "sheet": sheet(document, officer, Typed(), {}),
        "erasure": _shown(found, officer, {document["kind"]: document["title"]}) if found else None,
        "asked": asked,
        "grounds": [(ground.value, label) for ground, label in GROUNDS.items()],
        "problem": problem,
        "faults": _faults(problem),
        "grant": leave.secret if leave else "",
    }
    return render(request, "desk/erase.html", context, status=problem.status if problem else 200)


def _faults(problem: Problem | None) -> list[Fault]:
    if problem and problem.code in UNPROVED:
        return [Fault("otp", problem.detail)]
    return [Fault(one.pointer.strip("/"), one.detail) for one in problem.errors] if problem else []


def _frame(officer: Officer) -> dict[str, Any]:
    return {"waiting": len(desk.queue(officer)), "here": "erasures"}


def _shown(one: Document, officer: Officer, titles: Mapping[str, str]) -> Document:
    tone, icon = _TONES[Standing(one["state"])]
    systems = [_system(each) for each in one["systems"]]
    return {
        **one,
        "title": titles.get(one["kind"], one["kind"]),
        "tone": tone,
        "icon": icon,
        "own": one["proposed_by"] == officer.display_name,
        "proposed_at": moment(one["proposed_at"]),
        "expires_at": moment(one["expires_at"]),
        "decided_at": moment(one["decided_at"]),
        "systems": systems,
        "owed": sum(each["standing"] != "erased" for each in systems),
    }


def _system(one: Document) -> Document:
    tone, icon, said = _OWING[one["standing"]]
    return {**one, "tone": tone, "icon": icon, "said": said, "at": moment(one["at"])}
