from django.urls import path

from field_api.insights import api, pages
from field_api.insights.api.mine import Mine
from field_api.insights.pages import (
    assuming,
    health,
    mine,
    overview,
    quality,
    searches,
    tables,
    time,
)

api_urlpatterns = [
    path("returns", api.Returns.as_view(), name="returns"),
    path("returns/<slug:name>", api.Drawn.as_view(), name="return"),
    path("returns/<slug:name>/preview", api.Previewed.as_view(), name="return-preview"),
    path("returns/<slug:name>/deliveries", api.Sent.as_view(), name="return-deliveries"),
    path("insights", api.FigureTables.as_view(), name="insights"),
    path("insights/mine", Mine.as_view(), name="insights-mine"),
    path("insights/<slug:table>", api.Figures.as_view(), name="insights-table"),
]

page_urlpatterns = [
    path("insight/", overview.overview, name="insight"),
    path("insight/mine/", mine.mine, name="insight-mine"),
    path("insight/quality/", quality.quality, name="insight-quality"),
    path("insight/health/", health.health, name="insight-health"),
    path("insight/tables/<slug:table>.csv", tables.table, name="insight-table"),
    path("insight/time/", time.time, name="insight-time"),
    path("insight/time/parts/<slug:by>.csv", time.file, name="insight-time-file"),
    path("insight/time/method/<slug:name>/", time.method, name="insight-time-method"),
    path("insight/time/assumptions/", assuming.assumptions, name="insight-time-assumptions"),
    path("insight/time/survey/", assuming.survey, name="insight-time-survey"),
    path("insight/searches/", searches.searches, name="insight-searches"),
    path("insight/searches/pack", searches.pack, name="insight-searches-pack"),
    path("insight/searches/published/", searches.published, name="insight-searches-published"),
    path("desk/returns/", pages.returns, name="desk-returns"),
    path("desk/returns/files/", pages.files, name="desk-returns-files"),
]
