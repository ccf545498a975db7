"""All doors: the API under /api/v1/, pages at the root, and what operators ask."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularJSONAPIView

from backend import health, metrics, wellknown

_Patterns = list[URLPattern | URLResolver]


def _doors() -> list[ModuleType]:
    """The urls module of every subject that has one; first the doors that handsets come to again
    and again, for Django tries one pattern after another.
    """
    subjects = sorted(settings.SUBJECTS, key=lambda subject: str(subject) != "field_api.sync")
    named = [f"{subject}.urls" for subject in subjects]
    return [import_module(name) for name in named if find_spec(name)]


def _patterns(variable: str) -> _Patterns:
    return [pattern for door in _doors() for pattern in getattr(door, variable, ())]


urlpatterns: _Patterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/working", health.working, name="health-working"),
    path("metrics", metrics.page, name="metrics"),
    path("language", set_language, name="language"),
    path(".well-known/security.txt", wellknown.security, name="security-txt"),
    path("api/v1/schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("api/v1/", include(_patterns("api_urlpatterns"))),
    path("", include(_patterns("page_urlpatterns"))),
]

handler400 = "backend.refusals.bad_request"
handler403 = "backend.refusals.forbidden"
handler404 = "backend.refusals.not_found"
handler500 = "backend.refusals.failed"
