"""How the bench of safeguards takes turns and adds up. No test of speed."""

from backend.bench import auth
from backend.bench.figures import Bench
from backend.bench.safeguards import Layer, Work


def test_each_layer_is_timed_with_and_without_and_all_are_summed() -> None:
    turns: list[str] = []

    def way(name: str) -> Work:
        turns.append(f"{name} made ready")
        return lambda: turns.append(name)

    stack = [
        Layer(name, lambda name=name: way(name), lambda name=name: way(f"no {name}"), "none of it")
        for name in ("proof", "wall")
    ]
    bench = Bench(n=3, seconds=60, say=lambda text: None)
    figures = {each.name: each for each in auth._layers(bench, stack)}
    assert list(figures) == ["auth.proof.p50", "auth.wall.p50", "auth.added.p50"]
    assert {each.n for each in figures.values()} == {3}
    assert turns[:4] == ["proof made ready", "proof", "no proof made ready", "no proof"]
    parts = (figures["auth.proof.p50"], figures["auth.wall.p50"])
    added = sum(each.value - (each.baseline or 0) for each in parts)
    assert figures["auth.added.p50"].value == added
    assert figures["auth.added.p50"].baseline == auth.AIM


def test_time_ends_a_run_and_one_turn_is_always_measured() -> None:
    bench = Bench(n=10**6, seconds=0, say=lambda text: None)
    assert len(auth._timed(bench, {"one": lambda: lambda: None})["one"]) == 1
