from django.urls import path

from field_api.situation import api, pages

api_urlpatterns = [
    path("situation", api.Situation.as_view(), name="situation"),
    path("situation/ground", api.Ground.as_view(), name="situation-ground"),
]

page_urlpatterns = [
    path("desk/map/", pages.situation, name="desk-map"),
    path("desk/map/spots", pages.spots, name="desk-map-spots"),
]
