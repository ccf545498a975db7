"""What the officer waits for: opening the page, writing, saving, and being heard once there is a
signal. In Chromium, against the whole house; its processor as it is, and slowed to a phone's."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from backend.bench import browser, handset_files, handset_list, handset_writing, officers
from backend.bench.browser import SLOWER
from backend.bench.figures import Bench, Figure, share

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_STARTS = 20  # opened so many times for each figure, at --n 200
_READY = "async () => Boolean((await navigator.serviceWorker.ready).active)"

# As a finger would: the first button is pressed as soon as it is there, and what counts is when its
# answer has been drawn. Time begins with the navigation.
_PRESS = """() => {
  window.answered = new Promise((tell) => {
    let pressed = false;
    const look = () => {
      const button = document.querySelector("main form button[type=submit]");
      if (button && !pressed) { pressed = true; button.click(); }
      const said = document.querySelector("main [role=alert]");
      if (!said?.textContent) return requestAnimationFrame(look);
      requestAnimationFrame(() => setTimeout(() => tell(performance.now())));
    };
    requestAnimationFrame(look);
  });
}"""


def figures(bench: Bench) -> Iterator[Figure]:
    """Left out, with a word, where there is no browser to be driven."""
    who = bench.house.sign_ins[0]
    code, tag = officers.leave(who)
    try:
        with browser.chromium() as opened:
            yield from handset_files.figures(bench.house.base)
            yield from _starts(bench, opened)
            context = browser.phone(opened, bench.house.base)
            writing = handset_writing.Writing(bench, context, who)
            writing.sign_in(code, tag)
            yield from writing.figures()
            yield from handset_list.figures(bench, writing.page, writing.line, who)
            context.close()
    except browser.NoBrowser:
        bench.say("  no browser to be driven here: the handset was not measured")


def _starts(bench: Bench, opened: "Browser") -> Iterator[Figure]:
    times = max(3, _STARTS * bench.n // 200)
    for slower in (1, SLOWER):
        bench.say(f"  opening for the first time, {times} times, processor slowed {slower} times")
        took = sorted(_cold(bench, opened, slower) for _ in range(times))
        yield from _named(f"handset.cold{_by(slower)}", took)
    for slower in (1, SLOWER):
        bench.say(f"  opening without a signal, {times} times, processor slowed {slower} times")
        context = browser.phone(opened, bench.house.base)
        first = browser.page(context)
        first.goto("/")
        first.evaluate(_READY)
        first.close()
        context.set_offline(True)
        took = sorted(_pressed(browser.page(context, slower=slower)) for _ in range(times))
        context.close()
        yield from _named(f"handset.warm{_by(slower)}", took)


def _cold(bench: Bench, opened: "Browser", slower: int) -> float:
    context: BrowserContext = browser.phone(opened, bench.house.base)
    took = _pressed(browser.page(context, slower=slower, line=True))
    context.close()
    return took


def _pressed(page: "Page") -> float:
    """Milliseconds from the navigation to the first answer."""
    page.add_init_script(f"({_PRESS})()")
    page.goto("/", wait_until="commit")
    page.get_by_role("heading", name="Sign in").wait_for()
    took: float = page.evaluate("() => window.answered")
    page.close()
    return took


def _named(name: str, took: list[float]) -> Iterator[Figure]:
    yield Figure(f"{name}.p50", share(took, 0.5), "ms", len(took))
    yield Figure(f"{name}.most", took[-1], "ms", len(took))


def _by(slower: int) -> str:
    return "" if slower == 1 else ".slowed"
