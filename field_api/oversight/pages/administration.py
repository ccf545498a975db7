"""/desk/administration/: all that an administrator sets, each with a word of how it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from field_api.connectors.models import System
from field_api.delivery.models import Route
from field_api.identity.models import Force, Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.lib.gate import desk_only
from field_api.oversight.actions import published
from field_api.oversight.pages.frame import officer
from field_api.policy.models import Agreement, HandlingGroup, Proposal


@dataclass(frozen=True, slots=True)
class Door:
    """A page, by the name of its address, and what is said of how it stands."""

    title: Any
    page: str
    stands: Callable[[Officer], str]
    args: tuple[str, ...] = ()


@desk_only
@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    by = officer(request)
    if not by.may_administer:
        raise Http404
    parts = [
        (title, [found for door in doors if (found := _row(door, by))]) for title, doors in _PARTS
    ]
    context = {"here": "administration", "force": by.force, "parts": parts}
    return render(request, "desk/administration.html", context)


def _row(door: Door, by: Officer) -> dict[str, Any] | None:
    """None for a page that this installation has not."""
    try:
        address = reverse(door.page, args=door.args)
    except NoReverseMatch:
        return None
    return {"title": door.title, "address": address, "stands": door.stands(by)}


def _force(by: Officer) -> str:
    wants = Force.objects.get(pk=by.force_id).second_person_enrols
    return _("A second person lets each in") if wants else _("One person is enough")


def _units(by: Officer) -> str:
    rows = Unit.objects.filter(force=by.force_id)
    closed = rows.exclude(closed_on=None).count()
    said = ngettext("{open} open, {closed} closed", "{open} open, {closed} closed", closed)
    return said.format(open=rows.open().count(), closed=closed)


def _people(by: Officer) -> str:
    rows = Officer.objects.administered_by(by)
    held = Posting.objects.visible_to(by).on(today())
    without = rows.filter(is_active=True).exclude(pk__in=held.values("officer")).count()
    said = _("{many} officers, {without} without a role today")
    return said.format(many=rows.count(), without=without)


def _roles(by: Officer) -> str:
    many = Posting.objects.visible_to(by).on(today()).count()
    return ngettext("{many} role held today", "{many} roles held today", many).format(many=many)


def _groups(by: Officer) -> str:
    many = HandlingGroup.objects.administered_by(by).in_use().count()
    return ngettext("{many} in use", "{many} in use", many).format(many=many)


def _waiting(by: Officer) -> str:
    many = Proposal.objects.visible_to(by).open().count()
    return ngettext("{many} waits", "{many} wait", many).format(many=many)


def _systems(by: Officer) -> str:
    rows = System.objects.visible_to(by)
    stopped = rows.filter(~Q(paused_at=None)).count()
    return _("{many} registered, {stopped} stopped").format(many=rows.count(), stopped=stopped)


def _routes(by: Officer) -> str:
    rows = Route.objects.filter(active=True)
    return _("{many}, of {kinds} kinds").format(
        many=rows.count(), kinds=rows.values("kind").distinct().count()
    )


def _agreements(by: Officer) -> str:
    many = Agreement.objects.visible_to(by).running().count()
    return ngettext("{many} runs", "{many} run", many).format(many=many)


def _forms(by: Officer) -> str:
    many = published.kinds()
    return ngettext("{many} kind", "{many} kinds", many).format(many=many)


def _lists(by: Officer) -> str:
    many = published.lists()
    return ngettext("{many} list", "{many} lists", many).format(many=many)


def _said(text: Any) -> Callable[[Officer], str]:
    return lambda _by: str(text)


_PARTS: list[tuple[Any, list[Door]]] = [
    (
        _lazy("The force and its people"),
        [
            Door(_lazy("Units"), "desk-units", _units),
            Door(_lazy("People"), "desk-people", _people),
            Door(_lazy("Roles and postings"), "desk-people", _roles),
            Door(_lazy("Handling groups"), "desk-groups", _groups),
            Door(_lazy("New handsets"), "desk-force", _force),
            Door(_lazy("Two persons"), "desk-persons", _waiting),
        ],
    ),
    (
        _lazy("Files"),
        [
            Door(
                _lazy("Bring in officers and roles"),
                "desk-bring",
                _said(_lazy("From CSV, tried first")),
                ("officers",),
            ),
            Door(
                _lazy("Bring in units"),
                "desk-bring",
                _said(_lazy("From CSV, tried first")),
                ("units",),
            ),
        ],
    ),
    (
        _lazy("Where entries go"),
        [
            Door(_lazy("Systems"), "console", _systems),
            Door(_lazy("Settings of systems"), "desk-systems", _said(_lazy("By two persons"))),
            Door(_lazy("Routes, at each form"), "desk-forms", _routes),
            Door(_lazy("Agreements"), "desk-agreements", _agreements),
        ],
    ),
    (
        _lazy("What may be written"),
        [
            Door(_lazy("Forms"), "desk-forms", _forms),
            Door(_lazy("Lists of codes"), "desk-lists", _lists),
        ],
    ),
    (
        _lazy("What figures stand on"),
        [
            Door(
                _lazy("Assumptions of time given back"),
                "insight-time-assumptions",
                _said(_lazy("Each with its source and its versions")),
            ),
        ],
    ),
]
