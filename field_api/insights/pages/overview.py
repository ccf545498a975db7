"""/insight/: how the force's writing goes, a figure at a time, each with how it is counted."""

from collections.abc import Mapping
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.insights.actions import measures, standing
from field_api.insights.actions.giving_back import GivenBack, given_back
from field_api.insights.actions.measures import Span, Sums, SystemSums
from field_api.insights.pages.choosing import Asked, chosen, insight_page, shown
from field_api.insights.pages.saying import (
    FEWEST,
    Tell,
    age,
    by_what,
    lasting,
    over_time,
    per_cent,
)
from field_api.insights.rules import charts
from field_api.insights.rules.giving_back import Given
from field_api.insights.rules.pictures import Chart
from field_api.insights.rules.scales import said

ROWS = 15
"""Of a picture: the rest is on the pages below it."""


@insight_page
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    asked = chosen(request)
    officer = cast(Officer, request.user)
    given = given_back(span=asked.span, force=officer.force, day=today())
    context = {
        "tells": _tells(asked, given),
        "until": measures.counted_until(),
    }
    title = _("Insight: overview")
    figures = _figures(asked, given.counts)
    return shown(request, "overview", asked, context, title=title, figures=figures)


def _tells(asked: Asked, given: GivenBack) -> list[Tell]:
    total = measures.together(given.counts.values(), Sums)
    return [
        _hours(asked, given.total),
        _entries(total),
        _first_right(asked, total),
        _decided(asked.span),
        _waiting(asked),
        _delivered(asked, measures.together(given.carried.values(), SystemSums)),
        _typed(total),
    ]


def _hours(asked: Asked, found: Given) -> Tell:
    share = found.workload
    return Tell(
        _("Hours given back"),
        said(found.hours.value),
        _("%(low)s to %(high)s; %(share)s of the officers' time")
        % {
            "low": said(found.hours.low),
            "high": said(found.hours.high),
            "share": f"{said(share.value)} %" if share else "–",
        },
        _(
            "What need not be typed, not typed again and not driven for, in minutes that the force "
            "assumes today. What nobody has said counts as nothing."
        ),
        _link("insight-time", asked),
    )


def _entries(total: Sums) -> Tell:
    return Tell(
        _("Entries"),
        said(total.entries),
        _("%(n)s versions that count") % {"n": said(total.revisions)},
        _(
            "Every submission that reached us on these days by the clocks in London, once, however "
            "many versions it has. What was erased is not counted."
        ),
    )


def _first_right(asked: Asked, total: Sums) -> Tell:
    return Tell(
        _("Right first time"),
        per_cent(total.first_right_share),
        _("%(right)s of %(all)s that somebody decided on")
        % {"right": said(total.first_right), "all": said(total.reviewed)},
        _(
            "Approved by the first decision about it, on its first version, as a share of all that "
            "somebody decided on. What was released without a look is in neither number."
        ),
        _link("insight-quality", asked),
    )


def _decided(span: Span) -> Tell:
    waits = measures.waits(span)
    half, most = measures.wait_quantile(waits, 0.5), measures.wait_quantile(waits, 0.95)
    return Tell(
        _("Until a decision"),
        lasting(half),
        _("half within this; 95 %% within %(most)s") % {"most": lasting(most)},
        _(
            "From when an entry reached us to the first decision about it, over those decided on. "
            "Counted in steps that double, so right to within a factor of two, most often far less."
        ),
    )


def _waiting(asked: Asked) -> Tell:
    found = standing.waiting(asked.span.units, asked.kind)
    return Tell(
        _("Waiting now"),
        said(found.count),
        _("%(late)s past their time; the oldest %(age)s")
        % {"late": said(found.late), "age": age(found.oldest)},
        _(
            "Entries of these units on which nobody has decided, as they stand at this moment, "
            "whatever days were chosen. The time is what the policy of each form gives a decision."
        ),
        reverse("desk"),
    )


def _delivered(asked: Asked, total: SystemSums) -> Tell:
    return Tell(
        _("Accepted by systems"),
        per_cent(measures.share(total.accepted, total.deliveries)),
        _("%(refused)s refused, %(dead)s with a person, %(waiting)s under way")
        % {
            "refused": said(total.refused),
            "dead": said(total.dead),
            "waiting": said(total.waiting),
        },
        _(
            "Of all deliveries of entries of these days, to any system: those that the system said "
            "it has. With a person: nobody can say whether it arrived, or it was held back."
        ),
        _link("insight-health", asked),
    )


def _typed(total: Sums) -> Tell:
    answers = total.typed + total.chosen + total.reused + total.filled
    return Tell(
        _("Not typed"),
        per_cent(measures.share(answers - total.typed, answers)),
        _("%(reused)s taken over, %(filled)s filled in, %(chosen)s chosen from lists")
        % {
            "reused": said(total.reused),
            "filled": said(total.filled),
            "chosen": said(total.chosen),
        },
        _(
            "Answers that came from what was known, from the handset or from a list, as a share of "
            "all answers whose making a handset told, over %(n)s versions."
        )
        % {"n": said(total.counted)},
    )


def _figures(asked: Asked, kinds: Mapping[str, Sums]) -> list[tuple[str, Chart]]:
    days, of_units = map(measures.by_one, measures.ways(asked.span, ("day",), ("unit",)))
    titles, units = dict(asked.kinds), dict(asked.units)
    most = sorted(kinds.items(), key=lambda each: -each[1].entries)[:ROWS]
    named = [(titles.get(kind, kind), sums) for kind, sums in most]
    series = {
        _("Arrived"): over_time(asked, days, lambda one: one.entries),
        _("Sent back"): over_time(asked, days, lambda one: one.returned),
    }
    busiest = sorted(of_units.items(), key=lambda each: -each[1].entries)[:ROWS]
    placed = [(units.get(unit, str(unit)), float(sums.entries)) for unit, sums in busiest]
    return [
        (_("Entries, %(by)s") % {"by": by_what(asked)}, charts.lines(series, unit=_("entries"))),
        (_("By form"), charts.bars([(n, s.entries) for n, s in named], unit=_("entries"))),
        (_("By unit"), charts.bars(placed, unit=_("entries"))),
        (_("How they were looked at"), charts.shares(_looked(named), unit=_("entries"))),
        (_("Right first time, by form"), charts.bars(_right(named), unit="%")),
    ]


def _looked(named: list[tuple[str, Sums]]) -> list[tuple[str, dict[str, float]]]:
    return [
        (
            title,
            {
                _("decided on"): one.reviewed,
                _("released without a look"): one.sampled_out,
                _("neither, so far"): max(one.entries - one.reviewed - one.sampled_out, 0),
            },
        )
        for title, one in named
    ]


def _right(named: list[tuple[str, Sums]]) -> list[tuple[str, float]]:
    """Of forms of which enough were decided on to say anything."""
    found = [(n, s.first_right_share) for n, s in named if s.reviewed >= FEWEST]
    return [(title, round(100 * share, 1)) for title, share in found if share is not None]


def _link(name: str, asked: Asked) -> str:
    return reverse(name) + asked.query
