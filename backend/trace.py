"""Give every request its trace id, and its answer the same one back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from field_api.lib import trace


class TraceMiddleware:
    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = trace.begin(request.headers.get("X-Trace-Id"))
        response = self.answer(request)
        response["X-Trace-Id"] = begun
        return response
