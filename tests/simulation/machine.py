"""The world of `backend.soak`, driven by Hypothesis."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from backend.soak import acts, verdict
from backend.soak.network import Fate
from backend.soak.world import World

STEPS = 16

some = st.integers(0, 11)
fates = st.lists(st.tuples(st.sampled_from([Fate.OK, *Fate]), st.integers(1, 400)), max_size=3)


class Officers(RuleBasedStateMachine):
    """Acts in any order; then everything heals, and the verdict is read."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self.folder.name))

    def teardown(self) -> None:
        try:
            verdict.heal(self.world)
            verdict.read(self.world)
        finally:
            self.world.close()
            self.folder.cleanup()


def of(chances: Sequence[str] = acts.CHANCES) -> type[Officers]:
    """A machine in which these acts happen, each as often as it is named."""

    class Acting(Officers):
        @rule(what=st.sampled_from(chances), one=some, two=some, fates=fates)
        def act(self, what: str, one: int, two: int, fates: list[tuple[Fate, int]]) -> None:
            acts.act(self.world, what, one, two, fates)

    return Acting


def play(machine: type[Officers], *, first: int, examples: int, steps: int = STEPS) -> None:
    """The same stories at every run: `first` is the seed of all.

    No shrinking: with a database it takes minutes, and the steps that are printed are few.
    """
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        seed(first)(machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
