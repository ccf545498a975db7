"""The handset's screens, in the order in which an officer comes by them."""

import re
from typing import TYPE_CHECKING

from backend.screens.album import Album
from backend.screens.scene import PATROL, Scene

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACE = "On the phone"
_SETTLED = 1500  # ms: news comes down, and what lives on it is drawn anew


class Tour:
    """One officer's phone; each step leaves it where the next can begin."""

    def __init__(self, page: "Page", album: Album, scene: Scene) -> None:
        from playwright.sync_api import Error  # noqa: PLC0415 comes with the tests only

        self.page, self.album, self.scene, self.lost = page, album, scene, Error

    def take(self, name: str, title: str) -> None:
        self.album.take(self.page, PLACE, f"phone-{name}", title)

    def to(self, fragment: str) -> None:
        self.page.evaluate("(to) => { location.hash = to }", f"#/{fragment}")
        self.page.wait_for_timeout(_SETTLED)

    def all(self) -> None:
        """LookupError for steps that did not lead where they should; the others are taken."""
        self.signing_in()
        missed = []
        for step in (
            self.writing,
            self.looking_after,
            self.asking,
            self.without_signal,
            self.alerted,
            self.leaving,
        ):
            try:
                step()
            except self.lost as error:
                missed.append(f"{step.__name__}: {error}")
        if missed:
            raise LookupError("\n".join(missed))

    def signing_in(self) -> None:
        who, page = self.scene.person(PATROL), self.page
        page.goto("/")
        page.get_by_label("Officer number").wait_for()
        self.take("sign-in", "Signing in")
        page.get_by_label("Officer number").fill(who.login)
        page.get_by_label("Password").fill(who.password)
        page.get_by_label("Six-figure code").fill(self.scene.code(PATROL))
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name=re.compile("^Note")).first.wait_for()
        page.wait_for_timeout(_SETTLED)
        self.take("new", "What is there to write")

    def writing(self) -> None:
        page = self.page
        page.get_by_role("button", name=re.compile("^Stop and search")).first.click()
        page.get_by_role("heading", name="Stop and search", level=1).wait_for()
        self.take("write-search", "A stop and search begun")
        page.get_by_role("button", name="Sign and save").click()
        page.wait_for_timeout(_SETTLED)
        self.take("write-needed", "What the law asks for is named before signing")
        self.to("new")
        page.get_by_role("button", name=re.compile("^Intelligence report")).first.click()
        page.get_by_label("2 Untested").check()
        page.get_by_role("button", name="Add matter").click()
        told = page.get_by_label("What is known")
        told.fill("A blue van is parked at the mill most nights. Seen from 22:00 until 04:00.")
        page.get_by_label(re.compile("^D ")).check()
        page.get_by_label(re.compile("^P ")).check()
        page.get_by_label(re.compile("^Low")).check()
        told.scroll_into_view_if_needed()
        self.take("write-report", "An intelligence report, graded as it is written")
        self.to("new")
        self._note("Spoke to the keeper of the mill: the gate is locked at nine.")
        page.get_by_role("heading", name="Saved").wait_for()
        page.get_by_text("Received by the server").wait_for()
        self.take("saved", "Saved, and received")

    def _note(self, text: str) -> None:
        page = self.page
        page.get_by_role("button", name=re.compile("^Note")).first.click()
        page.get_by_role("textbox", name="Note", exact=True).fill(text)
        page.get_by_role("button", name="Sign and save").click()

    def looking_after(self) -> None:
        scene = self.scene
        for fragment, name, title in (
            ("work", "work", "My work: what needs the officer first"),
            (f"entry/{scene.delivered}", "entry", "An entry, and what each system answered"),
            (f"entry/{scene.returned}", "returned", "Sent back, with a comment at the field"),
            (f"settle/{scene.forked}", "settle", "Two versions: the author says which stands"),
            ("duty", "duty", "The duty report"),
        ):
            self.to(fragment)
            self.take(name, title)

    def asking(self) -> None:
        page = self.page
        self.to("ask")
        self.take("ask", "One question to every system")
        page.get_by_label("Ask about").fill("FB26 DEM")
        why = page.get_by_label("Why you are asking")
        if not why.is_visible():  # folded where the last entry says why
            page.locator("details", has=why).locator("summary").click()
        why.fill("Stopped in Sample Street")
        page.get_by_role("main").get_by_role("button", name="Ask").click()
        page.get_by_text("Firearms").first.wait_for()
        self.take("answer", "Warnings first, each value with its source")

    def without_signal(self) -> None:
        page = self.page
        page.context.set_offline(True)
        self.to("new")
        self._note("Written in a dead spot.")
        page.get_by_role("heading", name="Saved").wait_for()
        self.take("saved-offline", "Saved without a signal")
        self.to("outbox")
        self.take("outbox", "What is not sent, and why")
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(_SETTLED)

    def alerted(self) -> None:
        page = self.page
        self.to("work")
        self.scene.alert()
        page.evaluate("dispatchEvent(new Event('online'))")
        page.get_by_text("Blue Transit").first.wait_for()
        self.take("alert", "An alert comes over whatever is done")
        page.get_by_text("Blue Transit").first.click()
        page.wait_for_timeout(_SETTLED)
        self.take("alert-open", "An alert: seen, and acted on")
        self.to("alerts")
        self.take("alerts", "Alerts")
        self.to("tasks")
        self.take("tasks", "What I am asked to do")
        self.to("map")
        self.take("map", "What happened near here")

    def leaving(self) -> None:
        page = self.page
        self.to("phone")
        self.take("phone", "This phone")
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("dialog").wait_for()
        self.take("sign-out", "What signing out takes along is said first")
        page.get_by_role("button", name="Stay signed in").click()
        page.get_by_role("button", name="Lock", exact=True).click()
        page.get_by_role("heading", name="Locked").wait_for()
        self.take("locked", "Locked: nothing of it stays in sight")
