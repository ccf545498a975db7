"""A folder of pictures with a page that shows them; what nothing makes any more goes."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Page

LIGHTS = ("light", "dark")
COLOURS = 96  # of a palette; flat pages need few, and a folder of pictures is cloned by everybody
SETTLED = 350  # ms: what a page draws after its last answer


@dataclass(frozen=True, slots=True)
class Shot:
    """`place` is the part of the album; the file is <name>-<light>.png."""

    place: str
    name: str
    title: str


@dataclass
class Album:
    """Pictures by day and by night. `shots` are those taken, in their order."""

    folder: Path
    shots: list[Shot] = field(default_factory=list)

    def take(self, page: "Page", place: str, name: str, title: str) -> None:
        """The part of the page in view, once by day and once by night."""
        page.mouse.move(0, 0)  # nothing is shown as pointed at
        for light in LIGHTS:
            page.emulate_media(color_scheme=light, reduced_motion="reduce")
            page.wait_for_timeout(SETTLED)
            _keep(page.screenshot(caret="hide"), self.folder / f"{name}-{light}.png")
        page.emulate_media(color_scheme="light")
        self.shots.append(Shot(place, name, title))

    def close(self) -> list[str]:
        """Write the page that shows them; the names of pictures that are gone."""
        kept = {f"{shot.name}-{light}.png" for shot in self.shots for light in LIGHTS}
        stale = [one for one in self.folder.glob("*.png") if one.name not in kept]
        for one in stale:
            one.unlink()
        (self.folder / "README.md").write_text("\n".join(_page(self.shots)), "utf-8")
        return sorted(one.name for one in stale)


def _keep(picture: bytes, to: Path) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(to, optimize=True)


def _page(shots: list[Shot]) -> list[str]:
    lines = [
        "# Screens",
        "",
        "Made by `python3 manage.py screens`, by day and by night. All of it is",
    ]
    lines += ["made up. Not written by hand: what is written here is gone after the next run.", ""]
    for place in dict.fromkeys(shot.place for shot in shots):
        lines += [f"## {place}", "", "| Screen | By day | By night |", "| --- | --- | --- |"]
        lines += [_row(shot) for shot in shots if shot.place == place]
        lines.append("")
    return lines


def _row(shot: Shot) -> str:
    cells = [f"![{shot.title}, {light}]({shot.name}-{light}.png)" for light in LIGHTS]
    return f"| {shot.title} | {' | '.join(cells)} |"
