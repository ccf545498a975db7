"""Three kinds of entry, each with a photo, written step by step so that any step may be the last.

Each step looks first whether it was done: what was begun is gone on with after a restart.
"""

import io
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image
from playwright.sync_api import Locator, Page, expect

KINDS = ("Note", "Incident update", "Intelligence report")
_STATE = """(area) => ({
  kept: document.querySelector(".actions__kept")?.textContent ?? "", text: area.value,
})"""


@dataclass
class Entry:
    """`kept` is the longest text that the page called kept; it must never be lost. `words` are its
    own: no other entry has them."""

    number: int
    kept: str = ""
    photo_kept: bool = False
    photo: bytes = field(init=False)

    def __post_init__(self) -> None:
        noise = random.Random(self.number).randbytes(160 * 120 * 3)
        file = io.BytesIO()
        Image.frombytes("RGB", (160, 120), noise).save(file, "JPEG", quality=90)
        self.photo = file.getvalue()

    @property
    def kind(self) -> str:
        return KINDS[self.number % len(KINDS)]

    @property
    def words(self) -> str:
        return f"Entry {self.number:02} of them all. Seen from the bridge, twice, by two people."

    @property
    def name(self) -> str:
        return f"photo-{self.number:02}.jpg"

    def begin(self, page: Page) -> None:
        page.get_by_role("link", name="New", exact=True).last.click()
        page.get_by_role("button", name=re.compile(f"^{self.kind}")).first.click()
        expect(page.get_by_role("heading", name=self.kind, level=1)).to_be_visible()

    def go_on(self, page: Page) -> None:
        """All that is still to do, up to the signature."""
        for step in self._steps(page):
            step()
        self._sign(page)

    def check(self, page: Page) -> None:
        """What the page called kept is in the draft that came back."""
        text = _area(page, self.kind).input_value() if self.kept else ""
        assert text.startswith(self.kept), f"kept {self.kept!r}, came back {text!r}"
        if self.photo_kept:
            expect(self._shown(page)).to_have_count(1)

    def _steps(self, page: Page) -> list[Callable[[], None]]:
        steps = [lambda: self._type(page), lambda: self._take(page)]
        if self.kind == "Intelligence report":
            steps[:0] = [lambda: _one_matter(page)]
            steps += [lambda label=label: page.get_by_label(label).check() for label in _GRADES]
        if self.kind == "Incident update":
            reference = page.get_by_label("Incident reference")
            steps += [lambda: reference.fill("34-26-000042")]
        # Not always in the same order: another thing is half done at each death.
        random.Random(self.number).shuffle(steps[-2:])
        return steps

    def _type(self, page: Page) -> None:
        area = _area(page, self.kind)
        there = len(area.input_value())
        assert self.words.startswith(area.input_value())
        area.press("End")
        for start in range(there, len(self.words), 9):
            area.press_sequentially(self.words[start : start + 9], delay=15)
            self._note_kept(area)
        area.blur()

    def _note_kept(self, area: Locator) -> None:
        """One look at both: what stands there while it is called kept is on the disk."""
        state = area.evaluate(_STATE)
        if state["kept"].startswith("Kept on this phone"):
            self.kept = max(self.kept, state["text"], key=len)

    def _take(self, page: Page) -> None:
        if self._shown(page).count() == 0:
            with page.expect_file_chooser() as chooser:
                page.get_by_role("button", name="Add photo or file").click()
            some = {"name": self.name, "mimeType": "image/jpeg", "buffer": self.photo}
            chooser.value.set_files(some)
        expect(self._shown(page)).to_have_count(1)
        self.photo_kept = True

    def _shown(self, page: Page) -> Locator:
        return page.get_by_role("button", name=f"Remove {self.name}")

    def _sign(self, page: Page) -> None:
        page.get_by_role("button", name="Sign and save", exact=True).click()
        anyway = page.get_by_role("button", name="Sign and save now")
        saved = page.get_by_role("heading", name="Saved")
        expect(anyway.or_(saved)).to_be_visible()
        if anyway.is_visible():
            anyway.click()
        expect(saved).to_be_visible()


_GRADES = (re.compile("^2 Untested"), re.compile("^D "), re.compile("^P "), re.compile("^Low"))
_AREAS = {
    "Note": "Note",
    "Incident update": "What happened and what you did",
    "Intelligence report": "What is known",
}


def _area(page: Page, kind: str) -> Locator:
    return page.get_by_role("textbox", name=_AREAS[kind], exact=True)


def _one_matter(page: Page) -> None:
    if _area(page, "Intelligence report").count() == 0:
        page.get_by_role("button", name="Add matter").click()
    expect(_area(page, "Intelligence report")).to_have_count(1)
