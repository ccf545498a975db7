"""Routes of the API."""

from django.urls import path

from field_api.queries import api, exports

api_urlpatterns = [
    path("queries", api.Queries.as_view(), name="queries"),
    path("queries/<uuid:id>", api.OneQuery.as_view(), name="query"),
    path("queries/<uuid:id>/export", exports.Export.as_view(), name="query-export"),
    path("queries/<uuid:id>/export/paper", exports.Paper.as_view(), name="query-export-paper"),
    path("queries/<uuid:id>/judgements", api.Judging.as_view(), name="query-judgements"),
    path(
        "queries/<uuid:id>/judgements/<uuid:judgement>/reverse",
        api.Reversal.as_view(),
        name="query-judgement-reverse",
    ),
]
