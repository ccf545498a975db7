"""My work with a thousand entries: how long it takes to open, and whether it scrolls smoothly."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from backend.bench.browser import SLOWER
from backend.bench.figures import Bench, Figure, share
from backend.runtime.signins import SignIn
from field_api.catalogue import shipped

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page, Route

_ENTRIES = 1_000
_PAGE = 100  # as many as a handset asks for
_AFTER = 2**60  # where the played feed begins: after all that any server said
_OPENINGS = 10
_FRAME = 1_000 / 60  # milliseconds
_LATE = _FRAME + 1  # the clock of frames trembles by less than that
_STATES = ("delivered", "needs_review", "released", "returned")
_PULLS = "**/api/v1/sync/pull*"

# From the finger to the frame that shows the first row.
_OPENED = """() => new Promise((tell) => {
  const begun = performance.now();
  const look = () => {
    if (!document.querySelector(".found .list__row")) return requestAnimationFrame(look);
    requestAnimationFrame(() => tell(performance.now() - begun));
  };
  document.querySelector('.tab[href="#/work"]').click();
  look();
})"""
# All that the headings count, of whoever wrote on this phone before.
_DRAWN = f"""() => {{
  const counts = [...document.querySelectorAll(".found .count")].map((one) => +one.textContent);
  const all = counts.reduce((sum, one) => sum + one, 0);
  return all >= {_ENTRIES} && document.querySelectorAll(".found .list__row").length === all;
}}"""
_FRAMES = """() => {
  window.frames = [];
  let before;
  const note = (now) => {
    if (!window.frames) return;
    if (before) window.frames.push(now - before);
    before = now;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}"""
_TAKEN = "() => { const all = window.frames; window.frames = undefined; return all; }"


def figures(bench: Bench, page: "Page", line: "CDPSession", who: SignIn) -> Iterator[Figure]:
    """For a phone that is signed in. What the server has to say is played, for no officer of a
    bench has a thousand entries; the phone keeps it as it keeps everything."""
    bench.say(f"  showing {_ENTRIES:,} entries")
    feed = [_change(number, who.login) for number in range(_ENTRIES)]
    page.context.route(_PULLS, lambda route: _answer(route, feed))
    page.evaluate("() => dispatchEvent(new Event('online'))")
    _tab(page, "#/work")
    _until(page, _DRAWN)
    for slower in (1, SLOWER):
        line.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        by = "" if slower == 1 else ".slowed"
        yield from _openings(f"handset.work.opened{by}", page)
        yield from _scrolls(f"handset.work.frames{by}", page, line, slower)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.context.unroute(_PULLS)


def _openings(name: str, page: "Page") -> Iterator[Figure]:
    took = []
    for _ in range(_OPENINGS):
        _tab(page, "#/ask")
        page.locator(".found").wait_for(state="detached")
        took.append(page.evaluate(_OPENED))
        _until(page, _DRAWN)
    took.sort()
    yield Figure(f"{name}.p50", share(took, 0.5), "ms", len(took), 300, "aim")
    yield Figure(f"{name}.most", took[-1], "ms", len(took), 300, "aim")


def _scrolls(name: str, page: "Page", line: "CDPSession", slower: int) -> Iterator[Figure]:
    """A finger that throws the list from its top to its end, and, as the baseline, an empty page
    as tall: where nothing but the machine is late."""
    height = page.evaluate("() => document.documentElement.scrollHeight")
    frames = _thrown(page, line, height)
    blank = page.context.new_page()
    blank.set_content(f'<div style="height: {height}px"></div>')
    bare = page.context.new_cdp_session(blank)
    bare.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    control = _thrown(blank, bare, height)
    blank.close()
    page.bring_to_front()
    empty = "an empty page as tall"
    yield Figure(f"{name}.late", _late(frames), "%", len(frames), _late(control), empty)
    yield Figure(f"{name}.p99", _p99(frames), "ms", len(frames), _p99(control), empty)


def _thrown(page: "Page", line: "CDPSession", height: int) -> list[float]:
    page.evaluate("() => scrollTo(0, 0)")
    page.evaluate(_FRAMES)
    gesture = {"x": 195, "y": 600, "yDistance": -height, "speed": 4_000}
    line.send("Input.synthesizeScrollGesture", gesture)
    taken: list[float] = page.evaluate(_TAKEN)
    return taken


def _late(frames: list[float]) -> float:
    return 100 * sum(took > _LATE for took in frames) / len(frames)


def _p99(frames: list[float]) -> float:
    return share(sorted(frames), 0.99)


def _tab(page: "Page", address: str) -> None:
    page.locator(f'.tab[href="{address}"]').click()


def _until(page: "Page", holds: str) -> None:
    while not page.evaluate(holds):
        page.wait_for_timeout(50)


def _answer(route: "Route", feed: list[dict[str, Any]]) -> None:
    asked = parse_qs(urlsplit(route.request.url).query)
    start = max(0, int(asked.get("cursor", ["0"])[0]) - _AFTER)
    some = feed[start : start + _PAGE]
    body = {
        "changes": some,
        "cursor": str(_AFTER + start + len(some)),
        "more": start + len(some) < len(feed),
        "epoch": 1,
        "server_time": datetime.now(UTC).isoformat(),
    }
    route.fulfill(status=200, content_type="application/json", body=json.dumps(body))


def _change(number: int, login: str) -> dict[str, Any]:
    """An entry of this officer as the feed tells of it, two hours before the one before."""
    then = (datetime.now(UTC) - timedelta(hours=2 * number)).isoformat()
    state = _STATES[number % len(_STATES)]
    key = str(uuid.UUID(int=number + 1, version=4))
    doc = {
        "id": key,
        "reference": f"34/26/{number:06}",
        "kind": "note",
        "version": 2,
        "title": "Note",
        "state": state,
        "marking": "OFFICIAL",
        "author": {"login": login, "name": "Bench"},
        "occurred_at": then,
        "written_at": then,
        "received_at": then,
        "revision": key,
        "body": shipped.example("note", "valid"),
        "problems": [],
        "review": [],
        "deliveries": [],
        "attachments": [],
    }
    return {"kind": "submission", "id": key, "op": "upsert", "doc": doc}
