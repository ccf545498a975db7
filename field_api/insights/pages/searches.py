"""/insight/searches/: how people are searched, by whom they say they are; the pack of a quarter for
a community's panel; and what was published before.
"""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.models import Officer
from field_api.insights.actions import measures, packing, summaries
from field_api.insights.actions.scrutiny import Scrutiny, scrutiny
from field_api.insights.pages.choosing import Asked, chosen, insight_page
from field_api.insights.pages.saying import Tell, per_cent
from field_api.insights.rules import charts
from field_api.insights.rules.crossed import Crossed
from field_api.insights.rules.dimensions import EXTENTS, YES
from field_api.insights.rules.ethnicity import OFFICER_DEFINED, SELF_DEFINED
from field_api.insights.rules.mapped import mapped
from field_api.insights.rules.packs import Quarter, number
from field_api.insights.rules.pictures import Chart
from field_api.insights.rules.plain import MINOR
from field_api.insights.rules.scrutiny import Share, unstated
from field_api.insights.rules.withholding import Withheld
from field_api.lib.problems import Problem
from field_api.situation.actions import ground

Figures = list[tuple[str, Chart]]


@insight_page
def searches(request: HttpRequest) -> HttpResponse:
    officer, asked = cast(Officer, request.user), chosen(request)
    found = scrutiny(officer=officer, span=asked.span, unit=asked.unit)
    context = {
        **_frame(asked, found.marking),
        "found": found,
        "tells": _tells(found),
        "figures": _figures(found),
        "tables": [_table(one) for one in found.tables.values()],
        "map": _map(officer, found),
        "may_draw": packing.may_draw(officer),
        "quarters": packing.quarters(),
        "until": measures.counted_until(),
    }
    return render(request, "insights/searches.html", context, status=asked.status)


@insight_page
@csrf_protect
@require_http_methods(["POST"])
def pack(request: HttpRequest) -> HttpResponse:
    """The file itself: taking it away is a disclosure, so it is no link."""
    form = request.POST.get("file", "")
    try:
        quarter = Quarter.read(request.POST.get("quarter", ""))
        data = packing.draw(officer=cast(Officer, request.user), quarter=quarter, form=form)
    except ValueError:
        raise Http404 from None
    except Problem as problem:
        if problem.status == 403:
            raise PermissionDenied from None
        raise Http404 from None
    named = f'attachment; filename="stop-and-search-{quarter}.{form}"'
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=packing.TYPES[form], headers=headers)


@insight_page
def published(request: HttpRequest) -> HttpResponse:
    """What was brought in, as its publisher counted it: of all its years, or of one."""
    officer = cast(Officer, request.user)
    every = summaries.summaries(officer)
    one = next((each for each in every if str(each.pk) == request.GET.get("summary", "")), None)
    one = one or (every[0] if every and "summary" not in request.GET else None)
    if "summary" in request.GET and one is None:
        raise Http404
    years = summaries.years(one) if one else []
    said = request.GET.get("year", "")
    if said and said not in map(str, years):
        raise Http404
    year = int(said) if said else None
    context: dict[str, Any] = {
        "here": "insight",
        "tab": "searches",
        "summaries": every,
        "summary": one,
        "years": years,
        "year": year,
        "tables": [_plain_table(each) for each in summaries.summed(one, year)] if one else [],
    }
    return render(request, "insights/searches_published.html", context)


def _frame(asked: Asked, marking: str) -> dict[str, Any]:
    return {"here": "insight", "tab": "searches", "asked": asked, "marking": marking}


def _tells(found: Scrutiny) -> list[Tell]:
    return [*_of_searches(found), *_of_the_searched(found)]


def _of_searches(found: Scrutiny) -> list[Tell]:
    return [
        Tell(
            _("Searches"),
            _("fewer than 5") if found.few else str(found.total),
            _("that happened in these days and stand"),
            _(
                "One for each record that stands, by the day of the search. It took place whether "
                "or not its record is finished, so those that wait for review or were sent back "
                "count. Those that were rejected, withdrawn or erased do not."
            ),
        ),
        Tell(
            _("Found what was looked for"),
            _percent(found.find_rate),
            _between(found.find_rate),
            _(
                "Searches whose outcome was linked to the object of the search, as a share of all. "
                "Where nobody said, it counts as not linked."
            ),
        ),
        Tell(
            _("Grounds found sufficient"),
            _percent(found.grounds),
            _between(found.grounds),
            _(
                "Of the searches that a reviewer has decided on, those that were never sent back "
                "because of their grounds: not explained, or not about this person."
            ),
        ),
        Tell(
            _("Grounds in few or borrowed words"),
            _percent(found.thin),
            _between(found.thin),
            _(
                "Of the searches that needed grounds, those of which the form itself asked for "
                "more as they were written: very short, known to police, a smell of cannabis, the "
                "area. That it asked is no judgement of the search."
            ),
        ),
    ]


def _of_the_searched(found: Scrutiny) -> list[Tell]:
    strip = found.share_of("extent", EXTENTS["intimate-parts"])
    return [
        Tell(
            _("Strip searches"),
            str(strip.count) if strip else "–",
            _between(strip),
            _("Searches in which intimate parts were exposed: Code A 3.7, annex A of Code C."),
        ),
        Tell(
            _("Children"),
            _children(found),
            _("under 18, by age as published"),
            _(
                "By the age the officer wrote or judged. How many of them were searched to the "
                "skin stands in no table that is published: the numbers are small, and a child is "
                "found soon. Who may open these records sees each."
            ),
        ),
        Tell(
            _("Ethnicity not stated"),
            _percent(unstated(_own(found))),
            _between(unstated(_own(found))),
            _("They are in no rate below. Where they are many, the rates say little."),
        ),
    ]


def _own(found: Scrutiny) -> dict[str, int]:
    table = found.tables.get("outcome")
    return {row: table.table.row_total(row) for row in table.table.rows} if table else {}


def _children(found: Scrutiny) -> str:
    ages = found.tables.get("age")
    counts = [ages.column_total(band) for band in MINOR] if ages else []
    return "–" if not counts or None in counts else str(sum(count or 0 for count in counts))


def _percent(share: Share | None) -> str:
    return per_cent(share.value if share else None)


def _between(share: Share | None) -> str:
    if share is None:
        return _("withheld, or nothing to count")
    return _("%(count)s of %(of)s; 95 %% interval %(low)s to %(high)s") % {
        "count": share.count,
        "of": share.of,
        "low": per_cent(share.low),
        "high": per_cent(share.high),
    }


def _figures(found: Scrutiny) -> Figures:
    finds = [
        (row, 100 * one.value, 100 * one.low, 100 * one.high)
        for row, one in found.shares_by("linked", YES).items()
    ]
    figures = [(_("Found what was looked for, by ethnicity"), charts.intervals(finds, unit="%"))]
    for by, title in (
        (SELF_DEFINED, _("Searched how many times as often as White people, as they say it")),
        (
            OFFICER_DEFINED,
            _("Searched how many times as often as White people, as officers saw it"),
        ),
    ):
        rows = [
            (one.group, one.ratio, one.low, one.high)
            for one in found.rates.get(by, [])
            if one.ratio is not None and one.low is not None and one.high is not None
        ]
        if rows:
            figures.append((title, charts.intervals(rows, unit=_("times"), reference=1)))
    return figures


def _table(shown: Withheld) -> dict[str, Any]:
    """Groups side by side: there are few of them, and a phone is narrow."""
    table = shown.table
    groups = [row for row in table.rows if table.row_total(row)]
    return {
        "title": table.title,
        "groups": groups,
        "rows": [
            (
                column,
                [number(shown.cell(row, column)) for row in groups],
                number(shown.column_total(column)),
            )
            for column in table.columns
            if shown.column_total(column) != 0
        ],
        "totals": [str(table.row_total(row)) for row in groups],
        "total": str(table.total),
    }


def _plain_table(table: Crossed) -> dict[str, Any]:
    return _table(Withheld(table, frozenset()))


def _map(officer: Officer, found: Scrutiny) -> dict[str, Any] | None:
    if found.squares is None:
        return None
    below = ground(officer.force.code)
    west, top, wide, tall = below["box"]
    drawn = mapped(found.squares.counts, (west, top, wide, tall))
    return {"ground": below, "drawn": drawn, "squares": found.squares}
