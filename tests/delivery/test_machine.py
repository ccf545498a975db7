"""Two workers and a clock that jumps, in any order: what must hold whatever happens.

A delivery has one lease at a time, only its holder settles it, versions keep their order, and
whoever takes over from a dead worker asks before sending.
"""

from uuid import UUID, uuid4

import pytest
from django.db.models import F
from django.db.models.functions import Now
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.actions.lanes import Claim
from field_api.delivery.models import Delivery
from field_api.delivery.rules import BLOCKING, Next, State
from tests import written
from tests.delivery.parcels import make_due, parcel, put

workers = st.integers(0, 1)
results = st.sampled_from(
    [
        Next(State.DELIVERED, reference="R-1", uses_attempt=True),
        Next(State.REJECTED, uses_attempt=True),
        Next(State.DUE, wait=60.0),
        Next(State.DUE, wait=60.0, ask_first=True, uses_attempt=True),
        Next(State.UNCERTAIN),
    ]
)


class Lanes(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        Delivery.objects.filter(state__in=["due", "sending"]).update(
            state="cancelled", lease_token=None, settled_at=Now()
        )
        self.system = System.objects.get(code="records")
        self.subjects = [uuid4(), uuid4()]
        self.held: list[dict[UUID, Claim]] = [{}, {}]
        self.current: dict[UUID, UUID] = {}
        self.live: set[UUID] = set()
        self.doubted: set[UUID] = set()
        self.settled: dict[UUID, str] = {}

    @rule(subject=st.integers(0, 1))
    def write(self, subject: int) -> None:
        put(parcel(subject=self.subjects[subject]))

    @rule(worker=workers, limit=st.integers(1, 3))
    def claim(self, worker: int, limit: int) -> None:
        for held in delivery.claim(system=self.system, limit=limit):
            assert held.id not in self.settled
            assert held.id not in self.live, "leased to two workers at once"
            if held.id in self.current:
                self.doubted.add(held.id)  # taken over from a worker that let its lease run out
            assert held.ask_first == (held.id in self.doubted)
            self.live.add(held.id)
            self.current[held.id] = held.token
            self.held[worker][held.id] = held

    @rule(worker=workers, result=results)
    def settle(self, worker: int, result: Next) -> None:
        if not self.held[worker]:
            return
        key, held = self.held[worker].popitem()
        is_ours = self.current.get(key) == held.token
        assert delivery.settle(held, result) == is_ours
        if is_ours:
            del self.current[key]
            self.live.discard(key)
            if result.state != State.DUE:
                self.settled[key] = result.state.value
            elif result.ask_first:
                self.doubted.add(key)
            else:
                self.doubted.discard(key)

    @rule()
    def wait(self) -> None:
        make_due()
        self.live.clear()

    @invariant()
    def what_is_settled_stays(self) -> None:
        rows = Delivery.objects.filter(pk__in=self.settled).values_list("pk", "state")
        assert dict(rows) == self.settled

    @invariant()
    def leases_are_those_handed_out(self) -> None:
        rows = Delivery.objects.filter(state="sending").values_list("pk", "lease_token")
        assert dict(rows) == self.current

    @invariant()
    def no_version_overtakes_another(self) -> None:
        for subject in self.subjects:
            rows = Delivery.objects.filter(subject=subject).order_by("lane_seq")
            states = [(row.state, row.tries) for row in rows]
            first_open = next(
                (at for at, (state, _) in enumerate(states) if state in BLOCKING), len(states)
            )
            assert all(tries == 0 for _, tries in states[first_open + 1 :])

    def teardown(self) -> None:
        rows = Delivery.objects.filter(subject__in=self.subjects)
        assert not rows.filter(attempts__gt=F("tries")).exists()


@pytest.mark.django_db
def test_two_workers_in_any_order() -> None:
    written.systems()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Lanes,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # shrinking against a database takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
