from django.urls import path

from field_api.alerts import api, pages

api_urlpatterns = [path("alerts/receipts", api.Receipts.as_view(), name="alert-receipts")]

page_urlpatterns = [
    path("desk/alerts/", pages.alerts, name="desk-alerts"),
    path("desk/alerts/new", pages.new, name="desk-alert-new"),
    path("desk/alerts/<uuid:alert>/", pages.one, name="desk-alert"),
]
