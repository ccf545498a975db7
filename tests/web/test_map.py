"""The map on the phone: what it last got, without a signal, by touch and by keys, for everybody."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from field_api.lib import clock
from field_api.situation.ground import ground
from field_api.situation.rules import placed
from tests.web import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AT = {"alert": (52.2371, -0.8946), "entry": (52.2372, -0.8947), "hit": (52.49, -0.70)}


def spot(kind: str, number: int, **other: Any) -> dict[str, Any]:
    place = placed(*AT[kind], 12)
    assert place is not None
    where = {name: getattr(place, name) for name in ("east", "north", "within", "grid")}
    key = f"00000000-0000-4000-8000-{number:012d}"
    said = {
        "id": key,
        "kind": kind,
        "at": clock.iso(clock.now()),
        "sort": "note",
        "title": f"Example {kind}",
        "words": "Example Market",
        "marking": "OFFICIAL",
        "opens": key,
        "mine": kind == "alert",
        "area": False,
        "place": {"latitude": place.latitude, "longitude": place.longitude, **where},
    }
    return said | other


class Map:
    """What the server says of the map, and how often it was asked."""

    def __init__(self) -> None:
        self.spots = [spot("alert", 1), spot("entry", 2), spot("hit", 3)]
        self.down = False

    def answer(self, route: Route) -> None:
        if self.down:
            return route.abort()
        if "situation/ground" in route.request.url:
            return route.fulfill(status=200, body=json.dumps(ground("34")))
        said = {"hours": 72, "whole": True, "ground": ground("34")["tag"], "spots": self.spots}
        body = json.dumps({**said, "as_of": clock.iso(clock.now())})
        return route.fulfill(status=200, body=body, headers={"ETag": '"x"'})


@pytest.fixture
def situation(officer: Page) -> Iterator[Map]:
    told = Map()
    officer.context.route("**/api/v1/situation**", told.answer)
    officer.goto("/#/map")
    expect(officer.get_by_role("status").filter(has_text="3 things in sight")).to_be_visible()
    yield told


def test_it_shows_what_is_where_and_says_it_again_as_a_table(officer: Page, situation: Map) -> None:
    expect(officer.locator(".map__count")).to_have_text("2")  # two marks that lie on one another
    table = officer.get_by_role("table", name="In this part of the map")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("link", name="Example alert")).to_have_attribute(
        "href", "#/alerts/00000000-0000-4000-8000-000000000001"
    )
    expect(table.get_by_text("SP 7558 6045, within 12 m")).to_have_count(1)
    expect(officer.get_by_text("Open Government Licence")).to_be_visible()


def test_keys_move_it_zoom_it_and_choose(officer: Page, situation: Map) -> None:
    picture = officer.get_by_role("application")
    picture.focus()
    before = picture.get_attribute("viewBox")
    officer.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("viewBox", str(before))
    officer.keyboard.press("0")
    expect(picture).to_have_attribute("viewBox", str(before))
    officer.keyboard.press("Enter")
    expect(officer.get_by_role("table", name="At the mark you chose")).to_be_visible()
    officer.keyboard.press("Escape")
    expect(officer.get_by_role("table", name="In this part of the map")).to_be_visible()
    officer.get_by_label("Hits").uncheck()
    expect(officer.get_by_role("status").filter(has_text="2 things in sight")).to_be_visible()


def test_a_tap_lists_what_lies_there(officer: Page, situation: Map) -> None:
    officer.locator(".map__mark--hit").first.click()
    table = officer.get_by_role("table", name="At the mark you chose")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table.get_by_text("Example hit")).to_be_visible()


def test_without_a_signal_it_shows_what_it_last_got_and_how_old_that_is(
    officer: Page, situation: Map
) -> None:
    situation.down = True
    officer.goto("/#/work")
    officer.goto("/#/map")
    expect(officer.get_by_text("No connection")).to_be_visible()
    expect(officer.get_by_text("What you see is as of")).to_be_visible()
    expect(officer.get_by_role("table").get_by_text("Example alert")).to_be_visible()


def test_what_is_kept_of_it_is_enciphered(officer: Page, situation: Map) -> None:
    kept = officer.evaluate("import('fieldbook/database').then((disk) => disk.readAll('meta'))")
    assert any("situation" in str(one["id"]) for one in kept)
    assert "Example Market" not in str(kept)


@axe.needs_axe
def test_it_is_for_everybody(officer: Page, situation: Map) -> None:
    for light in ("light", "dark"):
        officer.emulate_media(color_scheme=light)  # type: ignore[arg-type]
        assert axe.violations(officer) + axe.small(officer) + axe.sideways(officer) == []
