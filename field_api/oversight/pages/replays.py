"""/console/replays/: sending again by time, what was ordered, and how far each has come."""

from typing import Any

from django import forms as django
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from field_api.connectors.models import System
from field_api.delivery.actions import replay as replaying
from field_api.delivery.actions.scopes import Scope
from field_api.delivery.models import Replay
from field_api.delivery.rules import OPEN, ReplayState, State
from field_api.identity.models import Officer
from field_api.lib.problems import Problem
from field_api.oversight.pages import forms, frame, planning
from field_api.oversight.pages.planning import Manner, Order
from field_api.oversight.pages.words import LOOKS, moment

MOST = 50
STATES = [(state.value, look[0]) for state, look in LOOKS.items() if state not in OPEN]
_LOOKS = {
    ReplayState.WAITING: ("Waits for a second person", "wait", "eye"),
    ReplayState.RUNNING: ("Running", "info", "up"),
    ReplayState.DONE: ("Done", "good", "tick"),
    ReplayState.STOPPED: ("Stopped", "quiet", "dash"),
}

_UNREADABLE = Problem(
    422, "malformed-request", "That order can't be read", "Choose again what is to be sent."
)


class ByTime(forms.Of, Manner, forms.Between):
    """What one system was sent in a time: for when it has lost what it had."""

    state = django.ChoiceField(
        label=_lazy("Which of its deliveries?"), choices=STATES, initial=State.DELIVERED.value
    )

    field_order = ("system", "state", "since", "until", "bytes", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].required = True
        self.fields["since"].error_messages["required"] = "From when on?"

    @property
    def scope(self) -> Scope:
        """Call only when the form is valid."""
        said = self.cleaned_data
        return Scope(states=(State(said["state"]),), since=said["since"], until=said["until"])


@frame.page
def replays(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _list(request, _by_time(request))
    if request.POST.get("verb") == "order":
        return _order(request)
    form = _by_time(request, request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    systems = System.objects.visible_to(frame.officer(request))
    system = systems.get(code=form.cleaned_data["system"])
    return planning.page(request, system, form.scope, form.how, back=reverse("console-replays"))


def _by_time(request: HttpRequest, said: Any = None) -> ByTime:
    systems = System.objects.visible_to(frame.officer(request)).order_by("name")
    return ByTime(said, systems=list(systems.values_list("code", "name")))


def _list(
    request: HttpRequest, form: ByTime, status: int = 200, refused: Problem | None = None
) -> HttpResponse:
    rows = _seen(frame.officer(request))
    context = {
        "replays": [_replay(row) for row in rows.order_by("-pk")[:MOST]],
        "form": form,
        "failed": form if form.errors else None,
        "refused": refused,
    }
    return frame.shown(request, "replays", context, tab="replays", status=status)


def _order(request: HttpRequest) -> HttpResponse:
    order, by = Order(request.POST), frame.officer(request)
    valid, said = order.is_valid(), order.cleaned_data
    system = System.objects.visible_to(by).filter(code=said.get("system")).first()
    if system is None or not {"scope", "bytes", "key"} <= set(said):
        return _list(request, _by_time(request), 422, _UNREADABLE)
    scope, how = said["scope"], order.how
    back = reverse("console-replays")
    if not valid:
        return planning.page(request, system, scope, how, back=back, order=order)
    terms = {"fresh_key": how.fresh_key, "rerender": how.rerender}
    try:
        made = replaying.order(system=system, scope=scope, by=by, reason=said["reason"], **terms)
    except Problem as problem:
        return planning.page(request, system, scope, how, back=back, refused=problem)
    return frame.done(request, "Ordered", reverse("console-replay", args=[made.pk]))


@frame.page
def replay(request: HttpRequest, replay: int) -> HttpResponse:
    if request.method == "POST":
        return _steer(request, replay)
    return _page(request, replay)


def _steer(request: HttpRequest, replay: int) -> HttpResponse:
    by, form = frame.officer(request), forms.Reason(request.POST, prefix="stop")
    verb = frame.chosen(request, {"second": "second", "stop": "stop"})
    if verb == "stop" and not form.is_valid():
        return _page(request, replay, failed=form, status=422)
    try:
        if verb == "second":
            replaying.second(replay=replay, by=by)
        else:
            replaying.stop(replay=replay, by=by, reason=form.cleaned_data["reason"])
    except Problem as problem:
        return _page(request, replay, refused=problem, status=problem.status)
    said = "Seconded: it runs" if verb == "second" else "Stopped: what was made is sent"
    return frame.done(request, said, reverse("console-replay", args=[replay]))


def _page(
    request: HttpRequest,
    replay: int,
    failed: forms.Reason | None = None,
    refused: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = _seen(frame.officer(request))
    row = rows.filter(pk=replay).first()
    if row is None:
        return frame.missing(request, "replay", tab="replays")
    context = {
        "replay": _replay(row),
        "own": row.requested_by_id == frame.officer(request).pk,
        "form": failed or forms.Reason(prefix="stop"),
        "failed": failed,
        "refused": refused,
    }
    return frame.shown(request, "replay", context, tab="replays", status=status)


def _seen(by: Officer) -> QuerySet[Replay]:
    seen = Replay.objects.visible_to(by)
    return seen.select_related("system", "requested_by", "seconded_by")


def _replay(row: Replay) -> dict[str, Any]:
    state = ReplayState(row.state)
    label, tone, icon = _LOOKS[state]
    gone = row.made + row.skipped
    return {
        "is": row,
        "label": label,
        "tone": tone,
        "icon": icon,
        "gone": gone,
        "share": round(100 * gone / row.total) if row.total else 100,
        "how": planning.How(row.fresh_key, row.rerender).text,
        "waits": state is ReplayState.WAITING,
        "runs": state is ReplayState.RUNNING,
        "at": moment(row.requested_at),
        "ended": moment(row.ended_at) if row.ended_at else "",
    }
