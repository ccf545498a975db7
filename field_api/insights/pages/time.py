"""/insight/time/: hours given back, how sure that is, what it rests on; and the same as files."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.insights.actions import measures
from field_api.insights.actions.giving_back import BY, GivenBack, Part, given_back
from field_api.insights.pages.choosing import MARKING, Asked, chosen, insight_page, shown
from field_api.insights.pages.estimates import called
from field_api.insights.pages.saying import Tell, by_what, over_time
from field_api.insights.rules import charts
from field_api.insights.rules.assumptions import Name
from field_api.insights.rules.giving_back import MINUTES, Range, Saved
from field_api.insights.rules.lines import line
from field_api.insights.rules.pictures import Chart
from field_api.insights.rules.scales import said

ROWS = 15
"""Of a picture: the rest stands in the files."""

METHODS: Mapping[str, tuple[Name, ...]] = {
    "hours": tuple(Name),
    "fte": (Name.CONTRACTED,),
    "workload": (Name.CONTRACTED, Name.AIM),
    "reuse": (Name.TYPED, Name.CHECKED),
    "rekeying": (Name.REKEYED, Name.RECORD, Name.TYPED_BEFORE, Name.ON_PAPER),
    "trips": (Name.TRIPS, Name.TRIP),
    "survey": (Name.BEFORE, Name.TYPED, Name.CHOSEN, Name.CHECKED, Name.OPENING),
    "range": tuple(Name),
}
"""Figures that have a page of their own, and what each is assumed to be."""

COLUMNS = ("entries", "reuse_minutes", "rekeying_minutes", "trips_minutes", "survey_minutes")


@insight_page
def time(request: HttpRequest) -> HttpResponse:
    asked, found = _found(request, "day", "unit")
    pictures = _pictures(asked, found)
    files = [(f"CSV {by}", reverse("insight-time-file", args=[by])) for by in BY]
    context = {
        "tells": _tells(asked, found),
        "pictures": pictures,
        "found": found,
        "kinds": [(_kind(asked, one.kind), one) for one in found.kinds()],
        "systems": [
            (one, ", ".join(_kind(asked, kind) for kind in one.first_of)) for one in found.systems()
        ],
        "until": measures.counted_until(),
        "doors": [
            (_("PDF"), f"{asked.query}&file=pdf"),
            *((name, f"{address}{asked.query}&as_of={found.day}") for name, address in files),
        ],
    }
    figures = [(title, chart) for title, chart, _method in pictures]
    title = _("Time given back, by assumptions %(digest)s as of %(day)s") % {
        "digest": found.held.digest,
        "day": found.day,
    }
    return shown(request, "time", asked, context, title=title, figures=figures)


@insight_page
def file(request: HttpRequest, by: str) -> HttpResponse:
    """The parts as CSV; each row says by which assumptions it is valued."""
    if by not in BY:
        raise Http404
    asked, found = _found(request, *({"day", "unit"} & {by}))
    if asked.fault:
        raise Http404
    named = dict(asked.units) if by == "unit" else {}
    rows = [line([by, *COLUMNS, "hours", "assumptions", "as_of"])]
    for part in found.parts(by):
        rows.append(line([*_cells(part, named), found.held.digest, found.day.isoformat()]))
    name = f"time-given-back-{by}-{asked.first}-{asked.last}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse("".join(rows), content_type="text/csv; charset=utf-8", headers=headers)


@insight_page
def method(request: HttpRequest, name: str) -> HttpResponse:
    """How one figure is made, with its counts of these days and what is assumed of them."""
    if name not in METHODS:
        raise Http404
    asked, found = _found(request)
    used = [one for one in found.held.of.values() if one.name in METHODS[name]]
    context = {
        "here": "insight",
        "tab": "time",
        "marking": MARKING,
        "asked": asked,
        "found": found,
        "method": name,
        "inputs": _inputs(name, found),
        "estimates": called(sorted(used, key=lambda one: one.key)),
    }
    return render(request, "insights/time_method.html", context, status=asked.status)


def _found(request: HttpRequest, *by: str) -> tuple[Asked, GivenBack]:
    asked = chosen(request)
    officer = cast(Officer, request.user)
    return asked, given_back(span=asked.span, force=officer.force, day=_as_of(request), by=by)


def _as_of(request: HttpRequest) -> date:
    """The day whose assumptions are to hold; today where none is given that can be read."""
    try:
        return parse_date(request.GET.get("as_of", "")) or today()
    except ValueError:
        return today()


def _tells(asked: Asked, found: GivenBack) -> list[Tell]:
    given = found.total
    rests = _("Of %(n)s entries; by assumptions %(digest)s, as of %(day)s.") % {
        "n": said(sum(work.entries for work in found.works)),
        "digest": found.held.digest,
        "day": found.day,
    }
    return [
        Tell(
            _("Hours given back"),
            said(given.hours.value),
            _between(given.hours, _("hours")),
            rests,
            _method(asked, "hours", found),
        ),
        Tell(
            _("Of the officers' time"),
            f"{said(given.workload.value)} %" if given.workload else "–",
            _against_aim(found),
            _("The hours as a share of what the officers posted to these units are on duty."),
            _method(asked, "workload", found),
        ),
        Tell(
            _("Officers at work all year"),
            said(given.fte.value),
            _between(given.fte, _("officers")),
            _("What so many hours in so many days come to in a year, in officers' years."),
            _method(asked, "fte", found),
        ),
    ]


def _against_aim(found: GivenBack) -> str:
    """Beside what is aimed at, with the range: whether all of it, a part of it or none is there."""
    reached = found.total.workload
    if reached is None:
        return _("Nobody is posted to these units as an officer")
    words = {"aim": said(found.aim), "low": said(reached.low), "high": said(reached.high)}
    if reached.low >= found.aim:
        return _("%(low)s to %(high)s %%; asked for are %(aim)s %%: reached") % words
    if reached.high < found.aim:
        return _("%(low)s to %(high)s %%; asked for are %(aim)s %%: not reached") % words
    return _("%(low)s to %(high)s %%; asked for are %(aim)s %%: may be or not") % words


def _between(reach: Range, unit: str) -> str:
    return _("%(low)s to %(high)s %(unit)s") % {
        "low": said(reach.low),
        "high": said(reach.high),
        "unit": unit,
    }


Picture = tuple[str, Chart, str]
"""Its title, the picture, and where its method is."""


def _pictures(asked: Asked, found: GivenBack) -> list[Picture]:
    hours = _("hours")
    kinds = [
        (_kind(asked, one.kind), one.hours.value, one.hours.low, one.hours.high)
        for one in found.kinds()[:ROWS]
    ]
    days = {part.key: part for part in found.parts("day")}
    over = over_time(asked, days, lambda part: part.saved.minutes / MINUTES)
    by_day = _("By the day entries arrived, %(by)s") % {"by": by_what(asked)}
    units = sorted(found.parts("unit"), key=lambda part: -part.saved.minutes)[:ROWS]
    named = dict(asked.units)
    by_unit = [(named.get(one.key, str(one.key)), _hours(one.saved)) for one in units]
    by_system = [(one.name, one.minutes / MINUTES) for one in found.systems()[:ROWS]]

    def at(name: str) -> str:
        return _method(asked, name, found)

    return [
        (_("Where it comes from"), charts.bars(_sources(found.saved), unit=hours), at("hours")),
        (_("By form"), charts.intervals(kinds, unit=hours), at("range")),
        (by_day, charts.lines({_("Hours"): over}, unit=hours), at("hours")),
        (_("By unit"), charts.bars(by_unit, unit=hours), at("hours")),
        (_("Not typed again, by system"), charts.bars(by_system, unit=hours), at("rekeying")),
        (_("What moves it most, one at a time"), _tornado(found), at("range")),
    ]


def _sources(saved: Saved) -> list[tuple[str, float]]:
    return [
        (_("Answers that need not be typed"), saved.reuse / MINUTES),
        (_("Not typed again elsewhere"), saved.rekeying / MINUTES),
        (_("Trips to a station"), saved.trips / MINUTES),
        (_("Against surveys of before"), saved.survey / MINUTES),
    ]


def _tornado(found: GivenBack) -> Chart:
    middle = found.total.hours.value
    swings = found.swings()[:ROWS]
    rows = []
    for (label, _one), swing in zip(called(one.estimate for one in swings), swings, strict=True):
        ends = sorted([swing.low / MINUTES, middle, swing.high / MINUTES])
        rows.append((label, middle, ends[0], ends[-1]))
    return charts.intervals(rows, unit=_("hours"), reference=middle)


def _inputs(name: str, found: GivenBack) -> list[tuple[str, str]]:
    """What was counted in these days, as far as the figure rests on it."""
    works, systems = found.works, found.systems()

    def total(of: Callable[[Any], int]) -> str:
        return said(sum(of(work) for work in works))

    carried = [(one.name, f"{said(one.accepted)} / {said(one.fields)}") for one in systems]
    posted = [
        (_("Officers posted, in the mean of the days"), said(found.officers)),
        (_("Days"), said(found.days)),
    ]
    answers = [
        (_("Answers reused or filled in"), total(lambda one: one.reused + one.filled)),
    ]
    compared = [
        (_("Versions that count"), total(lambda one: one.revisions)),
        (_("Of these, counted by a handset"), total(lambda one: one.counted)),
        (_("Answers typed"), total(lambda one: one.typed)),
        (_("Answers chosen"), total(lambda one: one.chosen)),
    ]
    entries = [(_("Entries"), total(lambda one: one.entries))]
    of: dict[str, list[tuple[str, str]]] = {
        "hours": entries + answers,
        "fte": [(_("Hours given back"), said(found.total.hours.value)), *posted],
        "workload": [(_("Hours given back"), said(found.total.hours.value)), *posted],
        "reuse": answers,
        "rekeying": carried,
        "trips": entries,
        "survey": entries + compared + answers,
        "range": entries + compared + answers,
    }
    return of[name]


def _cells(part: Part, named: Mapping[int, str]) -> list[str]:
    saved = part.saved
    minutes = (saved.reuse, saved.rekeying, saved.trips, saved.survey)
    figures = [f"{each:.2f}" for each in (*minutes, _hours(saved))]
    return [named.get(part.key, str(part.key)), str(part.entries), *figures]


def _hours(saved: Saved) -> float:
    return saved.minutes / MINUTES


def _kind(asked: Asked, kind: str) -> str:
    return dict(asked.kinds).get(kind, kind)


def _method(asked: Asked, name: str, found: GivenBack) -> str:
    return f"{reverse('insight-time-method', args=[name])}{asked.query}&as_of={found.day}"
