"""Two workers, a person and a clock that jumps, in any order: what must hold whatever happens.

A delivery has one lease at a time, only its holder settles it, versions keep their order, whoever
takes over from a dead worker asks before sending, a paused system is given nothing, what ends its
workers is set aside, and what a person sends again goes to the place in the lane that it had.
"""

from uuid import UUID, uuid4

import pytest
from django.db.models.functions import Now
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.actions import replay
from field_api.delivery.actions.lanes import Claim
from field_api.delivery.actions.scopes import Scope
from field_api.delivery.actions.sweep import set_aside
from field_api.delivery.models import Delivery
from field_api.delivery.rules import BLOCKING, POISON_CLAIMS, Next, State
from field_api.identity.models import Officer
from tests import make, written
from tests.delivery.parcels import claims, make_due, parcel, put, settled

workers = st.integers(0, 1)
results = st.sampled_from(
    [
        Next(State.DELIVERED, reference="R-1", uses_attempt=True),
        Next(State.REJECTED, uses_attempt=True),
        Next(State.DUE, wait=60.0),
        Next(State.DUE, wait=60.0, ask_first=True, uses_attempt=True),
        Next(State.UNCERTAIN),
        Next(State.AWAITING, reference="R-2", uses_attempt=True),
    ]
)


class Lanes(RuleBasedStateMachine):
    by: Officer

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
        self.unsettled: dict[UUID, int] = {}
        self.paused = False

    @rule(subject=st.integers(0, 1))
    def write(self, subject: int) -> None:
        put(parcel(subject=self.subjects[subject]))

    @rule(worker=workers, limit=st.integers(1, 3))
    def claim(self, worker: int, limit: int) -> None:
        batch = delivery.claim(system=self.system, limit=limit)
        assert not (self.paused and batch.claims)
        for held in batch.claims:
            assert held.id not in self.live, "leased to two workers at once"
            was = self.unsettled.get(held.id, 0)
            assert was < POISON_CLAIMS, "carried again although it ends its workers"
            assert was == 0 or (batch.alone and len(batch.claims) == 1)
            if held.id in self.current:
                self.doubted.add(held.id)  # taken over from a worker that let its lease run out
            assert held.ask_first == (held.id in self.doubted)
            self.live.add(held.id)
            self.current[held.id] = held.token
            self.unsettled[held.id] = was + 1
            self.held[worker][held.id] = held

    @rule(worker=workers, result=results)
    def settle(self, worker: int, result: Next) -> None:
        if not self.held[worker]:
            return
        key, held = self.held[worker].popitem()
        is_ours = self.current.get(key) == held.token
        assert settled(held, result) == is_ours
        if is_ours:
            del self.current[key]
            self.live.discard(key)
            self.unsettled[key] = 0
            self._doubt(key, result.ask_first)

    @rule(worker=workers)
    def die(self, worker: int) -> None:
        """A worker is killed: its leases run on, and nobody will ever settle them."""
        self.held[worker].clear()

    @rule()
    def wait(self) -> None:
        make_due()
        self.live.clear()
        set_aside()
        for key in [one for one in self.current if self.unsettled[one] >= POISON_CLAIMS]:
            del self.current[key]

    @precondition(lambda self: not self.paused)
    @rule()
    def pause(self) -> None:
        connectors.pause(system=self.system, by=self.by, reason="Upgrade")
        self.paused = True

    @precondition(lambda self: self.paused)
    @rule()
    def resume(self) -> None:
        connectors.resume(system=self.system, by=self.by, reason="Done")
        self.paused = False

    @rule(arrived=st.booleans())
    def vouch(self, arrived: bool) -> None:
        row = self._first(State.UNCERTAIN, State.POISONED)
        if row is None:
            return
        delivery.vouch(delivery=row.pk, by=self.by, arrived=arrived, reason="They looked")
        self.unsettled[row.pk] = 0
        self._doubt(row.pk, not arrived)

    @rule(fresh=st.booleans())
    def send_again(self, fresh: bool) -> None:
        row = self._first(State.REJECTED)
        if row is None:
            return
        made = replay.order(
            system=self.system,
            scope=Scope(deliveries=(row.pk,)),
            by=self.by,
            reason="Their list was wrong",
            fresh_key=fresh,
        )
        replay.run(made.pk)
        again = Delivery.objects.filter(
            revision=row.revision, system=self.system, generation=row.generation + 1
        ).first()
        if again is None:
            later = Delivery.objects.filter(subject=row.subject_id, lane_seq__gt=row.lane_seq)
            assert later.exclude(state__in=["cancelled", "rejected"]).exists()
            return
        assert (again.lane_seq, again.key == row.key) == (row.lane_seq, not fresh)
        if again.ask_first:
            self.doubted.add(again.pk)

    def _first(self, *states: State) -> Delivery | None:
        rows = Delivery.objects.filter(subject__in=self.subjects, state__in=states)
        return rows.order_by("lane_seq", "generation", "pk").first()

    def _doubt(self, key: UUID, doubted: bool) -> None:
        (self.doubted.add if doubted else self.doubted.discard)(key)

    @invariant()
    def leases_are_those_handed_out(self) -> None:
        rows = Delivery.objects.filter(state="sending").values_list("pk", "lease_token")
        assert dict(rows) == self.current

    @invariant()
    def no_version_overtakes_another(self) -> None:
        for subject in self.subjects:
            rows = Delivery.objects.filter(subject=subject)
            blocked = [one.lane_seq for one in rows if one.state in BLOCKING]
            flying = [one.lane_seq for one in rows if one.state == State.SENDING]
            assert not blocked or all(place == min(blocked) for place in flying)

    @invariant()
    def a_place_in_a_lane_is_open_once(self) -> None:
        for subject in self.subjects:
            rows = Delivery.objects.filter(subject=subject, state__in=BLOCKING)
            places = [one.lane_seq for one in rows]
            assert len(places) == len(set(places))

    def teardown(self) -> None:
        """Whatever happened, everything can be settled."""
        if self.paused:
            self.resume()
        for _ in range(200):
            make_due()
            set_aside()
            if row := self._first(State.UNCERTAIN, State.POISONED):
                delivery.vouch(delivery=row.pk, by=self.by, arrived=True, reason="They looked")
            for held in claims(self.system):
                assert settled(held, Next(State.DELIVERED, reference="R-3"))
            if not Delivery.objects.filter(subject__in=self.subjects, state__in=BLOCKING).exists():
                return
        pytest.fail("something can never be settled")


@pytest.mark.django_db
def test_two_workers_in_any_order() -> None:
    written.systems()
    Lanes.by = make.supervisor()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Lanes,
        settings=settings(
            max_examples=settings().max_examples // 2,
            stateful_step_count=30,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # shrinking against a database takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
