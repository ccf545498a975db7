"""What the console does, over the API: the same acts, with the same rights."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from rest_framework.test import APIClient

from field_api.catalogue import actions as catalogue
from field_api.connectors.models import System
from field_api.delivery.models import Replay, Task
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.oversight.models import Alert, Difference, Reconciliation
from tests import handset, make
from tests.oversight.letters import REASON, attempt, delivery
from tests.submissions.desk import INTEL, sent

NOBODY = UUID("00000000-0000-4000-8000-000000000000")


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def api(sergeant: Officer) -> APIClient:
    return make.signed_in(sergeant)


@pytest.fixture
def records(db: None) -> System:
    made = make.system()
    return made


def post(api: APIClient, path: str, body: dict[str, Any] | None = None) -> Any:
    return api.post(f"/api/v1/{path}", body or {}, format="json")


def test_a_system_is_paused_and_its_health_says_so(
    api: APIClient, sergeant: Officer, records: System
) -> None:
    delivery(records, state="due")
    assert post(api, "systems/records/pause", {"reason": "Being moved"}).status_code == 200
    (one,) = api.get("/api/v1/systems/health").json()["systems"]
    assert (one["word"], one["waiting"], one["pause_reason"]) == ("paused", 1, "Being moved")
    assert one["paused_by"] == sergeant.display_name
    assert post(api, "systems/records/resume", {"reason": "Moved"}).json()["state"] == "active"
    assert post(api, "systems/records/drain", {"reason": "Again"}).json()["state"] == "draining"


def test_a_pause_that_ends_before_it_begins_is_refused(api: APIClient, records: System) -> None:
    body = {"reason": "x", "until": "2020-01-01T00:00:00Z"}
    answer = post(api, "systems/records/pause", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed-request")


def test_letters_are_grouped_and_listed(api: APIClient, records: System) -> None:
    rows = [delivery(records, reason=REASON) for _ in range(2)]
    (one,) = api.get("/api/v1/letters").json()["groups"]
    assert (one["system"], one["state"], one["count"]) == ("records", "rejected", 2)
    whole = api.get(f"/api/v1/letters/{one['key']}").json()
    assert set(whole["deliveries"]) == {str(row.pk) for row in rows}


def test_a_doubt_is_settled_and_a_head_skipped(api: APIClient, records: System) -> None:
    doubtful, stuck = delivery(records, state="uncertain"), delivery(records, state="poisoned")
    body = {"outcome": "delivered", "reference": "X-9", "reason": "Asked"}
    assert post(api, f"deliveries/{doubtful.pk}/vouch", body).json()["state"] == "delivered"
    answer = post(api, f"deliveries/{stuck.pk}/skip", {"reason": "A test entry"})
    assert answer.json()["state"] == "cancelled"
    again = post(api, f"deliveries/{doubtful.pk}/vouch", body)
    assert (again.status_code, again.json()["code"]) == (409, "not-in-doubt")


def test_an_entry_is_traced_by_those_who_may_read_it(api: APIClient, records: System) -> None:
    catalogue.publish_builtin()
    submission = sent(handset.of(), INTEL)
    first = delivery(records, submission, "uncertain", removed=["/items/0/source"])
    attempt(first, "uncertain")
    delivery(records, submission, "due", lane_seq=2)
    one, two = api.get(f"/api/v1/submissions/{submission}/trace").json()["legs"]
    assert (one["removed"], two["held_behind"]) == (["/items/0/source"], 1)
    assert [step["outcome"] for step in one["steps"]] == ["uncertain"]
    assert Event.objects.filter(act="consultation").count() == 1
    elsewhere = make.signed_in(make.supervisor(posted=make.unit("Elsewhere")))
    assert elsewhere.get(f"/api/v1/submissions/{submission}/trace").status_code == 404
    assert Event.objects.filter(act="consultation").count() == 1


def test_a_replay_is_planned_ordered_seen_and_stopped(api: APIClient, records: System) -> None:
    row = delivery(records, reason=REASON)
    body = {"system": "records", "scope": {"deliveries": [str(row.pk)]}}
    planned = post(api, "replays/plan", body).json()
    assert (planned["goes"], planned["needs_a_second"]) == (1, False)
    assert not Replay.objects.exists()
    made = post(api, "replays", {**body, "reason": "Mended"})
    assert made.status_code == 201
    (listed,) = api.get("/api/v1/replays").json()["replays"]
    assert listed == api.get(f"/api/v1/replays/{listed['id']}").json()
    stopped = post(api, f"replays/{listed['id']}/stop", {"reason": "Wrong one"})
    assert stopped.json()["state"] == "stopped"


def test_a_second_person_lets_a_large_replay_begin(
    api: APIClient, sergeant: Officer, records: System
) -> None:
    waiting = Replay.objects.create(
        system=records, scope={}, reason="x", total=99, requested_by=sergeant
    )
    own = post(api, f"replays/{waiting.pk}/second")
    assert (own.status_code, own.json()["code"]) == (403, "own-replay")
    other = post(make.signed_in(make.supervisor()), f"replays/{waiting.pk}/second")
    assert other.json()["state"] == "running"


def test_another_forces_delivery_is_in_no_scope(api: APIClient, records: System) -> None:
    row = delivery(records, force="35")
    body = {"system": "records", "scope": {"deliveries": [str(row.pk)]}, "reason": "x"}
    answer = post(api, "replays", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-to-send")
    assert post(api, "replays/plan", {**body, "reason": "x"}).json()["total"] == 0


def test_another_force_reads_no_replay_and_steers_none(
    api: APIClient, sergeant: Officer, records: System
) -> None:
    theirs = make.officer(posted=make.unit(of=make.force("35")), role=Role.FORCE_ADMIN)
    elsewhere = make.signed_in(theirs)
    made = Replay.objects.create(
        system=records, scope={}, reason="x", total=99, requested_by=sergeant
    )
    assert elsewhere.get("/api/v1/replays").json()["replays"] == []
    assert elsewhere.get(f"/api/v1/replays/{made.pk}").status_code == 404
    assert post(elsewhere, f"replays/{made.pk}/second").status_code == 404
    assert post(elsewhere, f"replays/{made.pk}/stop", {"reason": "x"}).status_code == 404
    assert len(api.get("/api/v1/replays").json()["replays"]) == 1


def test_a_task_is_done(api: APIClient, records: System) -> None:
    task = Task.objects.create(delivery=delivery(records), todo="erase")
    (listed,) = api.get("/api/v1/tasks?todo=erase").json()["tasks"]
    assert listed["id"] == task.pk
    answer = post(api, f"tasks/{task.pk}/done", {"note": "Rang them"})
    assert answer.json()["note"] == "Rang them"
    assert api.get("/api/v1/tasks").json()["tasks"] == []


def test_an_alert_is_acknowledged(api: APIClient, sergeant: Officer, records: System) -> None:
    details = {"seconds": 400, "budget": 300, "open": 1}
    alert = Alert.objects.create(system=records, what="lag", level=100, details=details)
    (listed,) = api.get("/api/v1/alerts").json()["alerts"]
    assert (listed["system"], listed["level"]) == ("records", 100)
    answer = post(api, f"alerts/{alert.pk}/acknowledge")
    assert answer.json()["acknowledged_by"] == sergeant.display_name


def test_a_comparison_is_read_and_its_difference_settled(api: APIClient, records: System) -> None:
    run = compared(records)
    apart = Difference.objects.create(reconciliation=run, what="unknown", key=uuid4())
    whole = api.get(f"/api/v1/reconciliations/{run.pk}").json()
    assert [one["id"] for one in whole["differences"]] == [apart.pk]
    path = f"reconciliations/{run.pk}/differences/{apart.pk}/settle"
    assert post(api, path, {"note": "A test of theirs"}).json()["note"] == "A test of theirs"
    assert len(api.get("/api/v1/reconciliations").json()["reconciliations"]) == 1


def test_what_is_paused_is_not_compared(api: APIClient, records: System) -> None:
    span = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}
    answer = post(api, "reconciliations", {"system": "nothing", **span})
    assert answer.status_code == 404
    post(api, "systems/records/pause", {"reason": "Being moved"})
    answer = post(api, "reconciliations", {"system": "records", **span})
    assert (answer.status_code, answer.json()["code"]) == (409, "not-comparable")


def compared(system: System) -> Reconciliation:
    ended = "2026-01-02T00:00:00Z"
    return Reconciliation.objects.create(
        system=system,
        since="2026-01-01T00:00:00Z",
        until=ended,
        compared_until=ended,
        state="done",
        ended_at=ended,
    )


ACTS = {
    "systems/records/pause": {"reason": "x"},
    "systems/records/drain": {"reason": "x"},
    "systems/records/resume": {"reason": "x"},
    "alerts/1/acknowledge": {},
    f"deliveries/{NOBODY}/vouch": {"outcome": "delivered", "reason": "x"},
    f"deliveries/{NOBODY}/skip": {"reason": "x"},
    "replays": {"system": "records", "scope": {"deliveries": [str(NOBODY)]}, "reason": "x"},
    "replays/plan": {"system": "records", "scope": {"deliveries": [str(NOBODY)]}},
    "replays/1/second": {},
    "replays/1/stop": {"reason": "x"},
    "reconciliations": {
        "system": "records",
        "since": "2026-01-01T00:00:00Z",
        "until": "2026-01-02T00:00:00Z",
    },
    "reconciliations/1/differences/1/settle": {"note": "x"},
}


@pytest.mark.parametrize("path", ACTS)
def test_who_may_not_steer_steers_nothing(records: System, path: str) -> None:
    onlooker = make.signed_in(make.officer(role=Role.INTEL))
    assert post(onlooker, path, ACTS[path]).status_code == 403


# A plan of nothing is a plan: it says that nothing would go.
STEERED = [
    path for path in ACTS if "/" in path and not path.startswith(("systems", "replays/plan"))
]


@pytest.mark.parametrize("path", STEERED)
def test_what_is_not_there_is_not_steered(api: APIClient, records: System, path: str) -> None:
    answer = post(api, path, ACTS[path])
    assert answer.status_code in (404, 409, 422)
    assert answer.json()["code"]


@pytest.mark.parametrize("path", [path for path in ACTS if ACTS[path]])
def test_rubbish_is_refused_with_a_problem(api: APIClient, records: System, path: str) -> None:
    for body in ({}, {"reason": [], "scope": "x", "note": {}, "since": "then", "outcome": 3}):
        answer = post(api, path, body)
        assert answer.status_code in (400, 404), answer.content
        assert answer["Content-Type"] == "application/problem+json"


def test_officers_see_their_own_tasks_and_nothing_else(records: System) -> None:
    officer = make.officer()
    api = make.signed_in(officer)
    Task.objects.create(delivery=delivery(records, tell=[officer.pk]), todo="correct")
    Task.objects.create(delivery=delivery(records), todo="erase")
    assert [one["todo"] for one in api.get("/api/v1/tasks").json()["tasks"]] == ["correct"]
    for path in ("systems/health", "letters", "alerts", "replays", "reconciliations"):
        assert api.get(f"/api/v1/{path}").status_code == 403
