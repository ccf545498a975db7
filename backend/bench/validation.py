"""Checking a body against its form, for the longest form there is."""

import time
from collections.abc import Callable, Iterator
from functools import partial

from rest_framework.serializers import Serializer

from backend.bench.figures import Bench, Figure
from backend.bench.serializers import of_schema
from field_api.catalogue import shipped
from field_api.catalogue.rules import compiled, problems


def figures(bench: Bench) -> Iterator[Figure]:
    """Microseconds to find that a full, valid body of each shipped form holds."""
    newest = {document["kind"]: document for document in shipped.documents()}
    for document in newest.values():
        kind, schema = document["kind"], document["schema"]
        form, body = compiled(document), shipped.example(kind, "valid")
        serializer = of_schema(kind, schema)
        bench.say(f"  checking a {kind}")
        if problems(form, body) or not _valid(serializer, body):
            raise RuntimeError(f"the example of {kind} is not valid")
        ours, n = microseconds(partial(problems, form, body), bench)
        theirs, _ = microseconds(partial(_valid, serializer, body), bench)
        yield Figure(
            f"validation.{kind}", ours, "us", n, theirs, "a DRF serializer of the same fields"
        )


def _valid(serializer: Callable[..., Serializer], body: object) -> bool:
    return bool(serializer(data=body).is_valid())


def microseconds(work: Callable[[], object], bench: Bench) -> tuple[float, int]:
    """(the best of five runs, rounds in each): whatever else runs only ever adds."""
    rounds = max(1, bench.n)
    best = min(_seconds(work, rounds) for _ in range(5))
    return best / rounds * 1e6, rounds


def _seconds(work: Callable[[], object], rounds: int) -> float:
    begun = time.perf_counter()
    for _ in range(rounds):
        work()
    return time.perf_counter() - begun
