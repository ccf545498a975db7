"""Routes of the API."""

from django.urls import path

from field_api.queries import api

api_urlpatterns = [
    path("queries", api.Queries.as_view(), name="queries"),
    path("queries/<uuid:id>", api.OneQuery.as_view(), name="query"),
]
