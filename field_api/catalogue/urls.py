from django.urls import path

from field_api.catalogue import api

api_urlpatterns = [path("forms", api.Forms.as_view(), name="forms")]
