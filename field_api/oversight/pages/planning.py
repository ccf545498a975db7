"""Sending again: how, and what would happen, before anything does."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms as django
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from field_api.connectors.models import System
from field_api.delivery.actions.scopes import Scope
from field_api.lib.problems import Problem
from field_api.mapping.rules.differences import ABSENT, Difference
from field_api.oversight.actions.previews import Sample, preview
from field_api.oversight.pages import frame
from field_api.oversight.pages.forms import Between, Inputs
from field_api.oversight.shapes import ScopeShape

BYTES = [
    ("frozen", "The same bytes as before"),
    ("anew", "Mapped anew, by the mapping now in use"),
]
KEYS = [
    ("keep", "Under the same key: a system that has it says so, and nothing doubles"),
    ("fresh", "As new, under a fresh key: a system that has it takes it a second time"),
]
WHICH = [
    ("picked", "Those ticked above"),
    ("all", "All of this cause"),
    ("between", "Those that died between two times"),
]


def _radio(label: str, choices: list[tuple[str, str]], initial: str) -> django.ChoiceField:
    says = {"required": f"{label} Choose one.", "invalid_choice": f"{label} Choose one."}
    return django.ChoiceField(
        label=label,
        choices=choices,
        initial=initial,
        widget=django.RadioSelect,
        error_messages=says,
    )


@dataclass(frozen=True, slots=True)
class How:
    """`fresh_key`: the system takes each as new. `rerender`: mapped anew, not the bytes as kept."""

    fresh_key: bool
    rerender: bool

    @property
    def text(self) -> str:
        made = "mapped anew" if self.rerender else "as they were"
        return f"{made}, under {'a fresh key' if self.fresh_key else 'the same key'}"


class Manner(Inputs):
    """How to send again. The careful way is chosen beforehand."""

    bytes = _radio("What goes out?", BYTES, "frozen")
    key = _radio("Under which key?", KEYS, "keep")

    @property
    def how(self) -> How:
        """Call only when the form is valid."""
        said = self.cleaned_data
        return How(fresh_key=said["key"] == "fresh", rerender=said["bytes"] == "anew")


class Choose(Manner, Between):
    which = _radio("Which?", WHICH, "picked")

    field_order = ("which", "since", "until", "bytes", "key")


class Order(Inputs):
    """What a plan becomes. `scope` comes back as the plan showed it."""

    system = django.SlugField(widget=django.HiddenInput)
    scope = django.JSONField(widget=django.HiddenInput)
    bytes = django.ChoiceField(choices=BYTES, widget=django.HiddenInput)
    key = django.ChoiceField(choices=KEYS, widget=django.HiddenInput)
    reason = django.CharField(
        label=_lazy("Why?"),
        max_length=300,
        help_text=_lazy("It stands in the ledger beside your name, and a second person reads it."),
        error_messages={"required": _lazy("Say why: whoever comes next will ask.")},
    )

    def clean_scope(self) -> Scope:
        shape = ScopeShape(data=self.cleaned_data["scope"])
        if not shape.is_valid():
            raise django.ValidationError(_("That is no choice of deliveries."))
        return shape.scope()

    @property
    def how(self) -> How:
        said = self.cleaned_data
        return How(fresh_key=said["key"] == "fresh", rerender=said["bytes"] == "anew")


def page(
    request: HttpRequest,
    system: System,
    scope: Scope,
    how: How,
    *,
    back: str,
    order: Order | None = None,
    refused: Problem | None = None,
) -> HttpResponse:
    """What sending these again would do. Nothing has been done."""
    context: dict[str, Any] = {"system": system, "how": how, "back": back}
    try:
        made = preview(
            system=system,
            scope=scope,
            officer=frame.officer(request),
            fresh_key=how.fresh_key,
            rerender=how.rerender,
        )
    except Problem as problem:
        context |= {"refused": refused or problem}
        return frame.shown(request, "plan", context, tab="replays", status=problem.status)
    said = {
        "system": system.code,
        "scope": scope.stored(),
        "bytes": "anew" if how.rerender else "frozen",
        "key": "fresh" if how.fresh_key else "keep",
    }
    context |= {
        "plan": made.plan,
        "refused_ones": made.plan.refused.most_common(),
        "samples": [_sample(one) for one in made.samples],
        "order": order or Order(initial=said),
        "failed": order,
        "refused": refused,
    }
    status = 422 if order else refused.status if refused else 200
    return frame.shown(request, "plan", context, tab="replays", status=status)


def _sample(one: Sample) -> dict[str, Any]:
    return {
        "title": one.submission.reference,
        "changes": [_change(change) for change in one.changed.changes],
    }


def _change(one: Difference) -> dict[str, Any]:
    return {"pointer": one.pointer, "before": _value(one.before), "after": _value(one.after)}


def _value(value: Any) -> str | None:
    if value is ABSENT:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
