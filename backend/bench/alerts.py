"""How long after it is issued a waiting handset holds an alert, among fifteen hundred that wait.

From before the transaction that issues it until a pull of the lane of alerts, made when the handset
was woken, has brought its text. Then the same from the push of an entry that the watch list matches
(`watching`).
"""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import httpx2
from django.db import connection

from backend import wake
from backend.bench import watching
from backend.bench.entries import pause
from backend.bench.figures import Bench, Figure, share
from backend.bench.officers import signed_in
from backend.bench.wake_handsets import Crowd, Waiting, officers
from backend.handset import Handset
from backend.handset.proving import Prover, Proving
from backend.runtime import sandboxes, waking
from field_api.alerts import actions as alerts
from field_api.alerts.actions import Saying, Whom
from field_api.alerts.rules import Priority
from field_api.identity.models import Officer, Unit
from field_api.lib import clock

_HOST = "127.0.0.1"
_SETTLING = 1.0


def figures(bench: Bench) -> Iterator[Figure]:
    """`--n` alerts to one officer each, then one to all who wait: 7.5 times `--n`, 1,500 unless
    told."""
    pause()
    handsets = officers(max(bench.n * 15 // 2, 2), "A")
    beats = watching.beats(handsets)
    url = f"http://{_HOST}:{sandboxes.any_port(_HOST)}"
    program = waking.program(url, {"WAKE_LIMIT": str(2 * len(handsets))})
    process = bench.house.supervisor.start(replace(program, name="wake-alerts"))
    bench.say(f"  {len(handsets)} handsets")
    try:
        with signed_in(bench.house.base, bench.house.sign_ins[0]) as writer:
            crowd = Crowd(url, handsets, stream=True)
            yield from asyncio.run(_measured(bench, crowd, beats, writer))
    finally:
        bench.house.supervisor.running.pop("wake-alerts", process).end()


async def _measured(
    bench: Bench, crowd: Crowd, beats: Sequence[watching.Beat], writer: Handset
) -> list[Figure]:
    await crowd.open()
    try:
        await asyncio.sleep(_SETTLING)
        waits = await _one_by_one(bench, crowd.handsets)
        woken = await _all_at_once(bench, crowd.handsets)
        matched = await watching.measured(bench, beats, writer)
    finally:
        await crowd.close()
    n, all_of_them = len(waits), len(crowd.handsets)
    return [
        Figure("alerts.held.p50", 1000 * share(waits, 0.5), "ms", n, 500, "aim"),
        Figure("alerts.held.p95", 1000 * share(waits, 0.95), "ms", n, 1500, "aim"),
        Figure("alerts.all.woken", 1000 * woken, "ms", all_of_them),
        *matched,
    ]


async def _one_by_one(bench: Bench, handsets: Sequence[Waiting]) -> list[float]:
    """Seconds from the issue to the text on the handset, sorted."""
    chance = random.Random(1)  # noqa: S311 (the same handsets each time)
    waits, ends = [], time.monotonic() + 12 * bench.seconds
    with httpx2.Client(base_url=bench.house.base) as line:
        while len(waits) < bench.n and time.monotonic() < ends:
            handset = chance.choice(handsets)
            heard, begun = len(handset.woken), time.monotonic()
            issued = await asyncio.to_thread(_issue, handset)
            await _until(bench, [(handset, heard)])
            await asyncio.to_thread(_held, line, bench.house.base, handset, issued)
            waits.append(time.monotonic() - begun)
            await asyncio.sleep(chance.uniform(0, wake.EVERY))  # no step with its looks
    return sorted(waits)


async def _all_at_once(bench: Bench, handsets: Sequence[Waiting]) -> float:
    """Seconds from the issue until the last of them was woken."""
    heard = [(each, len(each.woken)) for each in handsets]
    begun = time.monotonic()
    await asyncio.to_thread(_issue_to_all)
    await _until(bench, heard)
    return max(each.woken[before] for each, before in heard) - begun


def _issue(handset: Waiting) -> str:
    """Its id. In a thread of its own: the loop has handsets to hear."""
    try:
        return _raised(Whom(officer=Officer.objects.get(pk=handset.officer)))
    finally:
        connection.close()


def _issue_to_all() -> None:
    try:
        _raised(Whom(unit=Unit.objects.get(name="Response A")))
        alerts.tell_the_rest()
    finally:
        connection.close()


def _raised(to: Whom) -> str:
    unit = Unit.objects.get(name="Response A")
    made, _ = alerts.raise_(
        saying=Saying(
            what="Blue Transit, stolen plant",
            words="Last seen on the A45.",
            advice="Stop and search; two on board.",
            priority=Priority.HIGH,
            valid_until=clock.now() + timedelta(hours=1),
            marking="OFFICIAL",
        ),
        to=[to],
        by=Officer.objects.get(login="34-2002"),
        unit=unit,
    )
    return str(made.pk)


def _held(line: httpx2.Client, base: str, handset: Waiting, issued: str) -> None:
    """Raises OSError when the pull does not bring it."""
    prover = Prover(handset.prover.key, base, handset.prover.nonce)
    answer = line.get(watching.PULL, auth=Proving(prover, handset.token))
    brought = [one["id"] for one in answer.json()["changes"] if one["op"] == "upsert"]
    if issued not in brought:
        raise OSError("a handset of the bench was woken for an alert and did not get it")


async def _until(bench: Bench, expected: Sequence[tuple[Waiting, int]]) -> None:
    ends = time.monotonic() + 30 + 4 * bench.seconds
    while not all(len(handset.woken) > before for handset, before in expected):
        if time.monotonic() > ends:
            raise OSError("a handset of the bench was never woken")
        await asyncio.sleep(0.002)
