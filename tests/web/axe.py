"""axe-core looks at a page as it stands, and every target on it is measured.

axe runs in a world of its own: it sees the page's elements, and neither its policy nor its Trusted
Types are weakened to let it in.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
HERE = _AXE.is_file()
needs_axe = pytest.mark.skipif(not HERE, reason="npm ci has not been run here: no axe-core")

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LEAST = 44
"""CSS pixels, each way: WCAG 2.2 asks for 24 at AA (2.5.8) and for 44 at AAA (2.5.5)."""

_RUN = "axe.run(document, {}).then((found) => JSON.stringify(found.violations))"

_SMALL = """(least) => {
  const targets = "a[href], button, summary, select, textarea, label:has(input), [role=button], " +
    "[tabindex='0'], input:not([type=hidden])";
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const inText = (node) => node.matches("a, button") && !node.closest("nav") &&
    getComputedStyle(node).display === "inline" && node.parentElement.matches("p, dd, li, td");
  const boxes = (node) => [node, ...(node.labels ?? [])].map((one) => one.getBoundingClientRect());
  const wide = (node) => Math.max(...boxes(node).map((box) => box.width));
  const high = (node) => Math.max(...boxes(node).map((box) => box.height));
  const named = (node) => `${node.localName}.${node.className} "${(node.innerText || node.name ||
    node.getAttribute("aria-label") || "").trim().slice(0, 40)}"`;
  return [...document.querySelectorAll(targets)]
    .filter((node) => shown(node) && !inText(node) && !node.disabled)
    .filter((node) => !node.matches(".skip-link") && !node.closest("[inert]"))
    .filter((node) => high(node) < least - 0.5 || wide(node) < least - 0.5)
    .map((node) => `${named(node)} ${Math.round(wide(node))}x${Math.round(high(node))}`);
}"""


@cache
def _axe() -> str:
    return _AXE.read_text("utf-8")


def violations(page: Page, *rules: str) -> list[str]:
    """What breaks WCAG 2.2 A and AA or axe's own best practice, a line for each element. `rules`
    narrows the look to those, by their ids."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    options = json.dumps({"runOnly": only, "resultTypes": ["violations"]})
    said = _evaluated(page, f"{_axe()};\n{_RUN.replace('{}', options)}")
    return [
        f"{one['id']}: {' '.join(map(str, node['target']))}: {_why(node)}"
        for one in json.loads(said)
        for node in one["nodes"]
    ]


def _evaluated(page: Page, script: str) -> Any:
    line = page.context.new_cdp_session(page)
    try:
        frame = line.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = line.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        asked = {"contextId": world["executionContextId"], "awaitPromise": True}
        answer = line.send(
            "Runtime.evaluate", {"expression": script, "returnByValue": True} | asked
        )
    finally:
        line.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"]["value"]


def _why(node: dict[str, Any]) -> str:
    return " ".join(str(node["failureSummary"]).split())[:240]


def small(page: Page) -> list[str]:
    """Targets of less than 44 by 44 pixels, their labels counted in; a link within a sentence has
    the height of its line, as 2.5.8 allows."""
    found: list[str] = page.evaluate(_SMALL, LEAST)
    return found


def sideways(page: Page) -> list[str]:
    """Whether the page has to be scrolled sideways to be read (1.4.10)."""
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{over} px too wide"] if over > 0 else []
