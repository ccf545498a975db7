"""/console/deliveries/<id>/: one delivery, and what a person decides about it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from field_api.delivery.actions import steer
from field_api.delivery.actions.scopes import Scope
from field_api.delivery.rules import FOR_A_PERSON, State
from field_api.lib.problems import Problem
from field_api.oversight.actions import tracing
from field_api.oversight.pages import forms, frame, planning
from field_api.oversight.pages.entries import leg
from field_api.oversight.pages.letters import titles_by_kind
from field_api.oversight.pages.planning import Manner

_FORMS = {"vouch": forms.Vouch, "skip": forms.Reason, "again": Manner}
_IN_DOUBT = (State.UNCERTAIN, State.POISONED)


@frame.page
def delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    if request.method == "POST":
        return _decide(request, delivery)
    return _page(request, delivery)


def _decide(request: HttpRequest, delivery: UUID) -> HttpResponse:
    verb = request.POST.get("verb", "")
    form = frame.chosen(request, _FORMS)(request.POST, prefix=verb)
    if not form.is_valid():
        return _page(request, delivery, form, status=422)
    if verb == "again":
        return _again(request, delivery, form)
    try:
        said = _done(request, verb, delivery, form)
    except Problem as problem:
        return _page(request, delivery, refused=problem, status=problem.status)
    return frame.done(request, said, reverse("console-delivery", args=[delivery]))


def _done(request: HttpRequest, verb: str, delivery: UUID, form: forms.Inputs) -> str:
    by, said = frame.officer(request), form.cleaned_data
    if verb == "skip":
        steer.skip(delivery=delivery, by=by, reason=said["reason"])
        return _("Given up: what waited behind it goes on")
    arrived = said["outcome"] == "delivered"
    steer.vouch(
        delivery=delivery,
        by=by,
        arrived=arrived,
        reason=said["reason"],
        reference=said["reference"],
    )
    return "Settled: they have it" if arrived else "It is sent again"


def _again(request: HttpRequest, delivery: UUID, form: Manner) -> HttpResponse:
    found = tracing.leg(delivery=delivery, officer=frame.officer(request))
    if found is None:
        return frame.missing(request, "delivery", tab="letters")
    back = reverse("console-delivery", args=[delivery])
    scope = Scope(deliveries=(delivery,))
    return planning.page(request, found[0].delivery.system, scope, form.how, back=back)


def _page(
    request: HttpRequest,
    delivery: UUID,
    failed: forms.Inputs | None = None,
    refused: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    found = tracing.leg(delivery=delivery, officer=frame.officer(request))
    if found is None:
        return frame.missing(request, "delivery", tab="letters")
    (one, submission), kind = found, found[0].delivery.kind
    state = State(one.delivery.state)
    blank = {verb: form(prefix=verb) for verb, form in _FORMS.items()}
    context = {
        "leg": leg(one),
        "submission": submission,
        "title": titles_by_kind().get(kind, kind),
        "forms": blank | ({failed.prefix: failed} if failed else {}),
        "failed": failed,
        "refused": refused,
        "doubtful": state in _IN_DOUBT,
        "skippable": state in (*FOR_A_PERSON, State.DUE),
        "sendable": state not in (State.DUE, State.SENDING),
    }
    return frame.shown(request, "delivery", context, tab="letters", status=status)
