"""What a phone says by itself of whom and what is looked for: warnings first, while it may."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from field_api.lib import clock, es256
from tests.web.reading import found, seen
from tests.web.server import NOTE, Item, Server
from tests.web.waiting import until

pytestmark = pytest.mark.browser

SALT = bytes(range(16))
WORDS = ("FB26DEM", "zebraaction", "zebrasource")
SIGN_OUT = "import('fieldbook/vault').then(async (vault) => vault.shred(vault.current().id))"
WAKE = "import('fieldbook/sync').then((sync) => sync.wake())"


def asked(title: str, order: int, **more: Any) -> Item:
    return {"title": title, "type": "string", "x-order": order, "x-section": "what"} | more


PERSON = {"x-entity": {"type": "person", "group": "subject"}}
STOP: Item = NOTE | {
    "kind": "stop",
    "title": "Stop",
    "schema": {
        "type": "object",
        "properties": {
            "vrm": asked("Registration", 1, **{"x-identifier": "vrm"}),
            "surname": asked("Surname", 2, **PERSON),
            "given_names": asked("Given names", 3, **PERSON),
            "dob": asked("Date of birth", 4, format="date", **PERSON),
            "where": asked("Where they live", 5),
            "words": asked("Words", 6, **{"x-widget": "textarea"}),
            "persons": {
                **asked("People", 7, type="array", **{"x-entity": {"type": "person"}}),
                "items": {"type": "object", "properties": {"phone": asked("Phone", 1)}},
            },
        },
    },
}


def hashed(text: str) -> str:
    return es256.b64(hmac.new(SALT, text.encode(), hashlib.sha256).digest()[:12])


def listing(id: str, *texts: str, until: timedelta = timedelta(days=1), **said: Any) -> Item:
    moment = datetime.now(UTC)
    return {
        **{"id": id, "kind": "vehicle", "keys": [hashed(text) for text in texts]},
        **{"what": "Stolen: FB26DEM, blue Ford Focus", "action": "Stop it. zebraaction"},
        **{"warnings": [], "priority": "high", "category": "stolen", "marking": "OFFICIAL"},
        **{"source": "zebrasource", "reference": "VOI-1", "listed_at": clock.iso(moment)},
        "valid_from": clock.iso(moment - timedelta(hours=1)),
        "valid_until": clock.iso(moment + until),
        **said,
    }


VIOLENT = {
    **{"code": "VI", "label": "Violent", "advice": "Approach with a second officer."},
    **{"source": "Records", "date": "2026-11-02"},
}
CAR = listing("car", "vrm:FB26DEM", warnings=[VIOLENT])


@dataclass
class Lending(Server):
    """Lends `listings`, tagged; `lent`: how often it gave them, `looks`: how often it was asked."""

    forms: list[Item] = field(default_factory=lambda: [NOTE, STOP])
    listings: list[Item] = field(default_factory=lambda: [CAR])
    lasts: int = 43_200
    lent: int = 0
    looks: int = 0

    def answer(self, route: Any) -> None:
        if self.down or not route.request.url.endswith("/api/v1/watch/slice"):
            return super().answer(route)
        self.looks += 1
        tag = f'"{hashlib.sha256(repr(self.listings).encode()).hexdigest()}"'
        if route.request.headers.get("if-none-match") == tag:
            return route.fulfill(status=304, headers={"ETag": tag})
        self.lent += 1
        page = {"salt": es256.b64(SALT), "lasts": self.lasts, "next": None}
        return route.fulfill(json=page | {"listings": self.listings}, headers={"ETag": tag})


@pytest.fixture
def server() -> Lending:
    return Lending()


FRESH = """async () => {
  const store = await import("fieldbook/store");
  const kept = await store.get("meta", "watched");
  await store.put("meta", { ...kept, heardAt: kept.heardAt - 121_000 });
  await (await import("fieldbook/sync")).wake();
}"""


def held(phone: Page) -> list[str]:
    return [one["id"] for one in seen(phone, "watched")]


def lend(phone: Page, server: Lending, *listings: Item) -> None:
    """Others than it was lent first, looked for as soon as two minutes have gone."""
    until(phone, lambda: held(phone) == ["car"])
    server.listings = list(listings)
    phone.evaluate(FRESH)
    until(phone, lambda: held(phone) == [one["id"] for one in listings])


@pytest.fixture
def offline(officer: Page, server: Lending) -> Page:
    """The phone with what it was lent, out of signal."""
    until(officer, lambda: held(officer) == ["car"])
    server.down = True
    return officer


def begin(phone: Page) -> Page:
    phone.get_by_role("button", name="Stop").click()
    expect(phone.get_by_role("heading", name="Stop")).to_be_visible()
    return phone


def warning(phone: Page) -> Locator:
    return phone.get_by_role("alert", name="On the watch list")


def test_a_mark_typed_without_a_signal_hits_at_once_with_the_warning_first(offline: Page) -> None:
    begin(offline).get_by_role("textbox", name="Registration").fill("fb26 dem")
    said = warning(offline).inner_text()
    order = ["Violent", "Approach with a second officer", "Stop it. zebraaction", "Stolen: FB26DEM"]
    places = [said.lower().find(one.lower()) for one in order]
    assert places == sorted(places)
    assert places[0] >= 0
    for words in ("Records, 2 Nov", "Same registration mark", "VOI-1", "From this phone, as of"):
        assert words in said
    offline.get_by_role("textbox", name="Registration").fill("AB12 CDE")
    expect(warning(offline)).to_have_count(0)


@pytest.mark.parametrize(
    ("text", "box", "typed"),
    [
        ("vrm:FB26DEM", "Words", "Passed by a blue Ford FB26 DEM on the A1."),
        ("phone:+447700900123", "Phone", "07700 900123"),
        ("premises:12 AB1 2DE", "Where they live", "12 Sample Street, Example, ab1 2de"),
        ("wallet:0x52908400098527886e0f7030069857d2e4169ee7", "Words",
         "Paid to 0x52908400098527886E0F7030069857D2E4169EE7"),
    ],
    ids=["in a narrative", "in a row", "an address", "a wallet"],
)  # fmt: skip
def test_it_is_seen_wherever_it_is_written(
    officer: Page, server: Lending, text: str, box: str, typed: str
) -> None:
    lend(officer, server, listing("one", text))
    begin(officer)
    if box == "Phone":
        officer.get_by_role("button", name="Add person").click()
    officer.get_by_role("textbox", name=box).fill(typed)
    expect(warning(officer)).to_be_visible()


def test_a_person_is_met_by_name_and_date_of_birth(officer: Page, server: Lending) -> None:
    lend(officer, server, listing("one", "named:obrien|alex|1990-03-12", kind="person"))
    begin(officer).get_by_role("textbox", name="Surname").fill("O’Brien")
    officer.get_by_role("textbox", name="Given names").fill("Alex James")
    expect(warning(officer)).to_have_count(0)  # a name is many people
    officer.get_by_label("Date of birth").fill("1990-03-12")
    expect(warning(officer)).to_contain_text("Same name and date of birth")


def test_it_is_said_before_a_question_leaves_and_above_it_while_it_waits(offline: Page) -> None:
    navigation = offline.get_by_role("navigation", name="Main")
    navigation.get_by_role("link", name="Ask").click()
    offline.get_by_label("Ask about").fill("FB26 DEM")
    expect(warning(offline)).to_contain_text("zebraaction")
    offline.get_by_label("Why you are asking").fill("Passed at speed")
    offline.get_by_role("main").get_by_role("button", name="Ask").click()
    expect(offline.get_by_text("Not asked yet").first).to_be_visible()
    expect(warning(offline)).to_contain_text("Violent")
    above = offline.locator("main").inner_text()
    assert above.index("On the watch list") < above.index("Not asked yet")


def test_a_question_about_another_says_nothing(offline: Page) -> None:
    offline.goto("/#/ask")
    offline.get_by_label("Ask about").fill("AB12 CDE")
    expect(offline.get_by_text("Read as")).to_be_visible()
    expect(warning(offline)).to_have_count(0)


def test_what_ended_goes_from_the_phone_while_it_is_written_about(
    officer: Page, server: Lending
) -> None:
    until(officer, lambda: held(officer) == ["car"])
    begin(officer).get_by_role("textbox", name="Registration").fill("FB26DEM")
    expect(warning(officer)).to_be_visible()
    lend(officer, server)
    expect(warning(officer)).to_have_count(0)


def test_what_is_the_same_is_not_fetched_again(officer: Page, server: Lending) -> None:
    until(officer, lambda: held(officer) == ["car"])
    officer.evaluate(FRESH)
    until(officer, lambda: server.looks == 2)
    assert (server.lent, held(officer)) == (1, ["car"])


@pytest.mark.parametrize(
    ("its_own", "lasts"),
    [(timedelta(hours=3), 43_200), (timedelta(days=1), 3 * 3_600)],
    ids=["its own", "that since the server was heard"],
)
def test_without_a_signal_it_goes_when_its_time_is_over(
    officer: Page, server: Lending, its_own: timedelta, lasts: int
) -> None:
    server.lasts = lasts
    lend(officer, server, listing("one", "vrm:FB26DEM", until=its_own))
    server.down = True
    officer.clock.install()
    begin(officer).get_by_role("textbox", name="Registration").fill("FB26DEM")
    expect(warning(officer)).to_be_visible()
    officer.clock.fast_forward(4 * 3_600_000)
    expect(officer.get_by_role("heading", name="Locked")).to_be_visible()
    officer.get_by_role("button", name="Unlock with fingerprint or face").click()
    expect(officer.get_by_role("textbox", name="Registration")).to_have_value("FB26DEM")
    until(officer, lambda: held(officer) == [])
    expect(warning(officer)).to_have_count(0)


def test_nothing_of_it_stands_in_clear_and_it_goes_with_the_officer(offline: Page) -> None:
    begin(offline).get_by_role("textbox", name="Registration").fill("FB26DEM")
    expect(warning(offline)).to_be_visible()
    assert found(offline, WORDS) == []
    offline.evaluate(SIGN_OUT)
    assert seen(offline, "watched") == []
