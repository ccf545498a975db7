"""The public shell: the handset page, its service worker, its manifest. No data passes here."""

from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from field_api.web import rules
from field_api.web.shell import Shell, shell

_REVALIDATE = cache_control(no_cache=True)


@require_safe
@_REVALIDATE
def handset(request: HttpRequest) -> HttpResponse:
    """The one page of the handset; which screen is shown is decided by the fragment, on the phone.

    The service worker keeps the answer with its headers, so nonce and policy stay a pair offline.
    """
    whole = shell()
    nonce = getattr(request, "csp_nonce", "")
    with _english():
        context = _context(whole, nonce=nonce, version=_version(whole))
        return render(request, "web/handset.html", context)


@require_safe
@_REVALIDATE
def service_worker(request: HttpRequest) -> HttpResponse:
    """Script with the shell's hashed addresses; its bytes differ whenever the shell does."""
    whole = shell()
    with _english():
        context = {"version": _version(whole), "urls": whole.urls}
    return render(request, "web/sw.js", context, content_type="text/javascript")


@require_safe
@_REVALIDATE
def manifest(request: HttpRequest) -> JsonResponse:
    """W3C web application manifest; makes the page installable."""
    return JsonResponse(_manifest(), content_type="application/manifest+json")


def _manifest() -> dict[str, Any]:
    small = _icon("icon-192.png", "192x192")
    return {
        "id": "/",
        "name": "Fieldbook",
        "short_name": "Fieldbook",
        "description": "Write it once, in the street.",
        "lang": "en-GB",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        # A phone has one notebook: a shortcut leads its window on and opens no second.
        "launch_handler": {"client_mode": "navigate-existing"},
        "background_color": rules.THEME,
        "theme_color": rules.THEME,
        "icons": [
            _icon("icon.svg", "any", type="image/svg+xml"),
            small,
            _icon("icon-512.png", "512x512"),
            _icon("icon-maskable.png", "512x512", purpose="maskable"),
        ],
        "shortcuts": [
            {"name": "New entry", "short_name": "New", "url": "/#/new", "icons": [small]},
            {"name": "My work", "url": "/#/work", "icons": [small]},
        ],
    }


def _icon(name: str, sizes: str, **more: str) -> dict[str, str]:
    return {"src": static(f"web/{name}"), "type": "image/png", "sizes": sizes, **more}


def _english() -> AbstractContextManager[None]:
    """One markup for everybody: it is kept on phones, where the script puts it into words."""
    return translation.override(settings.LANGUAGE_CODE)


def words() -> dict[str, str]:
    """Address of each language's catalogue."""
    return {code: static(f"web/words-{code}.json") for code in rules.LANGUAGES}


def _context(whole: Shell, *, nonce: str, version: str) -> dict[str, Any]:
    return {
        "app": rules.APP,
        "version": version,
        "shell": whole,
        "imports": whole.imports,
        "words": words(),
        "nonce": nonce,
    }


def _version(whole: Shell) -> str:
    page = render_to_string("web/handset.html", _context(whole, nonce="", version=""))
    worker = render_to_string("web/sw.js", {"version": "", "urls": whole.urls})
    return rules.version_of(page, worker)
