"""Returns that go entry by entry, at real servers: what was frozen is there, corrected, erased."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from field_api.connectors.models import System
from field_api.connectors.rules import stix
from field_api.connectors.wire import taxii as envelopes
from field_api.delivery import actions as delivery
from field_api.delivery.models import Delivery
from field_api.mapping import actions as mapping
from field_api.submissions.models import Submission
from tests import handset, written
from tests.contracts.bench import SandboxBench
from tests.contracts.servers.feeds import CyberFeed, Feed
from tests.contracts.servers.medallion import PASSWORD, medallion
from tests.contracts.servers.relay import relay
from tests.handset import Handset
from tests.queries.sandbox import TOKEN, playing
from tests.submissions import journeys
from tests.submissions.desk import example
from tests.submissions.erasing import erased

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

KIND = "fraud-report"
PHONE, HANDLE = "+447700900333", "@safe.account"
OTHER = "@another.account"


@pytest.fixture(scope="module")
def sandboxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CyberFeed]:
    with playing("cyber-feed", data=tmp_path_factory.mktemp("feed")) as boxes:
        yield CyberFeed(boxes["cyber-feed"])


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    with medallion(tmp_path_factory.mktemp("medallion")) as server:
        with relay(server.port, b"POST ") as between:
            yield Feed(server, between)


@pytest.fixture(params=[pytest.param("foreign", marks=pytest.mark.foreign), "sandboxed"])
def feed(request: pytest.FixtureRequest) -> Feed:
    found: Feed = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[SandboxBench]:
    with playing("integration-hub", data=tmp_path) as boxes:
        yield SandboxBench(boxes["integration-hub"])


@dataclass
class Entry:
    """A report of fraud, on its way to one system."""

    system: System
    phone: Handset
    submission: Submission

    @classmethod
    def to(cls, system: System, call: str) -> "Entry":
        written.forms()
        mapping.install(system=system, kind=KIND, call=call)
        delivery.route(kind=KIND, system=system)
        phone = handset.of()
        made = cls(system, phone, journeys.send(phone, KIND, body=example(KIND)))
        made.drained()
        return made

    def corrected(self) -> None:
        """The handle was another, and the phone is not the suspect's."""
        online = [{"platform": "Example Chat", "handle": OTHER}]
        body = example(KIND, suspect_phones=[], online=online)
        parents = (journeys.last(self.phone),)
        journeys.send(self.phone, KIND, body=body, submission=self.submission.pk, parents=parents)
        self.drained()

    def erased(self) -> None:
        erased(self.submission)
        self.drained()

    def drained(self) -> None:
        delivery.drain(self.system.pk)
        rows = Delivery.objects.filter(subject=self.submission.pk).order_by("lane_seq")
        assert {row.state: row.reason for row in rows} == {"delivered": ""}

    def frozen(self) -> list[tuple[str, bytes]]:
        """(key, bytes) of each version, in order."""
        rows = Delivery.objects.filter(subject=self.submission.pk, intent="write")
        rows = rows.select_related("payload").order_by("lane_seq")
        return [(str(row.key), bytes(row.payload.body)) for row in rows]


def to_feed(feed: Feed) -> Entry:
    secret = PASSWORD if feed.secret == PASSWORD else TOKEN
    system = written.system("feed", kind="taxii", config=feed.settings(), bearer=secret)
    return Entry.to(system, "indicators")


def named(entry: Entry) -> set[str]:
    """The STIX ids of everything that was frozen of it."""
    return {one["id"] for _, body in entry.frozen() for one in envelopes.opened(body)}


def held(feed: Feed, ids: set[str]) -> list[stix.Object]:
    """Every version of these there is, the latest last."""
    objects = [one for one in feed.objects() if one["id"] in ids]
    return sorted(objects, key=lambda one: stix.moment(one["modified"]))


def in_force(feed: Feed, entry: Entry) -> str:
    """What a consumer looks for who has read all of it."""
    latest = {one["id"]: one for one in held(feed, named(entry))}
    return " ".join(one.get("pattern", "") for one in latest.values() if not one.get("revoked"))


def test_the_hub_holds_pole_as_it_was_frozen_corrected_and_erased(hub: SandboxBench) -> None:
    entry = Entry.to(written.system("hub", hub.url(), bearer=TOKEN), "pole")
    assert hub.hold() == entry.frozen()
    ((_, first),) = hub.hold()
    assert (HANDLE in first.decode(), PHONE in first.decode()) == (True, True)

    entry.corrected()
    assert hub.hold() == entry.frozen()
    _, (_, second) = hub.hold()
    assert (OTHER in second.decode(), PHONE in second.decode()) == (True, False)
    before, after = (json.loads(each)["data"]["id"] for each in (first, second))
    assert before == after

    entry.erased()
    assert hub.hold() == []


def test_a_feed_holds_indicators_as_they_were_frozen(feed: Feed) -> None:
    entry = to_feed(feed)
    ((key, body),) = entry.frozen()
    assert dict(feed.hold())[key] == body
    stands = in_force(feed, entry)
    assert (HANDLE in stands, PHONE in stands) == (True, True)


def test_what_a_correction_takes_back_is_revoked_in_the_feed(feed: Feed) -> None:
    entry = to_feed(feed)
    entry.corrected()
    _, (key, body) = entry.frozen()
    assert dict(feed.hold())[key] == body
    stands = in_force(feed, entry)
    assert (OTHER in stands, HANDLE in stands, PHONE in stands) == (True, False, False)
    assert list(stix.faults(feed.objects())) == []


def test_what_is_erased_stands_in_no_version_of_the_feed(feed: Feed) -> None:
    entry = to_feed(feed)
    entry.corrected()
    ids = named(entry)
    entry.erased()
    left = held(feed, ids)
    assert {one["id"] for one in left} == ids
    assert all(one["revoked"] for one in left)
    assert not [word for word in (OTHER, HANDLE, PHONE) if word in str(left)]
