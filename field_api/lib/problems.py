"""Every refusal as one problem document (RFC 9457) with a stable `code`.

`error` repeats `code` because unmodified replication clients look for that member.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext
from rest_framework import exceptions
from rest_framework.response import Response

from field_api.lib import trace

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place. `pointer` is an RFC 6901 JSON pointer."""

    pointer: str
    code: str
    detail: str


class Problem(Exception):
    """Raise anywhere below a door; the door answers with the document.

    Title and detail are written in English and answered in the language that was asked for, where
    they are whole sentences of the catalogue. `headers` go onto the answer (Retry-After,
    WWW-Authenticate); `members` are RFC 9457 extensions.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        errors: Sequence[Fault] | None = None,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.errors, self.headers, self.members = (
            errors or (),
            headers or {},
            members or {},
        )

    def document(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": f"urn:fieldbook:problem:{self.code}",
            "title": gettext(self.title),
            "status": self.status,
            "detail": gettext(self.detail) if self.detail else "",
            "code": self.code,
            "error": self.code,
            "trace": trace.current(),
            **self.members,
        }
        if self.errors:
            body["errors"] = [asdict(fault) for fault in self.errors]
        return body


_CODES = {
    400: "malformed-request",
    401: "unauthenticated",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    415: "unsupported-media-type",
    429: "too-many-requests",
}


def of(error: Exception) -> Problem | None:
    """The problem an exception amounts to; None for a fault of ours, which must stay a 500."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return Problem(404, "not-found", "Not found")
    if isinstance(error, PermissionDenied):
        return Problem(403, "not-allowed", "Not allowed")
    if isinstance(error, exceptions.APIException):
        code = _CODES.get(error.status_code, "refused")
        headers = {}
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
        title = str(error.default_detail)
        return Problem(error.status_code, code, title, str(error.detail), headers=headers)
    return None


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER."""
    problem = of(error)
    if problem is None:
        return None
    return Response(
        problem.document(),
        status=problem.status,
        headers=dict(problem.headers),
        content_type=MEDIA_TYPE,
    )
