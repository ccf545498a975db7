"""Taxii and medallion, OASIS's own server, keep the contract of every kind; and what is TAXII's."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from field_api.connectors.rules import Found, Item, NoAnswer, Outcome, Sent, stix, stix_markings
from field_api.connectors.wire import taxii as envelopes
from field_api.connectors.wire.taxii import PAGE
from tests.contracts.ending import ends, until_out
from tests.contracts.kind import AMPLE, Contract, erasure, send
from tests.contracts.raw import Caller
from tests.contracts.servers.feeds import PRODUCER, CyberFeed, Feed, document
from tests.contracts.servers.medallion import READ_ONLY, medallion
from tests.contracts.servers.relay import relay
from tests.queries.sandbox import playing

EARLY, LATE = (datetime.now(UTC) + timedelta(days=n) for n in (-1, 1))


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    with medallion(tmp_path_factory.mktemp("medallion")) as server:
        with relay(server.port, b"POST ") as between:
            yield Feed(server, between)


@pytest.fixture(scope="module")
def sandboxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CyberFeed]:
    with playing("cyber-feed", data=tmp_path_factory.mktemp("taxii")) as boxes:
        yield CyberFeed(boxes["cyber-feed"])


@pytest.mark.foreign
class TestMedallion(Contract):
    @pytest.fixture
    def bench(self, feed: Feed) -> Feed:
        return feed


class TestSandbox(Contract):
    @pytest.fixture
    def bench(self, sandboxed: CyberFeed) -> CyberFeed:
        return sandboxed


@pytest.fixture(params=[pytest.param("medallion", marks=pytest.mark.foreign), "sandbox"])
def either(request: pytest.FixtureRequest, feed: Feed, sandboxed: CyberFeed) -> Feed:
    return feed if request.param == "medallion" else sandboxed


def report(server: Feed, entry: Item) -> list[stix.Object]:
    """Every version of the report of an entry that the server holds."""
    name = envelopes.opened(entry.payload)[0]["id"]
    return [one for one in server.objects() if one["id"] == name]


def again(server: Feed, entry: Item, **other: Any) -> Item:
    """The next version of what an entry is about."""
    return server.frozen(document(fieldbook_id=str(entry.subject), version=2, **other))


def test_all_of_it_is_stix_and_says_who_and_how_far(feed: Feed) -> None:
    entry = feed.entry()
    assert send(feed, feed.connector(), entry).outcome is Outcome.DELIVERED
    objects = feed.objects()
    assert list(stix.faults(objects)) == []
    (one,) = report(feed, entry)
    by = one["created_by_ref"]
    assert one["object_marking_refs"] == stix_markings.of("OFFICIAL-SENSITIVE", by)
    assert set(one["object_marking_refs"]) <= {each["id"] for each in objects}
    held = {each["id"]: each for each in objects}
    listed = [held[name] for name in one["object_refs"]]
    sighted = [each for each in listed if each["type"] == "sighting"]
    assert [(each["count"], each["where_sighted_refs"]) for each in sighted] == [(1, [by])] * 2
    related = [each for each in listed if each["type"] == "relationship"]
    assert {each["target_ref"] for each in related} == {one["id"]}
    assert [each["pattern"] for each in listed if each["type"] == "indicator"] == [
        r"[url:value = 'https://bank.example/log-in?a=\'b\'']",
        "[user-account:account_type = 'cryptocurrency' AND user-account:user_id = 'bc1qexample']",
    ]
    assert [each["name"] for each in objects if each["id"] == one["created_by_ref"]] == [PRODUCER]


def test_a_later_version_is_one_of_the_same_report(either: Feed) -> None:
    to, first = either.connector(), either.entry()
    assert send(either, to, first).outcome is Outcome.DELIVERED
    second = again(either, first)
    assert send(either, to, second).outcome is Outcome.DELIVERED
    assert len(report(either, first)) == 2
    for each in (first, second):
        found = ends(lambda each=each: to.lookup(each.key, deadline=AMPLE))
        assert found.answer is Found.FOUND
        assert found.sha256 == hashlib.sha256(each.payload).hexdigest()


def test_what_a_later_version_does_not_list_is_revoked_and_a_replay_takes_nothing_back(
    either: Feed,
) -> None:
    to, first = either.connector(), either.entry()
    fewer = [{"type": "wallet", "value": "bc1qexample"}]
    second = again(either, first, report={"name": "A site", "observables": fewer})
    for entry in (first, second, second):
        assert send(either, to, entry).outcome is Outcome.DELIVERED
    earlier = document(fieldbook_id=str(first.subject), version=2, report={"name": "Older"})
    earlier |= {"occurred_at": "2025-03-01T14:05:00.000000Z"}
    assert send(either, to, either.frozen(earlier)).outcome is Outcome.DELIVERED
    names = report(either, first)[0]["object_refs"]
    latest = {one["id"]: one for one in either.objects() if one["id"] in names}
    assert sorted(one.get("revoked", False) for one in latest.values()) == [False] * 3 + [True] * 3
    assert "bank.example" not in str([one for one in latest.values() if one.get("revoked")])


def test_a_correction_that_was_cut_off_revokes_as_much_when_it_comes_again(
    sandboxed: CyberFeed,
) -> None:
    to, first = sandboxed.connector(), sandboxed.entry()
    assert send(sandboxed, to, first).outcome is Outcome.DELIVERED
    second = again(sandboxed, first, report={"name": "A site", "observables": []})

    def attempt(deadline: float) -> Sent:
        with sandboxed.hanging():
            return send(sandboxed, to, second, deadline=deadline)

    assert until_out(attempt).outcome is Outcome.UNCERTAIN
    assert ends(lambda: to.lookup(second.key, deadline=AMPLE)).answer is Found.ABSENT
    assert send(sandboxed, to, second).outcome is Outcome.DELIVERED
    names = report(sandboxed, first)[0]["object_refs"]
    latest = {one["id"]: one for one in sandboxed.objects() if one["id"] in names}
    assert [one["revoked"] for one in latest.values()] == [True] * 6


def test_other_content_as_the_same_version_is_a_person_s_question(either: Feed) -> None:
    to, first = either.connector(), either.entry()
    assert send(either, to, first).outcome is Outcome.DELIVERED
    other = document(fieldbook_id=str(first.subject), report={"name": "Another"})
    sent = send(either, to, either.frozen(other))
    assert (sent.outcome, sent.reason) == (
        Outcome.REJECTED,
        "holds other content as the same version",
    )


def test_what_is_erased_is_withdrawn_and_in_no_version_there(either: Feed) -> None:
    to, first = either.connector(), either.entry()
    second = again(either, first)
    for each in (first, second):
        assert send(either, to, each).outcome is Outcome.DELIVERED
    sent = send(either, to, erasure(first, also=str(second.key)))
    assert sent == Sent(Outcome.DELIVERED, reference="erased")
    (one,) = report(either, first)
    assert one["revoked"] is True
    assert one["name"] == "Withdrawn"
    ids = {one["id"], *one["object_refs"]}
    left = [each for each in either.objects() if each["id"] in ids]
    assert len(left) == 7
    assert all(each["revoked"] for each in left)
    assert "bank.example" not in str(left)
    for key in (first.key, second.key):
        assert ends(lambda key=key: to.lookup(key, deadline=AMPLE)).answer is Found.ABSENT


def test_half_an_entry_is_none_and_the_rest_is_taken(feed: Feed) -> None:
    to, entry = feed.connector(), feed.entry()
    receipt = stix.receipt(entry, envelopes.opened(entry.payload))
    feed.server.add(envelopes.envelope([receipt]))
    assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.ABSENT
    assert send(feed, to, entry).outcome is Outcome.DELIVERED
    assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.FOUND


def test_what_was_never_there_is_erased_already(either: Feed) -> None:
    sent = send(either, either.connector(), erasure(either.entry()))
    assert sent == Sent(Outcome.DELIVERED, reference="nothing held")


def test_a_collection_we_may_not_write_to_is_our_set_up_s_fault(feed: Feed) -> None:
    to, entry = feed.connector(collection=READ_ONLY), feed.entry()
    assert send(feed, to, entry).outcome is Outcome.CREDENTIALS
    assert not ends(lambda: to.probe(AMPLE))


def test_a_collection_that_is_not_there_says_nothing_about_an_entry(either: Feed) -> None:
    to, entry = either.connector(collection=str(uuid4())), either.entry()
    assert send(either, to, entry).outcome is Outcome.CREDENTIALS
    assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.UNKNOWN
    assert not ends(lambda: to.probe(AMPLE))
    with pytest.raises(NoAnswer):
        list(to.listing(EARLY, LATE, deadline=AMPLE))


def test_a_list_longer_than_a_page_is_whole(either: Feed) -> None:
    to, entries = either.connector(), [either.entry() for _ in range(PAGE + 5)]
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda each: send(either, to, each, deadline=60), entries))
    assert {each.outcome for each in sent} == {Outcome.DELIVERED}
    listed = list(ends(lambda: list(to.listing(EARLY, LATE, deadline=60))))
    by_key = {each.key: each.sha256 for each in listed}
    assert len(by_key) == len(listed)
    for each in entries:
        assert by_key[each.key] == hashlib.sha256(each.payload).hexdigest()


@pytest.mark.parametrize(
    ("says", "answer"), [("accepted", Found.FOUND), ("rejected", Found.TURNED_DOWN)]
)
def test_a_server_may_decide_later(sandboxed: CyberFeed, says: str, answer: Found) -> None:
    to, entry = sandboxed.connector(), sandboxed.entry()
    with sandboxed._while(pending=True):
        sent = send(sandboxed, to, entry)
    assert sent.outcome is Outcome.TAKEN
    found = ends(lambda: to.lookup(entry.key, deadline=AMPLE))
    assert (found.answer, found.reference) == (Found.PENDING, sent.reference)
    sandboxed.decides(entry, says)
    found = ends(lambda: to.lookup(entry.key, deadline=AMPLE))
    assert (found.answer, found.reference) == (answer, sent.reference)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (202, "<html>Welcome</html>", Outcome.UNCERTAIN),
        (202, "{}", Outcome.UNCERTAIN),
        (202, '{"id":"1","status":"complete"}', Outcome.UNCERTAIN),
        (200, "", Outcome.UNCERTAIN),
        (415, "{}", Outcome.CREDENTIALS),
        (406, "{}", Outcome.CREDENTIALS),
        (413, "{}", Outcome.REJECTED),
        (500, "{}", Outcome.UNCERTAIN),
    ],
)
@pytest.mark.parametrize("kind", ["text/html", envelopes.MEDIA_TYPE])
def test_only_a_status_proves_anything(
    feed: Feed, status: int, body: str, outcome: Outcome, kind: str
) -> None:
    def says(caller: Caller) -> None:
        caller.read_request()
        caller.answer(status, body, f"Content-Type: {kind}", "Connection: close")

    with feed.instead(says) as (to, _):
        assert send(feed, to, feed.entry()).outcome is outcome


@pytest.mark.parametrize(
    ("body", "kind", "answer"),
    [
        ("{}", envelopes.MEDIA_TYPE, Found.ABSENT),
        ("{}", "application/json", Found.UNKNOWN),
        ('{"objects":[{"id":5}]}', envelopes.MEDIA_TYPE, Found.UNKNOWN),
        ('{"objects":[{"id":"note--1"}]}', envelopes.MEDIA_TYPE, Found.UNKNOWN),
        ('{"objects":[],"more":true}', envelopes.MEDIA_TYPE, Found.UNKNOWN),
    ],
)
def test_a_no_is_only_believed_in_taxii(feed: Feed, body: str, kind: str, answer: Found) -> None:
    def says(caller: Caller) -> None:
        caller.read_request()
        caller.answer(200, body, f"Content-Type: {kind}", "Connection: close")

    with feed.instead(says) as (to, _):
        assert ends(lambda: to.lookup(uuid4(), deadline=AMPLE)).answer is answer
