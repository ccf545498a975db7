"""Sftp keeps the contract with the sandbox's folder, which gives receipts."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from paramiko import Channel

from field_api.connectors.kinds.sftp import Sftp
from field_api.connectors.rules import Found, Outcome
from tests.contracts.bench import SandboxBench
from tests.contracts.ending import ends
from tests.contracts.kind import AMPLE, Contract, send
from tests.contracts.servers import sshd
from tests.items import item
from tests.queries.sandbox import TOKEN, playing


class NationalUpload(SandboxBench):
    kind = Sftp
    play = "national-upload"
    wait = None
    cannot: ClassVar[dict[str, str]] = {"wrong": "a file's faults come later, in a .rej"}

    def connector(self, **config: Any) -> Sftp:
        return self._as(TOKEN, **config)

    def stranger(self) -> Sftp:
        return self._as("wrong")

    def _as(self, secret: str, **config: Any) -> Sftp:
        public = self.box.data / self.play / "host_key.pub"
        known = {
            "base_url": self.box.door,
            "username": "fieldbook",
            "host_key": public.read_text(),
            "format": "csv",
            "columns": ["crime_reference", "offence", "occurred_at", "summary"],
        }
        return Sftp({**known, **config}, secret)

    def is_up(self) -> bool:
        return self.connector().probe(AMPLE)

    def document(self, **other: Any) -> dict[str, Any]:
        crime = {"crime_reference": "34/26/000123", "offence": "28E", "summary": f"Ω {uuid4()}"}
        return crime | other

    @contextmanager
    def imposter(self, directory: Path) -> Iterator[tuple[Sftp, list[bytes]]]:
        """One whose key is not the one that was agreed. That none signs in is shown with OpenSSH,
        which keeps a log; here, that nothing is left.
        """
        before = self.hold()
        got: list[bytes] = []
        yield self.connector(host_key=sshd.key_pair()[1]), got
        got += [body for each in self.hold() if each not in before for body in each[1:]]


@pytest.fixture(scope="module")
def upload(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NationalUpload]:
    play = NationalUpload.play
    with playing(play, data=tmp_path_factory.mktemp("upload")) as boxes:
        yield NationalUpload(boxes[play])


class TestSandbox(Contract):
    @pytest.fixture
    def bench(self, upload: NationalUpload) -> NationalUpload:
        return upload

    def test_it_says_later_what_it_makes_of_a_file(self, bench: NationalUpload) -> None:
        to = bench.connector(acks="acks")
        good, bad = bench.entry(), bench.frozen(bench.document(offence="Sandwiches"))
        for entry in (good, bad):
            assert send(bench, to, entry).outcome is Outcome.TAKEN
        found = ends(lambda: to.lookup(good.key, deadline=AMPLE))
        assert (found.answer, found.reference[:4]) == (Found.FOUND, "NCU-")
        assert found.sha256 == hashlib.sha256(good.payload).hexdigest()
        found = ends(lambda: to.lookup(bad.key, deadline=AMPLE))
        assert found.answer is Found.TURNED_DOWN
        assert [fault.pointer for fault in found.fields] == ["/offence"]

    def test_it_may_take_its_time(self, bench: NationalUpload) -> None:
        to, entry = bench.connector(acks="acks"), bench.entry()
        bench.box.breaks(pending=True)
        try:
            assert send(bench, to, entry).outcome is Outcome.TAKEN
        finally:
            bench.box.heal()
        assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.PENDING

    def test_xml_is_read_as_well(self, bench: NationalUpload) -> None:
        to = bench.connector(format="xml", root="crimes", record="crime", acks="acks")
        payload, _ = to.render(bench.document(summary=""))
        entry = item(payload)
        assert send(bench, to, entry).outcome is Outcome.TAKEN
        found = ends(lambda: to.lookup(entry.key, deadline=AMPLE))
        assert [fault.pointer for fault in found.fields] == ["/summary"]

    @pytest.mark.parametrize(("status", "outcome"), [(403, "credentials"), (500, "busy")])
    def test_a_refusal_before_anything_is_taken(
        self, bench: NationalUpload, status: int, outcome: str
    ) -> None:
        bench.box.breaks(status=status, on="entries")
        try:
            sent = send(bench, bench.connector(), bench.entry())
        finally:
            bench.box.heal()
        assert sent.outcome == outcome

    def test_a_system_that_is_down_is_not_sent_to(self, bench: NationalUpload) -> None:
        to, entry = bench.connector(), bench.entry()
        assert send(bench, to, entry).outcome is Outcome.DELIVERED
        bench.box.breaks(down=True)
        try:
            assert send(bench, to, bench.entry()).outcome is Outcome.NOT_SENT
            assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.UNKNOWN
        finally:
            bench.box.heal()
        assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.FOUND

    def test_a_connection_that_ends_just_before_we_ask_ends_the_call(
        self, bench: NationalUpload, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """paramiko then waits without a limit, and held up the system until the worker ended."""
        pending = Channel._event_pending

        def too_late(channel: Channel) -> None:
            channel.transport.close()
            channel.transport.join()
            pending(channel)

        monkeypatch.setattr(Channel, "_event_pending", too_late)
        sent = bench.connector().send(bench.entry(), deadline=2.0)
        assert sent.outcome is Outcome.NOT_SENT

    def test_the_same_folder_keeps_the_same_host_key(self, tmp_path: Path) -> None:
        public = tmp_path / NationalUpload.play / "host_key.pub"
        keys = []
        for _ in range(2):
            with playing(NationalUpload.play, data=tmp_path) as boxes:
                assert ends(NationalUpload(boxes[NationalUpload.play]).is_up)
                keys.append(public.read_text())
        assert keys[0] == keys[1]
