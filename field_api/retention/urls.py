from django.urls import path

from field_api.retention import api, pages

api_urlpatterns = [
    path("retention", api.Reviews.as_view(), name="retention"),
    path("submissions/<uuid:submission>/retention", api.OneReview.as_view(), name="retention-one"),
    path("submissions/<uuid:submission>/hold", api.Hold.as_view(), name="retention-hold"),
    path(
        "submissions/<uuid:submission>/hold/<uuid:hold>/lift",
        api.Lift.as_view(),
        name="retention-lift",
    ),
    path("submissions/<uuid:submission>/disposal", api.Disposal.as_view(), name="disposal"),
]

page_urlpatterns = [
    path("desk/retention/", pages.listed, name="desk-retention"),
    path("desk/<uuid:submission>/retention/", pages.one, name="desk-retention-one"),
]
