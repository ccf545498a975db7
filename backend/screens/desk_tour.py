"""The desk and the console, on a phone and on a desk's screen."""

from typing import TYPE_CHECKING

from backend.screens.album import Album
from backend.screens.scene import AUDITOR, INSPECTOR, KEEPER, SERGEANT, Scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SMALL = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}

_DESK, _CONSOLE, _FORCE, _INSIGHT, _AUDIT = (
    "At the desk",
    "At the console",
    "Looking after a force",
    "Insight",
    "Auditing",
)
# Who looks, where, and what the picture is called.
PAGES = (
    (SERGEANT, _DESK, "/desk/", "queue", "The review queue"),
    (SERGEANT, _DESK, "/desk/{waiting}/", "review", "Reading a report, and deciding"),
    (SERGEANT, _DESK, "/desk/{answered}/", "compare", "What changed since it was sent back"),
    (SERGEANT, _DESK, "/desk/overdue/", "overdue", "Past their time"),
    (SERGEANT, _DESK, "/duty/", "duty", "The duty report"),
    (SERGEANT, _DESK, "/desk/alerts/", "alerts", "Alerts, and who has seen them"),
    (SERGEANT, _DESK, "/desk/alerts/new", "alert-new", "Issuing an alert"),
    (SERGEANT, _DESK, "/desk/watch/", "watch", "The watch list"),
    (SERGEANT, _DESK, "/desk/watch/new", "watch-new", "Somebody or something to look for"),
    (SERGEANT, _DESK, "/desk/watch/hits/", "hits", "Where it turned up"),
    (SERGEANT, _DESK, "/desk/taskings/", "taskings", "What officers are asked to do"),
    (SERGEANT, _DESK, "/desk/map/", "map", "What happens where"),
    (SERGEANT, _DESK, "/desk/indicators/", "indicators", "What fraudsters use, and how often"),
    (SERGEANT, _DESK, "/desk/returns/", "returns", "What is owed to the public"),
    (SERGEANT, _DESK, "/desk/sign-in/yours", "yours", "How one signs in"),
    (INSPECTOR, _DESK, "/desk/persons/", "persons", "What takes two people"),
    (INSPECTOR, _DESK, "/desk/glass/", "glass", "Broken glass, to be judged"),
    (INSPECTOR, _DESK, "/desk/agreements/", "agreements", "With whom it is shared"),
    (SERGEANT, _CONSOLE, "/console/", "systems", "How each system stands"),
    (SERGEANT, _CONSOLE, "/console/systems/records/", "system", "One system"),
    (SERGEANT, _CONSOLE, "/console/entries/{delivered}/", "trace", "Where an entry went"),
    (SERGEANT, _CONSOLE, "/console/letters/", "letters", "What could not be delivered"),
    (SERGEANT, _CONSOLE, "/console/handsets/", "handsets", "Handsets"),
    (KEEPER, _FORCE, "/desk/people/", "people", "People"),
    (KEEPER, _FORCE, "/desk/forms/", "forms", "Forms"),
    (KEEPER, _FORCE, "/desk/forms/note/2/", "form", "One form, field by field"),
    (KEEPER, _FORCE, "/desk/lists/", "lists", "Lists of codes"),
    (KEEPER, _FORCE, "/desk/administration/", "administration", "All that a force sets"),
    (KEEPER, _FORCE, "/desk/administration/units/", "units", "The tree of units"),
    (KEEPER, _FORCE, "/desk/administration/import/officers/", "bring-in", "Officers from a file"),
    (KEEPER, _INSIGHT, "/insight/", "insight", "How the work goes"),
    (KEEPER, _INSIGHT, "/insight/quality/", "quality", "What is right first time"),
    (KEEPER, _INSIGHT, "/insight/time/", "time", "Hours given back"),
    (KEEPER, _INSIGHT, "/insight/time/assumptions/", "assumptions", "What they rest on"),
    (KEEPER, _INSIGHT, "/insight/searches/", "searches", "Stop and search, scrutinised"),
    (KEEPER, _INSIGHT, "/insight/health/", "health", "How soon and surely it arrives"),
    (AUDITOR, _AUDIT, "/desk/audit/", "audit", "Who looked, and why"),
    (AUDITOR, _AUDIT, "/desk/audit/findings/", "findings", "What was noticed"),
)


def all_of(browser: "Browser", base: str, album: Album, scene: Scene) -> None:
    signed: dict[int, Page] = {}
    for who, place, path, name, title in PAGES:
        page = signed.get(who) or _signed_in(browser, base, scene, who)
        signed[who] = page
        for size, kind in ((SMALL, "desk"), (WIDE, "wide")):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            answer = page.goto(path.format(**vars(scene)))
            if not answer or answer.status != 200:
                raise LookupError(f"{path} answered {answer and answer.status}")
            album.take(page, place if kind == "desk" else f"{place}, wide", f"{kind}-{name}", title)
    for page in signed.values():
        page.context.close()


def _signed_in(browser: "Browser", base: str, scene: Scene, place: int) -> "Page":
    who = scene.person(place)
    page = browser.new_context(viewport=SMALL, locale="en-GB", base_url=base).new_page()
    page.goto("/desk/sign-in")
    page.get_by_label("Officer number").fill(who.login)
    page.get_by_label("Password").fill(who.password)
    page.get_by_label("Six-figure code").fill(scene.code(place))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator(".leave").wait_for()
    return page
