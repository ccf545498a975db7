"""Routes of the API and of the desk."""

from django.urls import path

from field_api.intelligence import api, pages

api_urlpatterns = [
    path("recognise", api.Recognise.as_view(), name="recognise"),
    path("judgements", api.Judgements.as_view(), name="judgements"),
    path("judgements/<uuid:judgement>/reverse", api.Reversal.as_view(), name="judgement-reverse"),
    path("submissions/<uuid:submission>/mentions", api.SpokenOf.as_view(), name="mentions"),
    path("known", api.Known.as_view(), name="known"),
]

page_urlpatterns = [
    path("desk/records/<uuid:mention>/", pages.card, name="desk-record"),
    path("desk/indicators/", pages.indicators, name="desk-indicators"),
    path("desk/indicators/<uuid:mention>/<slug:kind>/", pages.indicator, name="desk-indicator"),
    path("desk/<uuid:submission>/mentions/", pages.of_submission, name="desk-mentions"),
]
