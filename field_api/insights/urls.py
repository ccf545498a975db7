from django.urls import path

from field_api.insights import api, pages

api_urlpatterns = [
    path("returns/stop-search", api.StopSearchReturn.as_view(), name="return-stop-search"),
    path("returns/use-of-force", api.UseOfForceReturn.as_view(), name="return-use-of-force"),
]

page_urlpatterns = [path("desk/returns/", pages.returns, name="desk-returns")]
