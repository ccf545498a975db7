"""Whatever an order names, it reaches the deliveries of one force, and no other force steers it."""

from datetime import timedelta

import pytest

from field_api.connectors.models import System
from field_api.delivery.actions import plans, replay
from field_api.delivery.actions.scopes import Scope
from field_api.delivery.models import Replay
from field_api.delivery.rules import State
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.lib.problems import Problem
from tests import make
from tests.delivery.replays import ended, latest, these

pytestmark = pytest.mark.django_db

REJECTED = Scope(states=(State.REJECTED,))


@pytest.fixture
def by(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def elsewhere(db: None) -> Officer:
    return make.officer(posted=make.unit(of=make.force("35")), role=Role.FORCE_ADMIN)


@pytest.mark.parametrize("names", ["deliveries", "states", "mapping"])
def test_another_forces_are_not_touched(
    records: System, by: Officer, elsewhere: Officer, names: str
) -> None:
    ours, theirs = ended(), ended(force="35")
    scope = {
        "deliveries": these(ours, theirs),
        "states": Scope(states=(State.REJECTED,), since=clock.now() - timedelta(hours=1)),
        "mapping": Scope(mapping=ours.mapping_id),
    }[names]
    assert plans.plan(system=records, scope=scope, by=by).total == 1
    made = replay.order(system=records, scope=scope, by=by, reason="fixed")
    assert made.total == replay.run(made.pk, seconds=60) == 1
    assert [latest(row).generation for row in (ours, theirs)] == [2, 1]
    other = replay.order(system=records, scope=scope, by=elsewhere, reason="fixed")
    assert replay.run(other.pk, seconds=60) == 1
    assert [latest(row).generation for row in (ours, theirs)] == [2, 2]


def test_another_force_neither_sees_seconds_nor_stops_it(
    records: System, by: Officer, elsewhere: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "REPLAY_ALONE", 0)
    ended()
    ordered = replay.order(system=records, scope=REJECTED, by=by, reason="fixed")
    assert not Replay.objects.visible_to(elsewhere).exists()
    with pytest.raises(Problem, match="not-found"):
        replay.second(replay=ordered.pk, by=elsewhere)
    with pytest.raises(Problem, match="not-found"):
        replay.stop(replay=ordered.pk, by=elsewhere, reason="no")
    assert Replay.objects.visible_to(by).get() == ordered
    assert not Replay.objects.visible_to(make.officer()).exists()


def test_the_same_order_of_another_force_is_another(
    records: System, by: Officer, elsewhere: Officer
) -> None:
    for force in ("34", "34", "35"):
        ended(force=force)
    ours, theirs = (
        replay.order(system=records, scope=REJECTED, by=who, reason="x") for who in (by, elsewhere)
    )
    assert (ours.total, theirs.total) == (2, 1)
