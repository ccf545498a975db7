"""Feeds that are read: kept once, matched against reports, taken back when they are revoked."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from stix2 import TLP_GREEN, TLP_RED, v21

from field_api.connectors.models import System
from field_api.connectors.rules import Outcome
from field_api.connectors.wire import taxii as envelopes
from field_api.intelligence import actions as intelligence
from field_api.intelligence.actions import hearing
from field_api.intelligence.models import Feed, Notice
from tests import make, written
from tests.contracts.kind import AMPLE, send
from tests.contracts.servers.feeds import CyberFeed
from tests.contracts.servers.feeds import Feed as Server
from tests.contracts.servers.medallion import PASSWORD, medallion
from tests.contracts.servers.relay import relay
from tests.handset import Handset
from tests.intelligence import frauds
from tests.queries.sandbox import TOKEN, playing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BEGAN = datetime(2026, 11, 3, tzinfo=UTC)
CENTRE = "identity--5d5b7a26-0a5b-4c5e-8d4a-2b6f0f6d8a01"


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with medallion(tmp_path_factory.mktemp("medallion")) as server:
        with relay(server.port, b"POST ") as between:
            yield Server(server, between)


@pytest.fixture(scope="module")
def sandboxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CyberFeed]:
    with playing("cyber-feed", data=tmp_path_factory.mktemp("feed")) as boxes:
        yield CyberFeed(boxes["cyber-feed"])


@pytest.fixture(params=[pytest.param("foreign", marks=pytest.mark.foreign), "sandboxed"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


def system(server: Server) -> System:
    """Read from where it is written to, and only what is added from now on."""
    secret = PASSWORD if server.secret == PASSWORD else TOKEN
    config = server.settings()
    made = written.system(
        "feed", kind="taxii", config={**config, "reads": config["collection"]}, bearer=secret
    )
    hearing.hear(at_once=True)
    Notice.objects.all().delete()
    return made


def indicator(pattern: str, **said: Any) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "pattern": pattern,
        "pattern_type": "stix",
        "name": "Seen in a campaign",
        "valid_from": BEGAN,
        "created": BEGAN,
        "modified": BEGAN,
        "created_by_ref": CENTRE,
        "object_marking_refs": [TLP_GREEN],
        **said,
    }
    made: dict[str, Any] = orjson.loads(v21.Indicator(**stated).serialize())
    return made


def wallet(value: str) -> str:
    return f"[user-account:account_type = 'cryptocurrency' AND user-account:user_id = '{value}']"


def added(server: Server, *objects: dict[str, Any]) -> None:
    for at in range(0, len(objects), 20):
        collection = server.connector()._collection
        reply = collection.add(
            envelopes.envelope(list(objects[at : at + 20])), ends=time.monotonic() + AMPLE
        )
        assert reply.status == 202


def held() -> set[str]:
    return set(Notice.objects.standing(BEGAN).values_list("held", flat=True))


def test_what_a_feed_says_is_kept_once_seen_by_officers_and_taken_back(
    server: Server, phone: Handset
) -> None:
    system(server)
    frauds.reported(phone)
    one = indicator(wallet(frauds.WALLET))
    added(server, one, indicator("[url:value = 'hxxps://Bad.example/x']"))
    assert (hearing.hear(at_once=True), hearing.hear(at_once=True)) == (2, 0)
    assert held() == {f"wallet:{frauds.WALLET}", "url:https://bad.example/x"}
    (told,) = frauds.told(make.officer())
    (feed,) = told["feeds"]
    assert (feed["name"], feed["since"][:10], feed["marking"]) == (
        "Feed",
        "2026-11-03",
        "TLP:GREEN",
    )
    (row,) = intelligence.listing(officer=make.supervisor())["rows"]
    assert row["value"] == frauds.WALLET  # one report is worth a line where a feed knows it
    later = {**one, "modified": "2026-11-04T00:00:00.000Z"}
    added(server, {**later, "revoked": True})
    assert hearing.hear(at_once=True) == 1
    assert held() == {"url:https://bad.example/x"}
    (told,) = frauds.told(make.officer())
    assert told["feeds"] == []


def test_our_own_reports_come_back_to_nobody(server: Server, db: None) -> None:
    system(server)
    entry = server.entry()
    assert send(server, server.connector(), entry).outcome is Outcome.DELIVERED
    assert hearing.hear(at_once=True) == 0
    assert not Notice.objects.exists()


def test_more_than_a_page_is_read_whole(server: Server, db: None) -> None:
    system(server)
    ones = [indicator(f"[domain-name:value = 'bad{n}.example']") for n in range(130)]
    added(server, *ones)
    assert hearing.hear(at_once=True) == 130
    assert held() == {f"domain:bad{n}.example" for n in range(130)}
    assert hearing.hear(at_once=True) == 0


def test_what_is_for_named_eyes_alone_or_no_single_thing_is_not_kept(
    sandboxed: CyberFeed, db: None
) -> None:
    system(sandboxed)
    kept = indicator("[domain-name:value = 'kept.example']", object_marking_refs=[])
    two = "[domain-name:value = 'a.example'] FOLLOWEDBY [domain-name:value = 'b.example']"
    red = indicator("[domain-name:value = 'red.example']", object_marking_refs=[TLP_RED])
    added(sandboxed, kept, indicator(two), red)
    assert hearing.hear(at_once=True) == 1
    assert list(Notice.objects.values_list("held", "tlp")) == [("domain:kept.example", "amber")]


def test_a_feed_is_read_once_a_turn_and_says_why_it_was_not(sandboxed: CyberFeed, db: None) -> None:
    made = system(sandboxed)
    assert hearing.hear() == 0  # its turn was a moment ago
    made.config = {**made.config, "base_url": "http://127.0.0.1:9/feed"}
    made.save()
    assert hearing.hear(at_once=True) == 0
    assert Feed.objects.get().failed


def test_what_ended_long_ago_is_forgotten(sandboxed: CyberFeed, db: None) -> None:
    system(sandboxed)
    ended = datetime.now(UTC) - hearing.KEPT - timedelta(days=1)
    long_ago = ended - timedelta(days=300)
    old = indicator("[domain-name:value = 'old.example']", valid_until=ended, valid_from=long_ago)
    added(sandboxed, old)
    hearing.hear(at_once=True)
    assert hearing.forget() == 1
    assert not Notice.objects.exists()
