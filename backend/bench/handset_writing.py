"""Writing on a phone: how long until it is on the disk, and until the server has it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from backend.bench import browser
from backend.bench.browser import SLOWER
from backend.bench.figures import Bench, Figure, share
from backend.runtime.signins import SignIn

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

_SAVES = 50  # at --n 200
_SENDS = 10
_OPENS = 20
_MANY = 50
_KEPT = re.compile("^Kept")
_WORDS = "Seen at the corner, walking towards the station."

# Times as the page has them: a finger's or key's own time, then when the page was told that it is
# on the disk. Saved: it turns to what says so. A draft: the line below says so. Opened: what can be
# written is there to be chosen.
_WATCH = """() => {
  window.took = { saved: [], draft: [], sent: [] };
  let pressed, typed, online;
  addEventListener("click", (event) => (pressed = event.timeStamp), true);
  addEventListener("hashchange", () => {
    if (!location.hash.startsWith("#/saved/") || !pressed) return;
    window.took.saved.push(performance.now() - pressed);
    pressed = undefined;
  });
  addEventListener("input", (event) => {
    if (location.hash.startsWith("#/write/")) typed ??= event.timeStamp;
  }, true);
  addEventListener("online", (event) => (online = event.timeStamp));
  let opened;
  window.opened = new Promise((tell) => (opened = tell));
  const look = () => {
    const choices = [...document.querySelectorAll("main button")];
    if (choices.some((one) => one.textContent.startsWith("Note"))) opened(performance.now());
    const kept = document.querySelector(".actions__kept")?.textContent ?? "";
    if (typed && kept.startsWith("Kept")) {
      window.took.draft.push(performance.now() - typed);
      typed = undefined;
    }
    const link = document.getElementById("link-state")?.textContent ?? "";
    if (online && link.includes("All sent")) {
      window.took.sent.push(performance.now() - online);
      online = undefined;
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
}"""


class Writing:
    """One officer's phone."""

    def __init__(self, bench: Bench, context: "BrowserContext", who: SignIn) -> None:
        self.bench, self.context, self.who = bench, context, who
        self.page: Page = browser.page(context)
        self.line = context.new_cdp_session(self.page)
        self.page.add_init_script(f"({_WATCH})()")

    def sign_in(self, code: str, tag: str) -> None:
        page = self.page
        page.goto("/")
        page.get_by_label("Officer number").fill(self.who.login)
        page.get_by_label("Password").fill(self.who.password)
        page.get_by_label("Six-figure code").fill(self.who.code())
        for box in page.locator("main details summary").all():
            box.click()
        page.get_by_label("Enrolment code").fill(code)
        page.get_by_label("Asset tag").fill(tag)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name="Note").first.wait_for()
        page.locator("#link-state", has_text="All sent").wait_for()

    def figures(self) -> Iterator[Figure]:
        for slower in (1, SLOWER):
            self.line.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            by = "" if slower == 1 else ".slowed"
            yield from self._saves(by)
            yield from self._opens(by)
        self.line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        yield from self._sends()

    def _saves(self, by: str) -> Iterator[Figure]:
        """Without a signal: nothing but the phone is measured."""
        times = max(3, _SAVES * self.bench.n // 200)
        self.bench.say(f"  saving {times} entries{by and ', processor slowed'}")
        self.context.set_offline(True)
        self._forget()
        for _ in range(times):
            self._write()
        yield from self._named(f"handset.saved{by}", "saved")
        yield from self._named(f"handset.draft{by}", "draft")
        self._catch_up()

    def _opens(self, by: str) -> Iterator[Figure]:
        """Without a signal, to where writing begins; the finger is on the lock as it asks."""
        times = max(3, _OPENS * self.bench.n // 200)
        self.bench.say(f"  opening the notebook {times} times{by and ', processor slowed'}")
        self.context.set_offline(True)
        took = []
        for _ in range(times):
            self.page.goto("about:blank")
            self.page.goto("/#/new")
            took.append(self.page.evaluate("() => window.opened"))
        self._catch_up()
        yield from _named(f"handset.opened{by}", sorted(took))

    def _sends(self) -> Iterator[Figure]:
        for name, times, each in (("one", _SENDS, 1), ("fifty", 1, _MANY)):
            self.bench.say(f"  sending {each} as soon as there is a signal, {times} times")
            self._forget()
            for _ in range(times):
                self.context.set_offline(True)
                for _ in range(each):
                    self._write()
                self._catch_up()
            yield from self._named(f"handset.sent.{name}", "sent")

    def _write(self) -> None:
        page = self.page
        page.get_by_role("link", name="New", exact=True).last.click()
        page.get_by_role("button", name="Note").first.click()
        page.get_by_role("textbox", name="Note", exact=True).fill(_WORDS)
        page.locator(".actions__kept", has_text=_KEPT).wait_for()
        sign = page.get_by_role("button", name="Sign and save")
        sign.click()
        sign.wait_for(state="detached")

    def _catch_up(self) -> None:
        self.context.set_offline(False)
        self.page.locator("#link-state", has_text="All sent").wait_for()

    def _forget(self) -> None:
        self.page.evaluate("() => Object.values(window.took).forEach((all) => all.splice(0))")

    def _named(self, name: str, what: str) -> Iterator[Figure]:
        yield from _named(name, sorted(self.page.evaluate("(what) => window.took[what]", what)))


def _named(name: str, took: list[float]) -> Iterator[Figure]:
    yield Figure(f"{name}.p50", share(took, 0.5), "ms", len(took))
    if len(took) > 1:
        yield Figure(f"{name}.p99", share(took, 0.99), "ms", len(took))
