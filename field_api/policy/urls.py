"""Agreements between forces and with partners."""

from django.urls import path

from field_api.policy import api, pages

api_urlpatterns = [
    path("agreements", api.Agreements.as_view(), name="agreements"),
    path("agreements/<uuid:agreement>/accept", api.Accept.as_view(), name="agreement-accept"),
    path("agreements/<uuid:agreement>/revoke", api.Revoke.as_view(), name="agreement-revoke"),
]

page_urlpatterns = [path("desk/agreements/", pages.agreements, name="desk-agreements")]
