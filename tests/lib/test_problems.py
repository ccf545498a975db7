import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions

from field_api.lib import problems, trace
from field_api.lib.problems import Fault, Problem


def test_a_problem_is_one_document() -> None:
    trace.begin("0123456789abcdef")
    made = Problem(
        409, "id-conflict", "Known", "Another content.", [Fault("/a", "b", "c")], members={"max": 3}
    )
    assert made.document() == {
        "type": "urn:fieldbook:problem:id-conflict",
        "title": "Known",
        "status": 409,
        "detail": "Another content.",
        "code": "id-conflict",
        "error": "id-conflict",
        "trace": "0123456789abcdef",
        "max": 3,
        "errors": [{"pointer": "/a", "code": "b", "detail": "c"}],
    }


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404("table identity_officer"), 404, "not-found"),
        (PermissionDenied(), 403, "not-allowed"),
        (exceptions.NotAuthenticated(), 401, "unauthenticated"),
        (exceptions.PermissionDenied(), 403, "not-allowed"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method-not-allowed"),
        (exceptions.NotAcceptable(), 406, "not-acceptable"),
        (exceptions.UnsupportedMediaType("text/x"), 415, "unsupported-media-type"),
        (exceptions.Throttled(), 429, "too-many-requests"),
        (exceptions.ParseError(), 400, "malformed-request"),
        (exceptions.ValidationError("no"), 400, "malformed-request"),
    ],
)
def test_every_refusal_of_a_framework_becomes_one(error: Exception, status: int, code: str) -> None:
    problem = problems.of(error)
    assert problem and (problem.status, problem.code) == (status, code)
    assert "identity_officer" not in str(problem.document())


def test_a_challenge_stays_with_the_answer() -> None:
    error = exceptions.NotAuthenticated()
    error.auth_header = 'Bearer realm="fieldbook"'  # type: ignore[attr-defined]
    answer = problems.answer(error, {})
    assert answer and answer.headers["WWW-Authenticate"] == 'Bearer realm="fieldbook"'
    assert answer.content_type == "application/problem+json"


def test_a_problem_is_answered_with_its_headers() -> None:
    answer = problems.answer(Problem(503, "busy", "Busy", headers={"Retry-After": "5"}), {})
    assert answer and (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("error", [ZeroDivisionError(), KeyError("x"), ValueError()])
def test_a_fault_of_ours_is_not_dressed_as_a_refusal(error: Exception) -> None:
    assert problems.of(error) is None
    assert problems.answer(error, {}) is None
