"""What every answer tells the browser."""

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from backend.headers import HeadersMiddleware

pytestmark = pytest.mark.django_db


def test_every_answer_is_guarded_and_kept_by_nobody(client):
    answer = client.get("/health/live")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (
        "require-trusted-types-for 'script'; trusted-types shell"
        in (answer["Content-Security-Policy"])
    )
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "microphone=(self)" in answer["Permissions-Policy"]


def test_a_nonce_is_allowed_only_where_a_page_used_it():
    def page(request):
        used = Template("{{ request.csp_nonce }}").render(Context({"request": request}))
        return HttpResponse(used)

    first, second = (HeadersMiddleware(page)(RequestFactory().get("/")) for _ in range(2))
    assert f"'nonce-{first.content.decode()}'" in first["Content-Security-Policy"]
    assert first.content != second.content
    bare = HeadersMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert "nonce" not in bare["Content-Security-Policy"]


def test_a_view_may_allow_its_answer_to_be_kept():
    def forms(request):
        return HttpResponse(headers={"Cache-Control": "private, no-cache"})

    answer = HeadersMiddleware(forms)(RequestFactory().get("/"))
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_trace_id_comes_back_unless_it_is_not_one(client):
    given = client.get("/health/live", headers={"X-Trace-Id": "handset-0001"})
    forged = client.get("/health/live", headers={"X-Trace-Id": "x\" or '1'='1"})
    assert given["X-Trace-Id"] == "handset-0001"
    assert forged["X-Trace-Id"] != "x\" or '1'='1"


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere"])
def test_an_unknown_door_answers_with_a_problem(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not-found"


def test_pages_may_also_speak_to_where_handsets_wait_and_nowhere_else(client, settings):
    here = client.get("/health/live")["Content-Security-Policy"]
    settings.WAKE_URL = "https://wake.example:8001"
    there = client.get("/health/live")["Content-Security-Policy"]
    assert "connect-src 'self'; " in here
    assert "connect-src 'self' https://wake.example:8001; " in there
