"""Routes of the public shell. They stand at the root: a service worker rules only its folder."""

from django.urls import path

from field_api.web import pages

page_urlpatterns = [
    path("", pages.handset, name="handset"),
    path("sw.js", pages.service_worker, name="service-worker"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("desk/forms/<slug:kind>/<int:version>/try/", pages.try_form, name="desk-form-try"),
    path("desk/forms/drafts/<uuid:draft>/try/", pages.try_draft, name="desk-form-draft-try"),
]
