"""What it costs to know who asks, and to hold them to it: whole requests, and each safeguard by
itself (`backend/bench/safeguards.py`), the sum of them beside the aim."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlsplit

from backend.bench import sync_people as people
from backend.bench.figures import Bench, Figure, share
from backend.bench.safeguards import ME, Layer, Work, layers, prover_of, shown, unbound
from backend.handset import Handset
from field_api.identity import actions as identity
from field_api.identity.rules import proofs

AIM = 2.0  # ms, for all layers together

_LIVE = "/health/live"
_COLLAR = 9900
_WARM_UP = 5

Runs = Mapping[str, Sequence[float]]


def figures(bench: Bench) -> Iterator[Figure]:
    """Of requests one by one over a kept connection; then, in this process, of each layer."""
    with ExitStack() as end:
        (officer,) = people.officers(_COLLAR, 1)
        handset = end.enter_context(people.handset(bench.house.base, officer))
        yield from _requests(bench, handset)
        yield from _pure(bench, handset)
        yield from _layers(bench, layers(handset))


# --- whole requests -------------------------------------------------------------------------------


def _requests(bench: Bench, handset: Handset) -> Iterator[Figure]:
    bench.say("  requests: proved, by bearer, and of nobody")
    bearer, line = {"Authorization": f"Bearer {unbound(handset)}"}, handset.line
    line.call("GET", "me")  # for the nonce of now
    site = _Site(bench.house.base)
    taken = _timed(
        bench,
        {
            "proved": lambda: site.get(ME, line.headers("GET", ME)),
            "bearer": lambda: site.get(ME, bearer),
            "nobody": lambda: site.get(_LIVE, {}),
        },
    )
    site.close()
    for name, against in (
        ("proved", "the same by a bearer token"),
        ("bearer", "an answer to nobody, /health/live"),
    ):
        than = taken["bearer" if name == "proved" else "nobody"]
        for part in (0.5, 0.95):
            figure = f"auth.request.{name}.p{part * 100:.0f}"
            mine, theirs = (share(each, part) * 1000 for each in (taken[name], than))
            yield Figure(figure, mine, "ms", len(taken[name]), theirs, against)


class _Site:
    """One connection that is kept."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.http = HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def get(self, path: str, headers: dict[str, str]) -> Work:
        def ask() -> None:
            self.http.request("GET", path, headers=headers)
            answer = self.http.getresponse()
            answer.read()
            if answer.status != 200:
                raise OSError(f"the bench of auth was answered {answer.status}")

        return ask

    def close(self) -> None:
        self.http.close()


# --- one layer at a time --------------------------------------------------------------------------


def _pure(bench: Bench, handset: Handset) -> Iterator[Figure]:
    """A proof by itself, without the database: made by a handset, read and judged by the site."""
    prover = prover_of(handset)
    taken = _timed(
        bench,
        {
            "made": lambda: partial(prover.proof, "GET", ME, handset.token),
            "judged": lambda: partial(identity.proof_of, *shown(prover, handset.token)),
            "read": lambda: partial(proofs.read, shown(prover, handset.token)[0]),
        },
    )
    for name, values in taken.items():
        yield Figure(f"auth.proof.{name}.p50", share(values, 0.5) * 1e6, "us", len(values))


def _layers(bench: Bench, stack: Sequence[Layer]) -> Iterator[Figure]:
    """What each adds to a request; and all of them, beside the aim."""
    added, n = 0.0, 0
    for layer in stack:
        bench.say(f"  {layer.name}, with and without")
        taken = _timed(bench, {"with": layer.ready, "without": layer.without})
        with_it, without = (share(taken[each], 0.5) * 1000 for each in ("with", "without"))
        n = len(taken["with"])
        yield Figure(f"auth.{layer.name}.p50", with_it, "ms", n, without, layer.against)
        added += with_it - without
    named = " + ".join(layer.name for layer in stack)
    yield Figure("auth.added.p50", added, "ms", n, AIM, f"the aim; {named}")


def _timed(bench: Bench, ways: Mapping[str, Callable[[], Work]]) -> Runs:
    """Seconds each way took, in rising order. Turn by turn, so that whatever else the machine does
    is shared out; what makes ready is not in it."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    ends = time.monotonic() + bench.seconds
    for turn in range(bench.n + _WARM_UP):
        for name, ready in ways.items():
            work = ready()
            begun = time.perf_counter()
            work()
            took = time.perf_counter() - begun
            if turn >= _WARM_UP:
                taken[name].append(took)
        if turn >= _WARM_UP and time.monotonic() > ends:
            break
    return {name: sorted(values) for name, values in taken.items()}
