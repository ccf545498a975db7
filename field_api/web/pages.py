"""The public shell: the handset page, its service worker, its manifest. No data passes here."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from field_api.web import rules

_REVALIDATE = cache_control(no_cache=True)


@require_safe
@_REVALIDATE
def handset(request: HttpRequest) -> HttpResponse:
    """The one page of the handset; which screen is shown is decided by the fragment, on the phone.

    The service worker keeps the answer with its headers, so nonce and policy stay a pair offline.
    """
    return render(request, "web/handset.html", _shell(getattr(request, "csp_nonce", "")))


@require_safe
@_REVALIDATE
def service_worker(request: HttpRequest) -> HttpResponse:
    """Script with the shell's hashed addresses; its bytes differ whenever the shell does."""
    urls = _shell_urls()
    version = rules.version_of(render_to_string("web/handset.html", _shell("")), urls)
    context = {"version": version, "urls": urls}
    return render(request, "web/sw.js", context, content_type="text/javascript")


@require_safe
@_REVALIDATE
def manifest(request: HttpRequest) -> JsonResponse:
    """W3C web application manifest; makes the page installable."""
    icons = [
        {"src": static("web/icon.svg"), "type": "image/svg+xml", "sizes": "any"},
        {"src": static("web/icon-192.png"), "type": "image/png", "sizes": "192x192"},
        {"src": static("web/icon-512.png"), "type": "image/png", "sizes": "512x512"},
    ]
    body = {
        "id": "/",
        "name": "Fieldbook",
        "short_name": "Fieldbook",
        "description": "Write it once, in the street.",
        "lang": "en-GB",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": rules.THEME,
        "theme_color": rules.THEME,
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json")


def _shell(nonce: str) -> dict[str, Any]:
    modules = {name: static(f"web/{name}.js") for name in rules.MODULES}
    return {
        "imports": [(f"fieldbook/{name}", url) for name, url in modules.items()],
        "modules": list(modules.values()),
        "start": modules["app"],
        "nonce": nonce,
    }


def _shell_urls() -> list[str]:
    names = [
        *(f"web/{name}.js" for name in rules.MODULES),
        *(f"web/{name}.css" for name in rules.STYLES),
        *(f"web/{name}" for name in rules.ICONS),
    ]
    return [static(name) for name in names]
