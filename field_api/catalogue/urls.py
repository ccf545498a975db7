from django.urls import path

from field_api.catalogue import api

api_urlpatterns = [
    path("forms", api.Forms.as_view(), name="forms"),
    path("forms/<slug:kind>/<int:version>", api.OneForm.as_view(), name="one-form"),
    path("lists", api.Lists.as_view(), name="lists"),
    path("lists/<slug:name>/<int:version>", api.OneList.as_view(), name="one-list"),
]
