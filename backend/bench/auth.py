"""What it costs to know who asks, and to hold them to it: whole requests, and each layer by itself.

Whoever adds a safeguard to the path of every request adds a `Layer` to `layers`; the sum of all of
them is what issue and site hold against the aim.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlsplit

from backend.bench import officers
from backend.bench.figures import Bench, Figure, share
from backend.handset import Handset
from backend.handset.proving import Prover
from field_api.identity import actions as identity
from field_api.identity.models import Token
from field_api.identity.rules import TOKEN_LIFE, digest, proofs
from field_api.identity.rules.proofs import Asked
from field_api.lib import clock

AIM = 2.0  # ms, for all layers together

_ME, _LIVE = "/api/v1/me", "/health/live"
_WARM_UP = 5

Work = Callable[[], object]
Runs = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Layer:
    """One safeguard, and the same without it. Each is made ready outside the clock, then timed
    once; `against` says in words what the one without it is."""

    name: str
    ready: Callable[[], Work]
    without: Callable[[], Work]
    against: str


def figures(bench: Bench) -> Iterator[Figure]:
    """Of requests one by one over a kept connection; then, in this process, of each layer."""
    with ExitStack() as end:
        who = bench.house.sign_ins[0]
        handset = end.enter_context(officers.signed_in(bench.house.base, who))
        yield from _requests(bench, handset)
        yield from _pure(bench, handset)
        yield from _layers(bench, layers(handset))


def layers(handset: Handset) -> list[Layer]:
    """All that stands between a request and what it asks for, besides what the site did before."""
    return [_possession(handset)]


# --- whole requests -------------------------------------------------------------------------------


def _requests(bench: Bench, handset: Handset) -> Iterator[Figure]:
    bench.say("  requests: proved, by bearer, and of nobody")
    bearer, line = {"Authorization": f"Bearer {_unbound(handset)}"}, handset.line
    line.call("GET", "me")  # for the nonce of now
    site = _Site(bench.house.base)
    taken = _timed(
        bench,
        {
            "proved": lambda: site.get(_ME, line.headers("GET", _ME)),
            "bearer": lambda: site.get(_ME, bearer),
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


def _unbound(handset: Handset) -> str:
    """One more token of the same handset, as a site with BEARER_TOKENS gives out."""
    bound = identity.token_of(digest(handset.token))
    if bound is None:
        raise RuntimeError("the bench is not signed in")
    plain, now = secrets.token_urlsafe(32), clock.now()
    Token.objects.create(
        digest=digest(plain),
        device=bound.device,
        officer=bound.officer,
        created_at=now,
        verified_at=now,
        expires_at=now + TOKEN_LIFE,
    )
    return plain


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
    prover = _prover(handset)
    taken = _timed(
        bench,
        {
            "made": lambda: partial(prover.proof, "GET", _ME, handset.token),
            "judged": lambda: partial(identity.proof_of, *_shown(prover, handset.token)),
            "read": lambda: partial(proofs.read, _shown(prover, handset.token)[0]),
        },
    )
    for name, values in taken.items():
        yield Figure(f"auth.proof.{name}.p50", share(values, 0.5) * 1e6, "us", len(values))


def _possession(handset: Handset) -> Layer:
    """The proof judged, and remembered by the statement that looks the token up."""
    prover, unbound = _prover(handset), _unbound(handset)

    def ready() -> Work:
        shown = _shown(prover, handset.token)
        return lambda: identity.check_token(handset.token, identity.proof_of(*shown))

    return Layer(
        "possession", ready, lambda: partial(identity.check_token, unbound), "a bearer token"
    )


def _prover(handset: Handset) -> Prover:
    return Prover(handset.key, "http://bench", identity.newest_nonce())


def _shown(prover: Prover, token: str) -> tuple[str, Asked]:
    asked = Asked("GET", "bench", _ME, digest(token))
    return prover.proof("GET", _ME, token), asked


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
