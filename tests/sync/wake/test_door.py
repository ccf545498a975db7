"""Who is let in, in which words the others are refused, and what operators hear."""

import subprocess
import sys
from collections.abc import Iterator

import httpx2
import pytest

from backend.runtime.processes import Supervisor
from field_api.lib.problems import Problem
from field_api.sync.wake.refusals import Refusal
from tests.house import tree
from tests.sync.wake.conftest import PAGES, STREAM, WAIT, Held, Wake, ended, started

pytestmark = pytest.mark.django_db(transaction=True)

PROBLEM = "application/problem+json"


@pytest.mark.parametrize("path", [WAIT, STREAM])
def test_a_stranger_is_refused(wake: Wake, path: str) -> None:
    bare, unknown = wake.get(path), wake.get(path, "0" * 32)
    assert [answer.status_code for answer in (bare, unknown)] == [401, 401]
    assert [answer.json()["code"] for answer in (bare, unknown)] == [
        "unauthenticated",
        "token-unknown",
    ]
    assert bare.headers["WWW-Authenticate"] == 'DPoP algs="ES256"'
    assert bare.headers["Content-Type"] == PROBLEM
    assert bare.json()["error"] == bare.json()["code"]


@pytest.mark.parametrize(
    "asked",
    [{"cursor": "x"}, {"timeout": "-1"}, {"timeout": "soon"}, {"once": "maybe"}],
    ids=lambda asked: "=".join(*asked.items()),
)
def test_what_makes_no_sense_is_400(wake: Wake, held: Held, asked: dict[str, str]) -> None:
    answer = wake.get(WAIT, held.token, **asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")


def test_other_doors_and_other_methods_are_not_here(wake: Wake, held: Held) -> None:
    assert wake.get("/api/v1/sync/pull", held.token).status_code == 404
    answer = httpx2.post(wake.base + WAIT, headers={"Authorization": f"Bearer {held.token}"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_a_refusal_has_the_members_of_every_other_problem() -> None:
    ours = Refusal(503, "busy", "Ask again later.", "So.").document()
    assert ours == Problem(503, "busy", "Ask again later.", "So.").document()


def test_answers_are_kept_by_nobody_and_carry_their_trace(wake: Wake, held: Held) -> None:
    headers = {"Authorization": f"Bearer {held.token}", "X-Trace-Id": "handset-0001"}
    answer = httpx2.get(wake.base + WAIT, params={"timeout": "0"}, headers=headers)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Trace-Id"] == "handset-0001"


def preflight(wake: Wake, origin: str) -> httpx2.Response:
    asks = {"Access-Control-Request-Method": "GET", "Origin": origin}
    return httpx2.options(wake.base + STREAM, headers=asks)


def test_pages_of_the_site_may_ask_and_no_others(wake: Wake, held: Held) -> None:
    ours, theirs = preflight(wake, PAGES), preflight(wake, "https://elsewhere.example")
    assert (ours.status_code, ours.headers["Access-Control-Allow-Origin"]) == (204, PAGES)
    assert "authorization" in ours.headers["Access-Control-Allow-Headers"]
    assert theirs.status_code == 403
    assert "Access-Control-Allow-Origin" not in theirs.headers
    refused = httpx2.get(wake.base + WAIT, headers={"Origin": PAGES})
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, PAGES)
    assert refused.headers["Vary"] == "origin"


@pytest.fixture
def small(transactional_db: None, supervisor: Supervisor) -> Iterator[Wake]:
    """A process with room for two, of a site on HTTPS."""
    wake = started(supervisor, limit=2, https=True)
    yield wake
    ended(wake)


def test_one_too_many_is_told_to_come_again(small: Wake, held: Held) -> None:
    with small.stream(held.token) as first, small.stream(held.token) as second:
        first.until("retry")
        second.until("retry")
        answer = small.get(WAIT, held.token)
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert 5 <= int(answer.headers["Retry-After"]) <= 15
    small.until("fieldbook_wake_waiting", 0)
    assert small.get(WAIT, held.token, timeout=0).status_code == 204


def test_operators_hear_whether_it_lives_and_serves(wake: Wake, held: Held) -> None:
    assert wake.get("/health/live").json() == {"live": True}
    assert wake.get("/health/ready").json() == {"ready": True, "database": "answers"}
    assert held.officer.login not in wake.get("/metrics").text


def test_the_process_loads_no_django() -> None:
    program = "import sys, backend.asgi; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tree.ROOT, capture_output=True, text=True, check=True
    )
    assert "psycopg" in done.stdout.split()
    assert not {"django", "rest_framework", "celery"} & set(done.stdout.split())


@pytest.mark.parametrize("path", [WAIT, "/health/live", "/elsewhere"])
def test_every_answer_is_guarded_as_those_of_the_site(wake: Wake, path: str) -> None:
    told = wake.get(path).headers
    assert told["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert (told["X-Content-Type-Options"], told["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert told["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in told  # the tests' site is of this machine


def test_where_the_site_is_on_https_nobody_comes_otherwise_for_two_years(
    small: Wake, held: Held
) -> None:
    for answer in (small.get(WAIT), small.get(WAIT, held.token, timeout=0)):
        said = answer.headers["Strict-Transport-Security"]
        assert said == "max-age=63072000; includeSubDomains; preload"
