"""Six systems at once, each with a habit of its own: every leg says what became of it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from field_api.connectors import actions as connectors
from field_api.connectors.models import QuestionCircuit
from field_api.connectors.rules.circuit import IN_ROW, Signal
from field_api.queries import actions as queries
from field_api.queries.models import Leg, Query
from tests.queries.seen import and_close, read, run_leg

Ask = Callable[..., Query]
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def scripted() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "backend.bench.scripted"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.fixture
def six(threads: None, scripted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIPTED", "of-the-script")
    for code in ("fast", "slow", "late", "rejecting", "dead", "suspended"):
        system = connectors.register(
            code=code,
            name=code.title(),
            kind="rest_json",
            config={"base_url": NOWHERE if code == "dead" else f"{scripted}/{code}"},
            secret_ref="env:SCRIPTED",
            answers_queries=["vehicle"],
        )
    connectors.signal(system, [Signal.ILL] * IN_ROW, reason="silent", door=QuestionCircuit)


def seen(query: Query) -> dict[str, tuple[str, str, bool]]:
    return {leg["system"]: (leg["state"], leg["why"], leg["late"]) for leg in read(query)["legs"]}


def test_every_leg_of_six_says_what_became_of_it(
    transactional_db: None, six: None, unheard: Ask
) -> None:
    codes = ("fast", "slow", "late", "rejecting", "dead", "suspended")
    query = unheard(*codes, deadline_ms=1_200)
    with ThreadPoolExecutor(len(codes)) as pool:
        running = [pool.submit(and_close, run_leg, leg) for leg in query.legs.all()]
        queries.wait(query, since=None, seconds=10)
        at_the_deadline = read(query)
        in_time = seen(query)
        for each in running:
            each.result()
    assert in_time == {
        "fast": ("answered", "", False),
        "slow": ("answered", "", False),
        "late": ("timed_out", "silent", False),
        "rejecting": ("failed", "refused", False),
        "dead": ("failed", "unreachable", False),
        "suspended": ("not_asked", "suspended", False),
    }
    assert at_the_deadline["complete"] is True
    query.refresh_from_db()
    assert query.completed_at == query.deadline_at
    assert seen(query)["late"] == ("answered", "", True)
    assert not query.legs.exclude(lease_until=None).exists()


def test_a_slow_system_is_asked_once_and_never_hedged(
    transactional_db: None, six: None, unheard: Ask
) -> None:
    query = unheard("slow", deadline_ms=4_000)
    leg = query.legs.get()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(and_close, run_leg, leg)
        while Leg.objects.filter(pk=leg.pk, started_at=None).exists():
            time.sleep(0.01)
        again = [run_leg(leg) for _ in range(3)]
        asked = [*again, running.result()]
    assert asked.count(True) == 1
    assert Leg.objects.count() == 1
