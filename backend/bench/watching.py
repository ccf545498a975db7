"""How long after an entry is pushed a waiting handset holds the alert that it matched.

An officer pushes a stop and search of a car that is on the watch list, on the ground of a unit of
fifty. From before the push until a pull of one of the fifty, made when it was woken, has brought
the alert's text; and whether each of them was woken, and nobody else.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import httpx2
from django.db import connection

from backend import wake
from backend.bench.figures import Bench, Figure, share
from backend.bench.wake_handsets import Waiting
from backend.handset import Handset
from backend.handset.proving import Prover, Proving
from backend.story.bodies import body
from field_api.alerts.models import Addressed
from field_api.identity import actions as identity
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.watch import actions as watch
from field_api.watch.actions import areas
from field_api.watch.models import Hit
from field_api.watch.rules.faults import Wanted

PULL = "/api/v1/sync/pull?kinds=alert&limit=100&cursor="
_BEAT = 50
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_WEST, _SOUTH, _WIDE = -1.4, 52.0, 0.01
_GIVEN_UP = 20.0


@dataclass(frozen=True, slots=True)
class Beat:
    """A unit of some of the handsets, and the middle of its ground."""

    unit: int
    handsets: Sequence[Waiting]
    latitude: float
    longitude: float


def beats(handsets: Sequence[Waiting]) -> list[Beat]:
    """Units of fifty, side by side, each with its ground. Before anybody waits."""
    under, by = Unit.objects.get(name="Response A"), Officer.objects.get(login="34-2002")
    found = []
    for number, start in enumerate(range(0, len(handsets), _BEAT)):
        unit = identity.add_unit(force=under.force, name=f"Beat {number}", parent=under.parent)
        west = _WEST + number * _WIDE
        ring = [[west + x * _WIDE, _SOUTH + y * _WIDE] for x, y in _CORNERS]
        shape = {"type": "Polygon", "coordinates": [ring]}
        areas.draw(unit=unit, name="All", shape=shape, by=by)
        some = handsets[start : start + _BEAT]
        Posting.objects.bulk_create(
            Posting(
                officer_id=each.officer, unit=unit, role=Role.OFFICER, starts_on=date(2020, 1, 1)
            )
            for each in some
        )
        found.append(Beat(unit.pk, some, _SOUTH + _WIDE / 2, west + _WIDE / 2))
    return found


_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))


async def measured(bench: Bench, every: Sequence[Beat], writer: Handset) -> list[Figure]:
    """Of `--n` pushes, in about twelve times `--seconds`, whichever is first."""
    chance = random.Random(2)  # noqa: S311 (the same beats each time)
    waits: list[float] = []
    lost = outside = told = 0
    ends = time.monotonic() + 12 * bench.seconds
    with httpx2.Client(base_url=bench.house.base) as line:
        await asyncio.to_thread(_push, writer, every[0], "", 0)
        while len(waits) < bench.n and time.monotonic() < ends:
            beat, mark = chance.choice(every), _mark(len(waits))
            await asyncio.to_thread(_listed, mark)
            heard = {id(each): len(each.woken) for one in every for each in one.handsets}
            one, begun = chance.choice(beat.handsets), time.monotonic()
            await asyncio.to_thread(_push, writer, beat, mark, len(waits))
            await _until_woken([one], heard)
            held = await asyncio.to_thread(_holds, line, bench.house.base, one, mark)
            waits.append(time.monotonic() - begun if held else _GIVEN_UP)
            lost += int(not held) + await _until_woken(beat.handsets, heard)
            others = [e for each in every if each is not beat for e in each.handsets]
            outside += sum(len(each.woken) > heard[id(each)] for each in others)
            outside += await asyncio.to_thread(_told_beyond, beat)
            told += len(beat.handsets)
            await asyncio.sleep(chance.uniform(0, wake.EVERY))
    waits.sort()
    n = len(waits)
    return [
        Figure("alerts.matched.p50", 1000 * share(waits, 0.5), "ms", n, 500, "aim"),
        Figure("alerts.matched.p95", 1000 * share(waits, 0.95), "ms", n, 1500, "aim"),
        Figure("alerts.matched.lost", lost, "handsets", told),
        Figure("alerts.matched.outside", outside, "handsets", told),
    ]


def _mark(number: int) -> str:
    """A registration that no other has."""
    at = "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(3))
    return f"AB12 {at}"


def _listed(mark: str) -> None:
    now = clock.now()
    wanted = Wanted(
        kind="vehicle",
        known={"vrm": mark},
        category="stolen",
        priority="high",
        authority="Insp Example",
        reason="Taken in a burglary",
        marking="OFFICIAL",
        valid_from=now - timedelta(minutes=1),
        valid_until=now + timedelta(hours=1),
        weed_date=(now + timedelta(days=2)).date(),
    )
    try:
        watch.list_(wanted=wanted, by=Officer.objects.get(login="34-2002"))
    finally:
        connection.close()


def _push(writer: Handset, beat: Beat, mark: str, number: int) -> None:
    said = body("stop-search", str(number))
    if mark:
        at = {"latitude": beat.latitude, "longitude": beat.longitude}
        said |= {"vrm": mark, "place": {"text": "Sample Street", **at}}
    writer.write("stop-search", said)
    writer.push()


async def _until_woken(handsets: Sequence[Waiting], heard: dict[int, int]) -> int:
    """How many were not."""
    ends = time.monotonic() + _GIVEN_UP
    while True:
        left = sum(len(each.woken) <= heard[id(each)] for each in handsets)
        if not left or time.monotonic() > ends:
            return left
        await asyncio.sleep(0.002)


def _holds(line: httpx2.Client, base: str, handset: Waiting, mark: str) -> bool:
    """Whether a pull brings the alert's text."""
    prover = Prover(handset.prover.key, base, handset.prover.nonce)
    answer = line.get(PULL, auth=Proving(prover, handset.token))
    docs = [one["doc"] for one in answer.json()["changes"] if one["op"] == "upsert"]
    return any(mark in doc["what"] for doc in docs)


def _told_beyond(beat: Beat) -> int:
    """To whom of no business the newest alert was sent."""
    try:
        hit = Hit.objects.latest("found_at")
        mine = {each.officer for each in beat.handsets} | {hit.officer_id, hit.listing.owner_id}
        told = Addressed.objects.filter(alert=hit.alert).exclude(officer__in=mine)
        return told.count()
    finally:
        connection.close()
