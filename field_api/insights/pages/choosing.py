"""What all insight pages share: who may look, at which days, unit and kind, and on what paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.catalogue import actions as catalogue
from field_api.connectors.actions import papers
from field_api.identity.models import Officer, Unit
from field_api.insights.actions.measures import Span, units_of
from field_api.insights.rules import printed
from field_api.lib import clock
from field_api.lib.gate import anybody
from field_api.lib.problems import Problem

DAYS, MOST_DAYS = 28, 731
"""Shown where nobody chose: four weeks have each day of the week equally often. And at most."""

MARKING = "OFFICIAL"
"""Of sums that hold no officer and no person."""

TABLES_OF = {
    "overview": ("days",),
    "quality": ("days", "fields", "refusals", "entities"),
    "health": ("systems", "refusals"),
}
"""What a page sums up, as files."""

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def insight_page(page: Page[P]) -> Page[P]:
    """Let in whose figures they are: who reviews or steers, and who audits. Others are told no."""

    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        officer = cast(Officer, request.user)
        if officer.must_choose_password:
            return HttpResponseRedirect(reverse("desk-yours"))
        rights = officer.rights
        if not (rights.oversees or rights.audits):
            raise PermissionDenied
        return page(request, *args, **kwargs)

    let_in: Page[P] = anybody(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(guarded)))
    return let_in


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is to show. `unit` and `kind` are of all where nobody chose; with a unit come
    those below it. Is there a `fault`, what was asked can't be, and the rest is as if nobody chose.
    """

    span: Span
    unit: int | None = None
    kind: str = ""
    units: list[tuple[int, str]] = field(default_factory=list)
    kinds: list[tuple[str, str]] = field(default_factory=list)
    fault: str = ""

    @property
    def first(self) -> date:
        return self.span.first_day

    @property
    def last(self) -> date:
        return self.span.last_day

    @property
    def status(self) -> int:
        return 422 if self.fault else 200

    @property
    def unit_name(self) -> str:
        return dict(self.units).get(self.unit or 0, "")

    @property
    def kind_name(self) -> str:
        return dict(self.kinds).get(self.kind, self.kind)

    @property
    def query(self) -> str:
        """The same of another page, as the end of its address."""
        said = {"from": self.first, "to": self.last, "unit": self.unit or "", "kind": self.kind}
        return "?" + urlencode({name: value for name, value in said.items() if value})


def chosen(request: HttpRequest) -> Asked:
    """From the address: `from` and `to` (days, both included), `unit` (an id) and `kind`."""
    officer = cast(Officer, request.user)
    mine = units_of(officer)
    units, kinds = _units(mine), _kinds()
    given = request.GET
    try:
        first, last = _days(given.get("from", ""), given.get("to", ""))
        unit = _one_of([pk for pk, _name in units], given.get("unit", ""))
        kind = given.get("kind", "")
        if kind and kind not in dict(kinds):
            raise ValueError(_("There is no such form."))
    except ValueError as fault:
        first, last = _days("", "")
        return Asked(Span(mine, first, last), None, "", units, kinds, str(fault))
    span = Span(mine, first, last, kind)
    return Asked(span.only(_below(unit)) if unit else span, unit, kind, units, kinds)


def shown(
    request: HttpRequest,
    name: str,
    asked: Asked,
    context: Mapping[str, Any],
    *,
    title: str,
    figures: printed.Figures,
) -> HttpResponse:
    """The page `name`, or with `file=pdf` its figures on paper. Each of `figures` has its title;
    templates draw them as they are: {% for title, chart in figures %}."""
    if request.GET.get("file") == "pdf" and not asked.fault:
        return _on_paper(name, asked, title, figures)
    found = {
        "here": "insight",
        "tab": name,
        "asked": asked,
        "marking": MARKING,
        "figures": figures,
        "doors": doors(asked, *TABLES_OF.get(name, ())),
        **context,
    }
    return render(request, f"insights/{name}.html", found, status=asked.status)


def doors(asked: Asked, *tables: str) -> list[tuple[str, str]]:
    """Where the same is as files, each under its name: the paper, and tables of these days."""
    files = [
        (f"CSV {name}", reverse("insight-table", args=[name]) + asked.query) for name in tables
    ]
    return [("PDF", f"{asked.query}&file=pdf"), *files]


def _on_paper(name: str, asked: Asked, title: str, figures: printed.Figures) -> HttpResponse:
    days = f"{date_format(asked.first)} – {date_format(asked.last)}"
    document = printed.paper(
        title=title,
        reference=f"insight {name} {asked.first}..{asked.last}",
        marking=MARKING,
        dated=clock.iso(clock.now()),
        about=[
            ("Days", days),
            ("Unit", asked.unit_name or "All units of whoever drew this"),
            ("Form", asked.kind_name or "All forms"),
        ],
        figures=figures,
    )
    named = f'attachment; filename="insight-{name}-{asked.first}-{asked.last}.pdf"'
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
    try:
        pdf = papers.pdf(document)
    except ValueError as error:
        said = _("There is more than a paper can hold. Take it as a file of data.")
        raise Problem(422, "too-long-for-paper", _("No copy was made"), said) from error
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _days(first: str, last: str) -> tuple[date, date]:
    """Raises ValueError in words for people."""
    today = timezone.localdate(clock.now())
    try:
        end = parse_date(last) if last else today
        start = parse_date(first) if first else (end and end - timedelta(days=DAYS - 1))
    except (ValueError, OverflowError):
        start = end = None
    if start is None or end is None:
        raise ValueError(_("Give days as 2026-11-23."))
    if start > end:
        raise ValueError(_("The first day is after the last."))
    if (end - start).days >= MOST_DAYS:
        raise ValueError(_("That is more than two years."))
    return start, end


def _one_of(units: list[int], asked: str) -> int | None:
    if not asked:
        return None
    if not asked.isascii() or not asked.isdigit() or int(asked) not in units:
        raise ValueError(_("That unit is none of yours."))
    return int(asked)


def _below(unit: int) -> set[int]:
    return set(Unit.objects.below([unit]).values_list("pk", flat=True))


def _units(mine: frozenset[int]) -> list[tuple[int, str]]:
    """By name, with what they are part of: two stations may each have a Response."""
    rows = Unit.objects.filter(pk__in=mine).select_related("parent")
    named = [(one.pk, f"{one.name}, {one.parent}" if one.parent else one.name) for one in rows]
    return sorted(named, key=lambda each: each[1])


def _kinds() -> list[tuple[str, str]]:
    named = [(form.kind, form.title) for form in catalogue.current_forms()]
    return sorted(named, key=lambda each: each[1])
