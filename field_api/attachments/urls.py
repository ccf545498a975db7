from django.urls import path

from field_api.attachments import api

api_urlpatterns = [
    path("files/", api.Files.as_view(), name="files"),
    path("files/<uuid:file>", api.OneFile.as_view(), name="file"),
]
