"""The world of `backend.soak`, driven by Hypothesis."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backend.soak import verdict
from backend.soak.device import Device
from backend.soak.network import Fate
from backend.soak.world import World

devices, some = st.integers(0, 3), st.integers(0, 7)
fates = st.lists(st.tuples(st.sampled_from([Fate.OK, *Fate]), st.integers(1, 400)), max_size=3)


class Officers(RuleBasedStateMachine):
    """Any of what can happen, in any order; then everything heals, and the verdict is read."""

    client: type[Device] = Device

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self.folder.name), self.client)

    @rule(device=devices, kind=some, flaw=st.integers(0, 6))
    def write(self, device: int, kind: int, flaw: int) -> None:
        self.world.write(device, kind, flaw)

    @rule(device=devices, which=some, broken=st.booleans())
    def edit(self, device: int, which: int, broken: bool) -> None:
        self.world.edit(device, which, broken)

    @rule(device=devices, which=some)
    def withdraw(self, device: int, which: int) -> None:
        self.world.withdraw(device, which)

    @rule(device=devices, which=some)
    def trespass(self, device: int, which: int) -> None:
        self.world.trespass(device, which)

    @rule(device=devices, what=st.sampled_from(["sync", "sync", "push", "pull"]), fates=fates)
    def sync(self, device: int, what: str, fates: list[tuple[Fate, int]]) -> None:
        self.world.sync(device, what, fates)

    @rule(device=devices, other=devices)
    def carry(self, device: int, other: int) -> None:
        self.world.carry(device, other)

    @rule(device=devices)
    def ask_page(self, device: int) -> None:
        self.world.ask_page(device)

    @rule(device=devices, which=some)
    def take_page(self, device: int, which: int) -> None:
        self.world.take_page(device, which)

    @rule(which=some)
    def late(self, which: int) -> None:
        self.world.late(which)

    @rule(device=devices, steps=st.integers(1, 14))
    def kill(self, device: int, steps: int) -> None:
        self.world.kill(device, steps)

    @rule(device=devices, hours=st.integers(-48, 48))
    def jump(self, device: int, hours: int) -> None:
        self.world.jump(device, hours)

    @rule(which=some, how=st.sampled_from(["approve", "send-back", "reject", "admit"]))
    def decide(self, which: int, how: str) -> None:
        self.world.decide(which, how)

    @rule(who=st.integers(0, 2))
    def stand_down(self, who: int) -> None:
        self.world.stand_down(who)

    @rule(who=st.integers(0, 2))
    def take_up(self, who: int) -> None:
        self.world.take_up(who)

    @rule(device=devices)
    def expire(self, device: int) -> None:
        self.world.expire(device)

    @rule(device=devices)
    def revoke(self, device: int) -> None:
        self.world.revoke(device)

    @precondition(lambda self: not self.world.copy)
    @rule()
    def back_up(self) -> None:
        self.world.back_up()

    @precondition(lambda self: self.world.copy and self.world.restores < 2)
    @rule()
    def restore(self) -> None:
        self.world.restore()

    def teardown(self) -> None:
        try:
            verdict.heal(self.world)
            assert sorted(set(verdict.violations(self.world))) == []
        finally:
            self.world.close()
            self.folder.cleanup()


def play(machine: type[Officers], examples: int, steps: int) -> None:
    """The same examples each time (`derandomize`), and no shrinking: with a database it takes
    minutes, and the printed steps are few."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
