"""What one reader never sees who reads on by a cursor, while sixteen handsets of theirs push.

A note counts once its push was answered: the handset then holds it for told, and forgets it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import orjson

from backend.bench.figures import Bench, Figure
from backend.bench.load import Request
from backend.bench.officers import Handset, sealed
from backend.bench.sync_people import Plain
from backend.bench.sync_readers import Ours, Reader, Theirs
from backend.bench.wire import Driven, drive
from backend.story.tale import Failed
from field_api.notebook.models import Content

CLIENTS = 16
_A_RUN, _EVERY = 8, 0.01
_BY_TIME = "notes the ModelViewSet acknowledged that updated_since never brought, ATOMIC_REQUESTS"
_BY_ID = "the same by id: of its notes, those that came under a number already passed"

Seen = Sequence[set[str]]


def figures(
    bench: Bench, plain: Plain, user: int, handsets: Sequence[Handset], reader: Handset
) -> Iterator[Figure]:
    bench.say(f"  {CLIENTS} push while one reads on")
    each = max(2, bench.n * _A_RUN // CLIENTS)
    ready = [sealed(handset, each, 1) for handset in handsets]
    ours = Ours(bench.house, reader)
    driven, (seen,) = _beside(bench, bench.house.base, [one.requests for one in ready], [ours])
    results = [one["results"][0] for one in _answers(driven)]
    _durable([one["id"] for one in results if one["status"] == "accepted"], len(results))
    told = {one["submission"] for one in results}
    requests = [[plain.note(user, "/atomic/notes") for _ in range(each)] for _ in range(CLIENTS)]
    by_time, by_id = Theirs(plain, user), Theirs(plain, user, by_id=True)
    driven, (timed, numbered) = _beside(bench, plain.address, requests, [by_time, by_id])
    acknowledged = {one["key"] for one in _answers(driven)}
    missed = len(told - seen)
    yield _figure("sync.skips", missed, told, acknowledged - timed, acknowledged, _BY_TIME)
    yield _figure(
        "sync.skips_beside_ids", missed, told, acknowledged - numbered, acknowledged, _BY_ID
    )


def _figure(
    name: str, missed: int, told: set[str], theirs: set[str], acknowledged: set[str], against: str
) -> Figure:
    """Of a thousand acknowledged, for the two acknowledge different numbers in the same time."""
    value, base = (1000 * part / max(1, whole) for part, whole in
                   ((missed, len(told)), (len(theirs), len(acknowledged))))  # fmt: skip
    words = f"{against} ({len(theirs)} of {len(acknowledged)})"
    return Figure(name, value, "of 1,000 notes", len(told), base, words)


def _beside(
    bench: Bench,
    address: str,
    requests: Sequence[Sequence[Request]],
    readers: Sequence[Reader],
) -> tuple[Driven, Seen]:
    with ThreadPoolExecutor(1 + len(readers)) as pool:
        pushed = pool.submit(drive, address, requests, bench.seconds)
        seen = list(pool.map(lambda one: _followed(one, pushed.done), readers))
        return pushed.result(), seen


def _followed(reader: Reader, over: Callable[[], bool]) -> set[str]:
    """All that came by reading on; the last read begins when the last push was answered."""
    seen: set[str] = set()
    last = False
    while not last:
        last = over()
        seen.update(reader.read())
        time.sleep(_EVERY)
    return seen


def _answers(driven: Driven) -> list[dict[str, object]]:
    return [orjson.loads(body) for client in driven.clients for body in client.bodies]


def _durable(entries: Sequence[str], pushed: int) -> None:
    """Raises Failed unless every push had a verdict and every entry is in the database."""
    kept = Content.objects.filter(pk__in=entries).count()
    if not len(entries) == kept == pushed:
        raise Failed(f"{pushed} pushed, {len(entries)} acknowledged, {kept} in the database")
