"""/insight/health/: how soon and how surely entries get where they belong."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from field_api.connectors.models import System
from field_api.insights.actions import measures, standing
from field_api.insights.actions.measures import SystemSums, Waits
from field_api.insights.actions.standing import Left
from field_api.insights.pages.choosing import Asked, chosen, insight_page, shown
from field_api.insights.pages.saying import Tell, age, lasting
from field_api.insights.rules import charts
from field_api.insights.rules.histograms import merged
from field_api.insights.rules.pictures import Chart
from field_api.insights.rules.scales import said


@insight_page
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    asked = chosen(request)
    sums = measures.by_system(asked.span)
    names = dict(System.objects.filter(pk__in=sums).values_list("pk", "name"))
    named = sorted(((names[pk], pk) for pk in sums), key=lambda each: each[0])
    tapped, here = measures.system_waits(asked.span)
    left = standing.left_alone(asked.first, asked.last)
    context = {
        "tells": [_tapped(tapped), _here(here), _unsent(asked), _alone(left, sums)],
        "until": measures.counted_until(),
    }
    figures = [
        *_times(named, tapped, here),
        (_("What became of deliveries"), charts.shares(_became(named, sums), unit=_("deliveries"))),
        (_("Left alone for a minute or longer"), charts.bars(_often(named, left), unit=_("times"))),
    ]
    title = _("Insight: health")
    return shown(request, "health", asked, context, title=title, figures=figures)


def _tapped(tapped: Waits) -> Tell:
    counts = merged(tapped.values())
    return Tell(
        _("From the tap to a yes"),
        lasting(measures.system_quantile(counts, 0.5)),
        _("half within this; 95 %% within %(most)s")
        % {"most": lasting(measures.system_quantile(counts, 0.95))},
        _(
            "From when the handset wrote an entry, by its clock, to when a system said that it has "
            "it, over %(n)s deliveries: time without a signal and time until a decision are in it. "
            "Counted in steps that double, so right to within a factor of two, most often far less."
        )
        % {"n": said(sum(counts))},
    )


def _here(here: Waits) -> Tell:
    counts = merged(here.values())
    return Tell(
        _("Of that, here"),
        lasting(measures.system_quantile(counts, 0.5)),
        _("half within this; 95 %% within %(most)s")
        % {"most": lasting(measures.system_quantile(counts, 0.95))},
        _(
            "The same from when the entry reached us: what Fieldbook, the decision and the "
            "system took."
        ),
    )


def _unsent(asked: Asked) -> Tell:
    found = standing.unsent(asked.span.units)
    return Tell(
        _("Not sent yet"),
        said(found.entries) if found else "–",
        _("on %(handsets)s handsets; the longest unheard of for %(age)s")
        % {
            "handsets": said(found.handsets) if found else "–",
            "age": age(found.quiet_since) if found else "–",
        },
        _(
            "Each handset numbers what it writes and says how far it has come. Counted is what it "
            "gave a number and we do not hold, over officers who serve in these units today, "
            "whatever days were chosen. What a handset wrote since it was last heard, nobody here "
            "can know; of what is missing we know that it is at least as old as that, to within an "
            "hour."
        ),
    )


def _alone(left: Mapping[int, Left], sums: Mapping[int, SystemSums]) -> Tell:
    """Of systems that entries of these units go to."""
    found = [one for system, one in left.items() if system in sums]
    still = sum(one.open for one in found)
    return Tell(
        _("Systems left alone"),
        said(sum(one.times for one in found)),
        _("%(lasted)s in all; %(still)s at this moment")
        % {"lasted": lasting(sum(one.seconds for one in found)), "still": said(still)},
        _(
            "How often a system that did not answer was left alone for a minute or longer on these "
            "days. What was for it waited and went out afterwards, in its order. A system belongs "
            "to no unit: this is the same for all."
        ),
    )


def _times(named: list[tuple[str, int]], tapped: Waits, here: Waits) -> list[tuple[str, Chart]]:
    return [
        (_("From the tap to a yes: half, with 5 % and 95 %"), _quantiles(named, tapped)),
        (_("From when we had it to a yes: half, with 5 % and 95 %"), _quantiles(named, here)),
    ]


def _quantiles(named: list[tuple[str, int]], waits: Waits) -> Chart:
    rows = [(name, _three(waits[pk])) for name, pk in named if sum(waits.get(pk, ()))]
    minutes = any(high > 600 for _name, (*_rest, high) in rows)
    size = 60.0 if minutes else 1.0
    found = [(name, half / size, low / size, high / size) for name, (low, half, high) in rows]
    return charts.intervals(found, unit=_("minutes") if minutes else _("seconds"))


def _three(counts: tuple[int, ...]) -> tuple[float, float, float]:
    """Seconds within which 5 %, half and 95 % were accepted; of counts that are not all nought."""
    found = [measures.system_quantile(counts, of) or 0.0 for of in (0.05, 0.5, 0.95)]
    return found[0], found[1], found[2]


def _became(
    named: list[tuple[str, int]], sums: Mapping[int, SystemSums]
) -> list[tuple[str, dict[str, float]]]:
    words = {
        _("accepted"): "accepted",
        _("refused"): "refused",
        _("with a person"): "dead",
        _("under way"): "waiting",
    }
    return [
        (name, {word: float(getattr(sums[pk], column)) for word, column in words.items()})
        for name, pk in named
    ]


def _often(named: list[tuple[str, int]], left: Mapping[int, Left]) -> list[tuple[str, float]]:
    return [(name, float(left[pk].times)) for name, pk in named if pk in left]
