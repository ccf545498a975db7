"""Finding an offence while it is typed, in the browser a handset's page runs in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from backend.bench.figures import Bench, Figure, share
from field_api.catalogue import shipped
from field_api.web import rules

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SLOWER = 4  # times: a phone of some years beside this machine
TYPED = (
    "theft from a shop",
    "assault by beating",
    "possess knife",
    "drive without insurance",
    "criminal damage",
    "class b drug",
    "th68010",
    "fraud false representation",
)
_PAGE = "http://page.invalid/"  # the browser answers it itself: no network is asked
_MEASURE = """async ([codes, typed]) => {
  const { indexed, find } = await import("/finding.js");
  const begun = performance.now();
  const index = indexed(codes);
  const ready = performance.now() - begun;
  const took = [];
  for (const words of typed)
    for (let end = 1; end <= words.length; end += 1) {
      const at = performance.now();
      find(index, words.slice(0, end));
      took.push(performance.now() - at);
    }
  return { ready, took };
}"""


def figures(bench: Bench) -> Iterator[Figure]:
    """Milliseconds a keystroke in the list of offences takes, on a processor slowed to a phone's.

    Left out, with a word, where there is no browser or no Playwright to drive it: neither belongs
    to an installation.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 comes with the tests only
    except ImportError:
        browser = None
    if browser is None:
        bench.say("  no browser to be driven here: finding was not measured")
        return
    (offences,) = (one for one in shipped.lists() if one["list"] == "cjs-offences")
    codes = [[code, label] for code, label, *_ in offences["codes"]]
    bench.say(f"  finding among {len(codes)} offences")
    script = Path(rules.__file__).parent / "static/web/finding.js"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page()
        page.route(_PAGE, lambda route: route.fulfill(body="<title>Finding</title>"))
        page.route(f"{_PAGE}finding.js", lambda route: route.fulfill(path=script))
        page.goto(_PAGE)
        slowed = page.context.new_cdp_session(page)
        slowed.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        found = page.evaluate(_MEASURE, [codes, list(TYPED)])
        chromium.close()
    took = sorted(found["took"])
    yield Figure("finding.ready", found["ready"], "ms", 1)
    yield Figure("finding.p50", share(took, 0.5), "ms", len(took))
    yield Figure("finding.p99", share(took, 0.99), "ms", len(took))
