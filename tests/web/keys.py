"""Somebody who has only keys: what they reach by Tab, and whether they can see where they are."""

import re

from playwright.sync_api import Page, expect

MOST = 250  # stops on one page; whoever passes more is going round

_HERE = """() => {
  const text = (node) => (node?.innerText ?? "").trim();
  const node = document.activeElement;
  const by = (node.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
  const named = by.map((id) => text(document.getElementById(id))).join(" ");
  const labels = [...(node.labels ?? [])].map(text).join(" ");
  const said = node.getAttribute("aria-label") || named || labels || text(node);
  const group = text(node.closest("fieldset")?.querySelector("legend"));
  return [node.type === "radio" || group && node.matches("fieldset input") ? group : "", said]
    .filter(Boolean).join(": ").replace(/\\s+/g, " ");
}"""

# A ring is drawn on what is focused or, round a tick, on the box it stands in; and nothing that is
# fixed to the screen lies over all of it (WCAG 2.4.7, 2.4.11).
_SEEN = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return "nothing has the focus";
  const ringed = (one) => one && getComputedStyle(one).outlineStyle !== "none" &&
    parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  if (!ringed(node) && !ringed(node.closest("label"))) return "no ring round it";
  const shown = node.closest("label") ?? node;
  const box = shown.getBoundingClientRect();
  const top = Math.max(box.top, 0), end = Math.min(box.bottom, innerHeight);
  if (end - top < Math.min(8, box.height)) return "it is out of sight";
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
  const heights = [0.1, 0.5, 0.9].map((part) => top + part * (end - top));
  const own = (one) => one && (shown.contains(one) || one.contains(shown));
  const free = heights.some((y) => own(document.elementFromPoint(x, y)));
  return free ? "" : "something lies over it";
}"""


class Keys:
    """`passed` is every stop so far, by its name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.passed: list[str] = []

    @property
    def here(self) -> str:
        """What has the focus, as a screen reader names it: its group first."""
        said: str = self.page.evaluate(_HERE)
        return said

    def tab(self, key: str = "Tab") -> str:
        """One stop on. Between the last of a page and its first is the browser's own bar, which a
        page knows nothing of."""
        self.page.keyboard.press(key)
        if self.page.evaluate("document.activeElement === document.body"):
            self.page.keyboard.press(key)
        self.passed.append(self.here)
        hidden = self.page.evaluate(_SEEN)
        assert not hidden, f"{self.here}: {hidden}"
        return self.passed[-1]

    def to(self, name: str, key: str = "Tab") -> "Keys":
        """On to what begins with `name`, forwards unless said. Fails where there is none."""
        first = len(self.passed)
        wanted = re.compile(name, re.I)
        for _ in range(MOST):
            if wanted.match(self.tab(key)):
                return self
        raise AssertionError(f"no {name} among {self.passed[first:]}")

    def press(self, key: str = "Enter") -> None:
        self.page.keyboard.press(key)

    def turn(self, heading: str) -> None:
        """Press what has the focus; the screen it turns to begins at its heading."""
        self.press()
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_focused()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
