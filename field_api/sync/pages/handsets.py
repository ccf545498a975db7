"""/console/handsets/enrolled/, enrol/ and <id>/: whose handset is which, letting in and ending."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity import actions as identity
from field_api.identity.models import Device, Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.sync.actions import handsets
from field_api.sync.actions.handsets import Shown, State
from field_api.sync.pages.frame import officer, page

MOST = 200

Act = Callable[[Device, Officer, str], None]


class EnrolForm(forms.Form):
    login = forms.CharField(
        label=_lazy("Officer number"),
        max_length=20,
        help_text=_lazy("Force and collar number, as in 34-1001."),
    )
    asset_tag = forms.CharField(
        label=_lazy("Asset tag"),
        max_length=40,
        help_text=_lazy("Printed on the back of the handset."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


@desk_only
@require_http_methods(["GET", "HEAD"])
def enrolled(request: HttpRequest) -> HttpResponse:
    found, count = handsets.listed(officer=officer(request), most=MOST)
    return page(request, "enrolled", {"handsets": found, "more": count - len(found)})


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """The answer to the form is the code itself: it is shown once, and no address leads to it."""
    if request.method != "POST":
        return page(request, "enrol", {"form": EnrolForm(initial=request.GET.dict())})
    form, by = EnrolForm(request.POST), officer(request)
    if not form.is_valid():
        return page(request, "enrol", {"form": form}, 422)
    try:
        theirs = handsets.colleague(by=by, login=form.cleaned_data["login"])
        tag = form.cleaned_data["asset_tag"]
        issued = identity.issue_code(officer=theirs, asset_tag=tag, by=by)
    except Problem as problem:
        return page(request, "enrol", {"form": form, "refused": problem}, problem.status)
    return page(request, "enrol_code", {"issued": issued, "theirs": theirs})


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def handset(request: HttpRequest, key: UUID) -> HttpResponse:
    who = officer(request)
    try:
        shown = handsets.one(officer=who, key=key)
    except Problem as problem:
        return page(request, "missing", {"what": "handset"}, problem.status)
    if request.method != "POST":
        return _one(request, shown)
    try:
        said = _done(request, shown.device, who)
    except Problem as problem:
        return _one(request, shown, problem)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("console-handset", args=[key]))


def _confirm(device: Device, by: Officer, said: str) -> None:
    identity.confirm_device(device=device, by=by)


def _rename(device: Device, by: Officer, said: str) -> None:
    identity.rename_device(device=device, by=by, name=said)


def _revoke(device: Device, by: Officer, said: str) -> None:
    identity.revoke_device(device=device, by=by, reason=said)


def _lost(device: Device, by: Officer, said: str) -> None:
    identity.report_lost(device=device, by=by, reason=said)


_ACTS: dict[str, tuple[Act, str]] = {
    "confirm": (_confirm, "Confirmed: it may read from now on"),
    "rename": (_rename, "Renamed"),
    "revoke": (_revoke, "Revoked"),
    "lost": (_lost, "Reported lost: it reads nothing from now on"),
}


def _done(request: HttpRequest, device: Device, by: Officer) -> str:
    """Gives the sentence that says so."""
    act, sentence = _ACTS.get(request.POST.get("verb", ""), (None, ""))
    if act is None:
        raise Problem(400, "unknown-verb", "That can't be done to a handset.")
    act(device, by, request.POST.get("said", "")[:500])
    return sentence


def _one(request: HttpRequest, shown: Shown, refused: Problem | None = None) -> HttpResponse:
    own = shown.device.officer_id == officer(request).pk
    context = {
        "is": shown.device,
        "shown": shown,
        "own": own,
        "may_confirm": shown.state is State.WAITING and not own,
        "may_end": shown.state in (State.WAITING, State.TRUSTED),
        "may_lose": shown.state is not State.LOST,
        "refused": refused,
    }
    return page(request, "handset", context, refused.status if refused else 200)
