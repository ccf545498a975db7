"""Agreements, what takes two people, and broken glass."""

from django.urls import path

from field_api.policy import api, pages
from field_api.policy.api import glass, proposals

api_urlpatterns = [
    path("agreements", api.Agreements.as_view(), name="agreements"),
    path("agreements/<uuid:agreement>/accept", api.Accept.as_view(), name="agreement-accept"),
    path("agreements/<uuid:agreement>/revoke", api.Revoke.as_view(), name="agreement-revoke"),
    path("proposals", proposals.Proposals.as_view(), name="proposals"),
    path("proposals/postings", proposals.Postings.as_view(), name="propose-posting"),
    path("proposals/devices", proposals.Devices.as_view(), name="propose-device"),
    path("proposals/<uuid:proposal>/approve", proposals.Approve.as_view(), name="proposal-approve"),
    path("proposals/<uuid:proposal>/refuse", proposals.Refuse.as_view(), name="proposal-refuse"),
    path("glass", glass.Broken.as_view(), name="glass"),
    path("glass/<uuid:glass_id>/review", glass.Review.as_view(), name="glass-review"),
]

page_urlpatterns = [
    path("desk/agreements/", pages.agreements, name="desk-agreements"),
    path("desk/persons/", pages.persons, name="desk-persons"),
    path("desk/persons/propose", pages.propose, name="desk-propose"),
    path("desk/persons/<uuid:proposal>/", pages.person, name="desk-person"),
    path("desk/people/", pages.people, name="desk-people"),
    path("desk/people/<int:officer>/", pages.officer, name="desk-officer"),
    path("desk/people/groups/", pages.groups, name="desk-groups"),
    path("desk/people/groups/<int:group>/", pages.group, name="desk-group"),
    path("desk/people/force", pages.force, name="desk-force"),
    path("desk/glass/", pages.glass, name="desk-glass"),
    path("desk/administration/units/", pages.units, name="desk-units"),
    path("desk/administration/units/<int:unit>/", pages.unit, name="desk-unit"),
    path("desk/administration/import/<slug:what>/", pages.bring, name="desk-bring"),
    path("desk/administration/imports/<uuid:found>/", pages.one_import, name="desk-import"),
    path("desk/administration/export/<slug:what>.csv", pages.export, name="desk-take-away"),
]
