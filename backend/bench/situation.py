"""The map: how long the server takes over 5,000 entries of one unit, and how smoothly a phone moves
their marks about."""

import http.client
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from backend.bench import browser, handset_writing, officers
from backend.bench.browser import SLOWER
from backend.bench.figures import Bench, Figure, share
from backend.bench.sync_rows import unchecked
from backend.handset import Handset
from field_api.identity import actions as identity
from field_api.identity.models import Officer, Unit
from field_api.identity.rules import Role
from field_api.intelligence.models import Mention, Record
from field_api.lib import clock

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ENTRIES = 5_000
_FRAMES = 120
_ANOTHER = 60  # answers that the map changed meanwhile, before that is a fault
_DOOR = "/api/v1/situation?hours=72"
_SOUTH, _WEST, _HIGH, _WIDE = 52.0, -1.3, 0.6, 0.9  # degrees: the ground of the force

# A step of the finger, the wheel or the slider in each frame; the times from one to the next.
_MOVED = """([how, frames]) => new Promise((tell) => {
  const svg = document.querySelector("svg.map");
  const range = document.querySelector(".map__range");
  const { left, top, width, height } = svg.getBoundingClientRect();
  svg.setPointerCapture = () => {};
  const at = (step) => ({
    clientX: left + width / 2 + 90 * Math.sin(step / 9),
    clientY: top + height / 2 + 60 * Math.cos(step / 7),
    pointerId: 1, button: 0, bubbles: true, cancelable: true,
  });
  const point = (name, step) => svg.dispatchEvent(new PointerEvent(name, at(step)));
  const ACTS = {
    pan: (step) => point("pointermove", step),
    zoom: (step) => svg.dispatchEvent(
      new WheelEvent("wheel", { ...at(0), ctrlKey: true, deltaY: step % 40 < 20 ? -25 : 25 })),
    hours: (step) => {
      range.value = 1 + (step * 3) % 72;
      range.dispatchEvent(new Event("input", { bubbles: true }));
    },
  };
  const took = [];
  let before, step = 0;
  if (how === "pan") point("pointerdown", 0);
  const frame = (now) => {
    if (before) took.push(now - before);
    before = now;
    if (took.length < frames) { ACTS[how](step++); return requestAnimationFrame(frame); }
    point("pointercancel", step);
    tell(took);
  };
  requestAnimationFrame(frame);
})"""


def figures(bench: Bench) -> Iterator[Figure]:
    """Times of the server in full, the look on the ledger by then; frames left out, with a word,
    where no browser can be driven."""
    who = bench.house.sign_ins[0]
    reader = Officer.objects.get(login=who.login)
    unit = Unit.objects.get(name="Response A")
    identity.post(officer=reader, unit=unit, role=Role.SUPERVISOR, starts_on=date(2020, 1, 1))
    bench.say(f"  making {_ENTRIES:,} entries")
    _happened(Officer.objects.filter(given_name="Bench").latest("pk"), unit)
    with officers.signed_in(bench.house.base, who) as handset:
        yield from _asked(bench, handset)
    code, tag = officers.leave(who)
    try:
        with browser.chromium() as opened:
            context = browser.phone(opened, bench.house.base)
            writing = handset_writing.Writing(bench, context, who)
            writing.sign_in(code, tag)
            yield from _moved(bench, writing)
            context.close()
    except browser.NoBrowser:
        bench.say("  no browser to be driven here: no frames were measured")


def _happened(author: Officer, unit: Unit) -> None:
    """As if each had been pushed and read: all within the last two days, all over the force."""
    chance = random.Random(5)  # noqa: S311 nobody's secret
    now = clock.now()
    records = [
        Record(
            id=uuid4(), reference=f"B/{number}", force=unit.force, unit=unit, author=author,
            kind="note", marking="OFFICIAL", state="released", revisions=[uuid4()], to_read=False,
            told_at=now, occurred_at=now - timedelta(minutes=chance.uniform(0, 2_800)),
        )
        for number in range(_ENTRIES)
    ]  # fmt: skip
    places = [
        Mention(
            record=record, revision=record.revisions[0], key="place", type="place",
            role="incident-location", category="other",
            attributes={
                "text": f"Sample Street {number}",
                "latitude": _SOUTH + chance.random() * _HIGH,
                "longitude": _WEST + chance.random() * _WIDE,
            },
        )
        for number, record in enumerate(records)
    ]  # fmt: skip
    with unchecked():
        Record.objects.bulk_create(records, 500)
        Mention.objects.bulk_create(places, 500)


def _asked(bench: Bench, handset: Handset) -> Iterator[Figure]:
    times = max(5, bench.n // 10)
    bench.say(f"  asking for the map {times} times, and {times} times whether it is another")
    handset.call("GET", "me")  # for the nonce of now
    tag, weight = "", 0
    for name in ("map.opened", "map.unchanged"):
        took: list[float] = []
        tries = 0
        while len(took) < times:
            begun = time.perf_counter()
            status, told, size = _got(bench.house.base, handset, tag)
            spent = 1000 * (time.perf_counter() - begun)
            weight = size or weight
            if status == (304 if name == "map.unchanged" else 200):
                took.append(spent)
            # Entries that subjects before this one wrote may still be read for their places.
            elif status != 200 or (tries := tries + 1) > _ANOTHER:
                raise OSError(f"the map was answered {status}")
            if name == "map.unchanged" or len(took) == times:
                tag = told
        took.sort()
        yield Figure(f"{name}.p50", share(took, 0.5), "ms", times)
        yield Figure(f"{name}.most", took[-1], "ms", times)
    yield Figure("map.weight", weight / 1024, "KiB", _ENTRIES)


def _got(base: str, handset: Handset, tag: str) -> tuple[int, str, int]:
    """Status, entity tag, and the bytes that came."""
    headers = {**handset.line.headers("GET", _DOOR.partition("?")[0]), "Accept-Encoding": "gzip"}
    line = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    line.request("GET", _DOOR, headers={**headers, "If-None-Match": tag} if tag else headers)
    answer = line.getresponse()
    size = len(answer.read())
    line.close()
    return answer.status, answer.headers["ETag"], size


def _moved(bench: Bench, phone: handset_writing.Writing) -> Iterator[Figure]:
    page: Page = phone.page
    page.evaluate("() => { location.hash = '#/map'; }")
    page.locator(".map__mark").first.wait_for()
    for slower in (1, SLOWER):
        phone.line.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        by = "" if slower == 1 else ".slowed"
        for how in ("pan", "zoom", "hours"):
            bench.say(f"  {_FRAMES} frames of {how}, processor slowed {slower} times")
            took = sorted(page.evaluate(_MOVED, [how, _FRAMES]))
            yield Figure(f"map.{how}{by}.p50", share(took, 0.5), "ms/frame", len(took))
            yield Figure(f"map.{how}{by}.p95", share(took, 0.95), "ms/frame", len(took))
