"""Pictures as a browser draws them: on a phone they can be read, on paper each page is marked."""

import re
import zlib
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from field_api.insights.rules import charts
from field_api.insights.rules.pictures import SERIES, Chart
from field_api.web.rules import FILES
from tests.web.conftest import PHONE, chromium

__all__ = ["chromium"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = "Intelligence report of the neighbourhood team, with a name that is too long"
ROWS = [(LONG, 1234567.0), ("Stop and search", 12.5), ("Notiz mit Wörtern", 0.0), ("W" * 60, 9.0)]
PICTURES: dict[str, Chart] = {
    "bars": charts.bars(ROWS, unit="entries"),
    "intervals": charts.intervals(
        [(LONG, 3.2, 1.1, 9.75), ("Other", 0.5, 0.25, 0.75)], unit="minutes", reference=1.0
    ),
    "shares": charts.shares(
        [(LONG, {"decided on": 5, "released": 3, "neither": 0}), ("None", {})], unit="entries"
    ),
    "lines": charts.lines(
        {
            f"{LONG} {n}": [(f"{day} Nov 2026", float(n * day * 100_000)) for day in range(1, 29)]
            for n in range(SERIES)
        },
        unit="entries",
    ),
}
STYLES = ("tokens", "base", "parts", "console", "desk-insight")

LETTERS = """() => [...document.querySelectorAll("svg[role=img] text")].map((one) => {
  const box = one.getBoundingClientRect();
  const frame = one.ownerSVGElement.getBoundingClientRect();
  return {
    text: one.textContent, size: parseFloat(getComputedStyle(one).fontSize) * frame.width / 360,
    left: box.left - frame.left, right: frame.right - box.right,
    top: box.top - frame.top, bottom: frame.bottom - box.bottom,
    box: [box.left, box.top, box.right, box.bottom],
  };
})"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(**PHONE)
    yield context.new_page()
    context.close()


def show(page: Page, body: str) -> None:
    styles = "".join(f"<style>{(FILES / f'{name}.css').read_text()}</style>" for name in STYLES)
    page.set_content(f"<!doctype html><title>x</title>{styles}<main class='main'>{body}</main>")


def drawn(name: str) -> str:
    weaves = render_to_string("insights/chart_patterns.html")
    chart = {"title": name, "chart": PICTURES[name]}
    return (
        f"{weaves}<section class='card'>{render_to_string('insights/chart.html', chart)}</section>"
    )


@pytest.mark.parametrize("name", PICTURES)
def test_on_a_phone_letters_are_large_enough_apart_and_inside(name: str, page: Page) -> None:
    show(page, drawn(name))
    letters = page.evaluate(LETTERS)
    assert len(letters) > 4
    assert min(one["size"] for one in letters) >= 11
    outside = [
        one for one in letters if min(one[s] for s in ("left", "right", "top", "bottom")) < -1
    ]
    assert outside == []
    boxes = [(one["text"], one["box"]) for one in letters if one["text"].strip()]
    assert [
        (first, second)
        for place, (first, a) in enumerate(boxes)
        for second, b in boxes[place + 1 :]
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 4
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_patterns_are_there_for_every_share(page: Page) -> None:
    show(page, drawn("shares"))
    lost = page.evaluate(
        """() => [...document.querySelectorAll("[fill^='url']")]
        .filter((one) => !document.querySelector(one.getAttribute("fill").slice(4, -1)))
        .map((one) => one.getAttribute("fill"))"""
    )
    assert lost == []


@pytest.mark.parametrize("marking", ["OFFICIAL", "OFFICIAL-SENSITIVE"])
def test_every_page_of_paper_is_marked(marking: str, page: Page) -> None:
    """Three pages without a letter of their own: what letters they have are the marking's, at the
    head and at the foot."""
    blank = "<div style='height: 200mm; break-after: page'></div>" * 2
    show(page, f"<div data-marking='{marking}'></div>{blank}<div style='height: 10mm'></div>")
    written = letters_of(page.pdf(format="A4", prefer_css_page_size=True))
    assert written == [2 * len(marking)] * 3


def letters_of(pdf: bytes) -> list[int]:
    """How many letters each page of a PDF of Chromium's has: two bytes each, in hexadecimal."""
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            content = zlib.decompress(raw)
        except zlib.error:
            continue
        if re.search(rb"\bcm\b", content[:200]):
            shown = b"".join(re.findall(rb"\bBT\b.*?\bET\b", content, re.DOTALL))
            found.append(sum(len(one) // 4 for one in re.findall(rb"<([0-9A-Fa-f]+)>", shown)))
    return found
