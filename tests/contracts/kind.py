"""The contract every kind of system keeps, against a real server. How to use it:

    class TestSoap(Contract):
        @pytest.fixture(scope="class")
        @classmethod
        def bench(cls, tmp_path_factory):
            with playing("case-files", data=tmp_path_factory.mktemp("soap")) as boxes:
                yield CaseFiles(boxes["case-files"])

where CaseFiles is a Bench (bench.py). Nothing here takes the time of anything: a call that did not
end by its own deadline would never end, and is given up after a generous while.
"""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from field_api.connectors.rules import (
    Capability,
    ConfigRefused,
    Connector,
    Found,
    Intent,
    Item,
    NoAnswer,
    Outcome,
    Sent,
)
from tests.contracts.bench import NOT_LISTENING, SITUATIONS, Bench, takes_all
from tests.contracts.ending import ends, until_out
from tests.items import item

SOON = 0.5
AMPLE = 20.0
PROVES_NOTHING = {Outcome.NOT_SENT, Outcome.UNCERTAIN}
GAP = timedelta(minutes=5)


def send(bench: Bench, to: Connector, what: Item, *, deadline: float = AMPLE) -> Sent:
    sent = ends(lambda: to.send(what, deadline=deadline))
    said = f"{sent.reason} {sent.reference}"
    assert len(sent.reason) <= 200
    assert bench.secret not in said
    assert what.payload.decode("latin-1") not in said
    return sent


def held(bench: Bench, what: Item) -> list[bytes]:
    return [body for key, body in bench.hold() if key == str(what.key)]


def needs(bench: Bench, situation: str) -> None:
    if reason := bench.cannot.get(situation):
        pytest.skip(reason)


def offers(bench: Bench, capability: Capability) -> None:
    if capability not in bench.connector().capabilities:
        pytest.skip(f"offers no {capability}")


class Contract:
    def test_only_what_is_known_is_left_out_with_a_reason(self, bench: Bench) -> None:
        assert set(bench.cannot) <= SITUATIONS
        assert all(len(reason) > 10 for reason in bench.cannot.values())
        offered = bench.connector().capabilities
        assert offered <= bench.kind.capabilities
        assert (Capability.LOOKUP in offered) != ("lookup" in bench.cannot)

    def test_a_setting_nobody_knows_is_refused(self, bench: Bench) -> None:
        with pytest.raises(ConfigRefused):
            bench.connector(verify=False)

    def test_no_secret_is_shown(self, bench: Bench) -> None:
        assert bench.secret not in repr(bench.connector())

    def test_the_same_document_gives_the_same_bytes(self, bench: Bench) -> None:
        to, document = bench.connector(), bench.document()
        payload, _ = to.render(document)
        assert bench.connector().render(json.loads(json.dumps(document)))[0] == payload
        assert to.validate(payload) == []

    def test_it_is_up(self, bench: Bench) -> None:
        assert ends(lambda: bench.connector().probe(AMPLE))
        nobody = bench.elsewhere(NOT_LISTENING)
        assert not ends(lambda: nobody.probe(AMPLE))

    def test_an_entry_arrives_byte_for_byte(self, bench: Bench) -> None:
        entry = bench.entry()
        sent = send(bench, bench.connector(), entry)
        assert sent.outcome is bench.accepted, sent
        assert sent.reference or sent.outcome is Outcome.TAKEN
        assert held(bench, entry) == [entry.payload]

    def test_an_entry_at_fault_is_rejected(self, bench: Bench) -> None:
        needs(bench, "wrong")
        entry = bench.frozen(bench.wrong())
        sent = send(bench, bench.connector(), entry)
        assert sent.outcome is Outcome.REJECTED, sent
        assert sent.reason
        if bench.field is not None:
            assert bench.field in [fault.pointer for fault in sent.fields]

    def test_a_busy_system_took_nothing(self, bench: Bench) -> None:
        needs(bench, "busy")
        to, entry = bench.connector(), bench.entry()
        with bench.busy():
            sent = send(bench, to, entry)
        assert (sent.outcome, sent.retry_after) == (Outcome.BUSY, bench.wait), sent
        assert held(bench, entry) == []

    def test_taken_but_never_said_is_uncertain_and_there_once(self, bench: Bench) -> None:
        """The case the whole design turns on."""
        needs(bench, "hanging")
        to, entry = bench.connector(), bench.entry()

        def attempt(deadline: float) -> Sent:
            with bench.hanging():
                return send(bench, to, entry, deadline=deadline)

        sent = until_out(attempt)
        assert sent.outcome is Outcome.UNCERTAIN, sent
        if "lookup" not in bench.cannot:
            found = ends(lambda: to.lookup(entry.key, deadline=AMPLE))
            assert found.answer in (Found.FOUND, Found.PENDING)
            assert found.sha256 in ("", hashlib.sha256(entry.payload).hexdigest())
        assert held(bench, entry) == [entry.payload]

    def test_a_broken_connection_proves_nothing(self, bench: Bench) -> None:
        needs(bench, "resetting")
        to, entry = bench.connector(), bench.entry()
        with bench.resetting():
            assert send(bench, to, entry).outcome in PROVES_NOTHING
        assert held(bench, entry) == []
        assert send(bench, to, entry).outcome is bench.accepted  # and it is whole again

    def test_nobody_listening_is_not_sent(self, bench: Bench) -> None:
        sent = send(bench, bench.elsewhere(NOT_LISTENING), bench.entry())
        assert sent.outcome is Outcome.NOT_SENT, sent

    def test_a_deadline_that_has_passed_sends_nothing(self, bench: Bench) -> None:
        entry = bench.entry()
        sent = send(bench, bench.connector(), entry, deadline=0)
        assert sent.outcome is Outcome.NOT_SENT, sent
        assert held(bench, entry) == []

    @pytest.mark.parametrize("server", ["silent", "drips", "floods"])
    def test_one_deadline_ends_everything(self, bench: Bench, server: str) -> None:
        script = takes_all if server == "silent" else getattr(bench, server)
        with bench.instead(script) as (to, _):
            sent = send(bench, to, bench.entry(), deadline=SOON)
            assert sent.outcome in PROVES_NOTHING, sent
            found = ends(lambda: to.lookup(uuid4(), deadline=SOON))
            assert found.answer is Found.UNKNOWN
            assert not ends(lambda: to.probe(SOON))

    def test_an_address_that_is_not_allowed_is_not_even_called(self, bench: Bench) -> None:
        with bench.instead(takes_all, networks=["127.0.0.2/32"]) as (to, raw):
            sent = send(bench, to, bench.entry())
            assert sent.outcome is Outcome.REFUSED, sent
            assert ends(lambda: to.lookup(uuid4(), deadline=AMPLE)).answer is Found.UNKNOWN
            assert not ends(lambda: to.probe(AMPLE))
            assert raw.connections == 0

    def test_a_proxy_in_the_environment_is_not_used(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        to, entry = bench.connector(), bench.entry()
        with monkeypatch.context() as patch:
            for scheme in ("http", "https", "all", "socks"):
                for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper()):
                    patch.setenv(name, f"http://127.0.0.1:{NOT_LISTENING}")
            patch.setenv("no_proxy", "")
            patch.setenv("NO_PROXY", "")
            sent = send(bench, to, entry)
        assert sent.outcome is bench.accepted

    def test_a_system_that_cannot_prove_who_it_is_gets_nothing(
        self, bench: Bench, tmp_path: Path
    ) -> None:
        needs(bench, "imposter")
        with bench.imposter(tmp_path) as (to, got):
            sent = send(bench, to, bench.entry())
        assert sent.outcome in (Outcome.CREDENTIALS, Outcome.NOT_SENT), sent
        assert got == []

    def test_a_secret_it_does_not_know_is_our_set_up_s_fault(self, bench: Bench) -> None:
        needs(bench, "stranger")
        to, entry = bench.stranger(), bench.entry()
        assert send(bench, to, entry).outcome is Outcome.CREDENTIALS
        assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.UNKNOWN
        assert held(bench, entry) == []

    def test_a_lookup_says_yes_no_or_that_nobody_knows(self, bench: Bench) -> None:
        needs(bench, "lookup")
        to, entry = bench.connector(), bench.entry()
        sent = send(bench, to, entry)
        found = ends(lambda: to.lookup(entry.key, deadline=AMPLE))
        assert found.answer in (Found.FOUND, Found.PENDING), found
        assert found.reference == sent.reference
        nobody = bench.elsewhere(NOT_LISTENING)
        assert ends(lambda: nobody.lookup(entry.key, deadline=AMPLE)).answer is Found.UNKNOWN
        if "absent" not in bench.cannot:
            assert ends(lambda: to.lookup(uuid4(), deadline=AMPLE)).answer is Found.ABSENT

    def test_the_same_key_sent_twice_is_there_once(self, bench: Bench) -> None:
        needs(bench, "again")
        to, entry = bench.connector(), bench.entry()
        first, second = send(bench, to, entry), send(bench, to, entry)
        assert (second.outcome, second.reference) == (bench.accepted, first.reference), second
        assert held(bench, entry) == [entry.payload]

    def test_many_threads_share_one_connector(self, bench: Bench) -> None:
        to, entries = bench.connector(), [bench.entry() for _ in range(24)]
        with ThreadPoolExecutor(12) as pool:
            sent = list(pool.map(lambda one: send(bench, to, one, deadline=60), entries))
        assert {one.outcome for one in sent} == {bench.accepted}
        all_held = dict(bench.hold())
        assert [all_held.get(str(one.key)) for one in entries] == [one.payload for one in entries]

    def test_what_it_is_told_to_erase_is_gone(self, bench: Bench) -> None:
        offers(bench, Capability.ERASURE)
        to, entry, other = bench.connector(), bench.entry(), bench.entry()
        for one in (entry, other):
            assert send(bench, to, one).outcome is bench.accepted
        erase = erasure(entry, also=str(uuid4()))
        for _ in range(2):  # told again, when its first yes was lost
            assert send(bench, to, erase).outcome is Outcome.DELIVERED
        assert entry.payload not in held(bench, entry)
        assert held(bench, other) == [other.payload]

    def test_an_erasure_nobody_answers_is_not_done(self, bench: Bench) -> None:
        offers(bench, Capability.ERASURE)
        sent = send(bench, bench.elsewhere(NOT_LISTENING), erasure(bench.entry()))
        assert sent.outcome is Outcome.NOT_SENT, sent

    def test_a_list_is_whole_or_none(self, bench: Bench) -> None:
        offers(bench, Capability.LISTING)
        to, entry = bench.connector(), bench.entry()
        send(bench, to, entry)
        now = datetime.now(UTC)
        listed = list(to.listing(now - GAP, now + GAP, deadline=AMPLE))
        (one,) = [each for each in listed if each.key == entry.key]
        assert one.sha256 in ("", hashlib.sha256(entry.payload).hexdigest())
        before = list(to.listing(now - 2 * GAP, now - GAP, deadline=AMPLE))
        assert entry.key not in [each.key for each in before]
        strangers = [] if "stranger" in bench.cannot else [bench.stranger()]
        for nobody in (bench.elsewhere(NOT_LISTENING), *strangers):
            with pytest.raises(NoAnswer):
                list(nobody.listing(now - GAP, now + GAP, deadline=AMPLE))


def erasure(entry: Item, also: str = "") -> Item:
    """An order to erase an entry, and perhaps what the system never held."""
    keys = [str(entry.key), *([also] if also else [])]
    order = json.dumps({"erase": str(entry.subject), "keys": keys}).encode()
    return item(order, subject=entry.subject, intent=Intent.ERASE)
