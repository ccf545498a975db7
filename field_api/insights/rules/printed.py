"""Figures as a paper: what a page shows, with its marking on every page of it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from field_api.insights.rules.pictures import Chart

Part = dict[str, Any]
Figures = Sequence[tuple[str, Chart]]
"""Each picture under its title."""

_COLUMNS = {"intervals": ("", "at least", "at most")}


def paper(
    *,
    title: str,
    reference: str,
    marking: str,
    dated: str,
    about: Iterable[tuple[str, str]],
    figures: Figures,
) -> Part:
    """The document that `connectors.actions.papers.pdf` sets. `dated` is ISO 8601 with its offset;
    `about` says which days, unit and kind these are figures of."""
    return {
        "title": title,
        "reference": reference,
        "marking": marking,
        "version": "",
        "dated": dated,
        "sections": [
            {"heading": "What was counted", "rows": [_row(*each) for each in about]},
            *(_section(title, chart) for title, chart in figures),
        ],
    }


def _section(title: str, chart: Chart) -> Part:
    unit = f", {chart.unit}" if chart.unit else ""
    rows = list(_rows(chart)) or [_row("Nothing", "was counted in these days")]
    return {"heading": f"{title}{unit}", "rows": rows}


def _rows(chart: Chart) -> Iterator[Part]:
    columns = chart.columns or _COLUMNS.get(chart.shape, ("",))
    for label, figures in chart.table:
        said = (f"{c} {f}".strip() for c, f in zip(columns, figures, strict=False) if f)
        yield _row(label, "; ".join(said))


def _row(label: str, value: str) -> Part:
    return {"label": label, "value": value}
