"""What published summaries say: each total as it was published, by year and for all years."""

from field_api.identity.models import Officer
from field_api.insights.models import Summary, SummaryCount
from field_api.insights.rules.crossed import Crossed
from field_api.insights.rules.summaries import METRICS, published


def summaries(officer: Officer) -> list[Summary]:
    """Those of the forces whose figures the officer may read, the newest first."""
    return list(Summary.objects.visible_to(officer).order_by("-loaded_at", "pk"))


def years(summary: Summary) -> list[int]:
    found = SummaryCount.objects.filter(summary=summary).order_by("year")
    return list(found.values_list("year", flat=True).distinct())


def summed(summary: Summary, year: int | None = None, area: str = "") -> list[Crossed]:
    """Object, legislation and outcome by ethnicity: of a year and an area (its code), or of all."""
    rows = SummaryCount.objects.filter(summary=summary)
    rows = rows.filter(year=year) if year else rows
    rows = rows.filter(area_code=area) if area else rows
    found = list(rows.values_list("metric", "ethnicity", "category", "count"))
    return [
        published([(who, what, n) for of, who, what, n in found if of == metric], metric, title)
        for metric, title in METRICS.items()
    ]
