"""/metrics for Prometheus: requests by route, and what the rows say of the work (work.py).

Labels hold route names, states and system codes; never an officer, an entry or a search term.
"""

import hmac
import os
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from backend.work import WorkCollector

_REQUESTS = Counter("fieldbook_http_requests", "Requests answered", ["method", "route", "status"])
_SECONDS = Histogram(
    "fieldbook_http_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class MetricsMiddleware:
    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.answer(request)
        route = request.resolver_match.route if request.resolver_match else "none"
        # A made-up method would make a made-up time series.
        method = request.method if request.method in _METHODS else "other"
        _REQUESTS.labels(method, route, response.status_code).inc()
        _SECONDS.labels(route).observe(time.perf_counter() - begun)
        return response


def page(request: HttpRequest) -> HttpResponse:
    """Prometheus text; 404 for whoever may not read it, as if it weren't there."""
    if not _may_read(request):
        return HttpResponse(status=404)
    work = CollectorRegistry(auto_describe=False)
    work.register(WorkCollector())
    try:
        body = generate_latest(_requests()) + generate_latest(work)
    except DatabaseError:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token:
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # Behind a proxy on this host every stranger seems to come from loopback.
    near = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")
    return near and not settings.SITE_PROXY


def _requests() -> CollectorRegistry:
    """All web processes together where they share a directory, else this one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared
