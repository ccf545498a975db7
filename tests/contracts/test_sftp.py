"""Sftp keeps the contract with OpenSSH, which is what most who take files run."""

import hashlib
import os
import signal
import struct
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest

from field_api.connectors.kinds.sftp import Sftp
from field_api.connectors.rules import Found, Item, Outcome
from tests.contracts.bench import Bench
from tests.contracts.ending import ends
from tests.contracts.kind import AMPLE, SOON, Contract, erasure, send, until_out
from tests.contracts.raw import Caller
from tests.contracts.servers import sshd
from tests.items import item

needs_sshd = pytest.mark.skipif(bool(sshd.missing()), reason=sshd.missing() or "it is here")
NOTHING_SAID = "a folder takes any file; what is wrong with it is said later, in a .rej"

pytestmark = pytest.mark.foreign


def drips_a_packet(caller: Caller) -> None:
    """The first of the handshake, as long as one may be."""
    caller.say(b"SSH-2.0-Sample\r\n" + struct.pack(">IB", 35000, 4))
    caller.drip("\0")


class OpenSsh(Bench):
    kind = Sftp
    drips = staticmethod(drips_a_packet)
    wait = None
    cannot: ClassVar[dict[str, str]] = {"wrong": NOTHING_SAID}

    def __init__(self, server: sshd.Sshd) -> None:
        self.server = server
        self.secret = server.private_key

    def connector(self, **config: Any) -> Sftp:
        return self._as(self.server.private_key, **config)

    def stranger(self) -> Sftp:
        return self._as(sshd.key_pair()[0])

    def _as(self, secret: str, **config: Any) -> Sftp:
        known = {
            "base_url": self.server.url,
            "username": self.server.username,
            "host_key": self.server.host_key,
        }
        return Sftp({**known, **config}, secret)

    def document(self) -> dict[str, Any]:
        return {"crime_reference": str(uuid4()), "summary": "Côr Meibion Ω\nsecond line"}

    def url(self) -> str:
        return self.server.url

    def hold(self) -> list[tuple[str, bytes]]:
        return [(path.stem, path.read_bytes()) for path in self.server.drop.glob("*.json")]

    def busy(self) -> AbstractContextManager[None]:
        return self.server.full()

    def hanging(self) -> AbstractContextManager[None]:
        return self.server.fault("hangs")

    def resetting(self) -> AbstractContextManager[None]:
        return self.server.fault("breaks")

    @contextmanager
    def imposter(self, directory: Path) -> Iterator[tuple[Sftp, list[bytes]]]:
        """Signing in is the first thing that would tell it anything. Its log is written as it goes
        on, so a sign-in of the right sort afterwards shows that nothing was still to come.
        """
        got: list[bytes] = []
        before = self.server.sign_ins()
        yield self.connector(host_key=sshd.key_pair()[1]), got
        assert ends(lambda: self.connector().probe(AMPLE))
        after_one = self.server.sign_ins()
        assert ends(lambda: self.connector().probe(AMPLE))
        got += [b"signed in"] * (2 * after_one - before - self.server.sign_ins())


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sshd.Sshd]:
    with sshd.sshd(tmp_path_factory.mktemp("sshd")) as started:
        yield started


@pytest.fixture
def openssh(daemon: sshd.Sshd) -> OpenSsh:
    return OpenSsh(daemon)


@needs_sshd
class TestOpenSsh(Contract):
    @pytest.fixture
    def bench(self, openssh: OpenSsh) -> OpenSsh:
        return openssh


def beside(server: sshd.Sshd, key: UUID) -> set[str]:
    """What lies in the folder for a key, without the key and what is random."""
    found = (path.name for path in server.drop.iterdir() if path.name.startswith(str(key)))
    return {name.removeprefix(str(key)) for name in found}


@needs_sshd
class TestFolder:
    def test_the_sidecar_is_one_that_sha256sum_checks(self, openssh: OpenSsh) -> None:
        entry = openssh.entry()
        send(openssh, openssh.connector(), entry)
        drop = openssh.server.drop
        checked = subprocess.run(
            ["sha256sum", "-c", "--strict", f"{entry.key}.json.sha256"],
            cwd=drop,
            capture_output=True,
            text=True,
        )
        assert checked.stdout == f"{entry.key}.json: OK\n", checked.stderr
        told = (drop / f"{entry.key}.json.sha256").read_text()
        assert f"subject={entry.subject} version=1" in told

    def test_nothing_half_written_is_left(self, openssh: OpenSsh) -> None:
        entry = openssh.entry()
        with openssh.busy():
            assert send(openssh, openssh.connector(), entry).outcome is Outcome.BUSY
        assert beside(openssh.server, entry.key) == set()
        send(openssh, openssh.connector(), entry)
        assert beside(openssh.server, entry.key) == {".json", ".json.sha256"}

    def test_a_worker_that_died_before_the_rename_left_no_entry(self, openssh: OpenSsh) -> None:
        """The rename was asked for: doubt, settled by taking the half-written file away."""
        to, entry = openssh.connector(), openssh.entry()
        with openssh.server.fault("cuts"):
            assert send(openssh, to, entry).outcome is Outcome.UNCERTAIN
        assert len(beside(openssh.server, entry.key)) == 2
        assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.ABSENT
        assert beside(openssh.server, entry.key) == {".json.sha256"}
        assert send(openssh, to, entry).outcome is Outcome.DELIVERED

    def test_other_bytes_under_the_same_key_are_a_person_s_question(self, openssh: OpenSsh) -> None:
        to, entry = openssh.connector(), openssh.entry()
        first = send(openssh, to, entry)
        other = send(openssh, to, openssh.frozen(openssh.document(), entry.key))
        assert (other.outcome, other.reference) == (Outcome.REJECTED, first.reference)
        assert (openssh.server.drop / first.reference).read_bytes() == entry.payload

    def test_a_server_of_version_3_alone_will_do(self, openssh: OpenSsh) -> None:
        with openssh.server.fault("plain"):
            to, entry = openssh.connector(), openssh.entry()
            for _ in range(2):
                assert send(openssh, to, entry).outcome is Outcome.DELIVERED
        assert openssh.hold().count((str(entry.key), entry.payload)) == 1

    def test_what_an_earlier_try_left_gives_way(self, openssh: OpenSsh) -> None:
        entry = openssh.entry()
        (sidecar := openssh.server.drop / f"{entry.key}.json.sha256").write_text("half of it")
        with openssh.server.fault("plain"):
            assert send(openssh, openssh.connector(), entry).outcome is Outcome.DELIVERED
        assert hashlib.sha256(entry.payload).hexdigest() in sidecar.read_text()

    def test_a_folder_that_is_not_there_or_not_ours_is_our_set_up_s_fault(
        self, openssh: OpenSsh
    ) -> None:
        to = openssh.connector(base_url=f"{openssh.url()}/nowhere")
        assert send(openssh, to, openssh.entry()).outcome is Outcome.CREDENTIALS
        assert ends(lambda: to.lookup(uuid4(), deadline=AMPLE)).answer is Found.UNKNOWN
        assert not ends(lambda: to.probe(AMPLE))

    def test_a_large_file_arrives_whole(self, openssh: OpenSsh) -> None:
        entry = openssh.frozen({"summary": "x" * 1_000_000})
        assert send(openssh, openssh.connector(), entry).outcome is Outcome.DELIVERED
        found = ends(lambda: openssh.connector().lookup(entry.key, deadline=AMPLE))
        assert found.sha256 == hashlib.sha256(entry.payload).hexdigest()

    def test_sessions_are_used_again(self, openssh: OpenSsh) -> None:
        to = openssh.connector()
        send(openssh, to, openssh.entry())
        before = openssh.server.sign_ins()
        for _ in range(5):
            assert send(openssh, to, openssh.entry()).outcome is Outcome.DELIVERED
        assert openssh.server.sign_ins() == before

    def test_a_forked_child_does_not_speak_in_its_parent_s_name(self, openssh: OpenSsh) -> None:
        to, by_child = openssh.connector(), openssh.entry()
        send(openssh, to, openssh.entry())
        if (child := os.fork()) == 0:
            signal.alarm(60)  # it has no thread of paramiko's, so what waits for one never ends
            try:
                to.send(by_child, deadline=AMPLE)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        before = openssh.server.sign_ins()
        assert send(openssh, to, openssh.entry()).outcome is Outcome.DELIVERED
        assert openssh.server.sign_ins() == before

    def test_a_fingerprint_is_as_good_as_the_key(self, openssh: OpenSsh) -> None:
        told = subprocess.run(
            ["ssh-keygen", "-lf", openssh.server.folder / "host_key.pub"],
            capture_output=True,
            text=True,
        )
        other = sshd.key_pair()[1]
        for host_key in (told.stdout.split()[1], [other, openssh.server.host_key]):
            assert ends(lambda: openssh.connector(host_key=host_key).probe(AMPLE))  # noqa: B023

    def test_what_was_erased_is_not_brought_back(self, openssh: OpenSsh) -> None:
        to, entry = openssh.connector(), openssh.entry()
        send(openssh, to, entry)
        order = erasure(entry)
        assert send(openssh, to, order).outcome is Outcome.DELIVERED
        assert beside(openssh.server, entry.key) == {".json.erased"}
        assert ends(lambda: to.lookup(order.key, deadline=AMPLE)).answer is Found.FOUND
        assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.FOUND
        assert send(openssh, to, entry).outcome is Outcome.REJECTED
        assert beside(openssh.server, entry.key) == {".json.erased"}

    def test_an_erasure_nobody_heard_of_is_found_undone(self, openssh: OpenSsh) -> None:
        to, entry = openssh.connector(), openssh.entry()
        send(openssh, to, entry)
        order = erasure(entry)
        with openssh.server.fault("cuts"):
            assert send(openssh, to, order).outcome is Outcome.UNCERTAIN
        assert ends(lambda: to.lookup(order.key, deadline=AMPLE)).answer is Found.ABSENT
        assert send(openssh, to, order).outcome is Outcome.DELIVERED


@needs_sshd
class TestReceipts:
    @pytest.fixture
    def acked(self, openssh: OpenSsh) -> Sftp:
        (openssh.server.drop / "acks").mkdir(exist_ok=True)
        return openssh.connector(acks="acks")

    def receipt(self, openssh: OpenSsh, entry: Item, name: str, content: str) -> None:
        (openssh.server.drop / "acks" / f"{entry.key}.json.{name}").write_text(content)

    def test_a_file_waits_until_its_receiver_has_decided(
        self, openssh: OpenSsh, acked: Sftp
    ) -> None:
        entry = openssh.entry()
        assert send(openssh, acked, entry).outcome is Outcome.TAKEN
        assert ends(lambda: acked.lookup(entry.key, deadline=AMPLE)).answer is Found.PENDING
        self.receipt(openssh, entry, "ack", '{"reference": "NCU-000007"}')
        found = ends(lambda: acked.lookup(entry.key, deadline=AMPLE))
        assert (found.answer, found.reference) == (Found.FOUND, "NCU-000007")

    def test_a_file_turned_down_says_why(self, openssh: OpenSsh, acked: Sftp) -> None:
        entry = openssh.entry()
        send(openssh, acked, entry)
        fault = '{"errors": [{"field": "/offence", "message": "is no code\\nwe know"}]}'
        self.receipt(openssh, entry, "rej", fault)
        found = ends(lambda: acked.lookup(entry.key, deadline=AMPLE))
        assert found.answer is Found.TURNED_DOWN
        assert [(one.pointer, one.text) for one in found.fields] == [
            ("/offence", "is no code we know")
        ]

    def test_a_receipt_that_says_nothing_is_one(self, openssh: OpenSsh, acked: Sftp) -> None:
        taken, refused = openssh.entry(), openssh.entry()
        self.receipt(openssh, taken, "ack", "")
        self.receipt(openssh, refused, "rej", "<not json>")
        answers = [
            ends(lambda: acked.lookup(one.key, deadline=AMPLE)).answer  # noqa: B023
            for one in (taken, refused)
        ]
        assert answers == [Found.FOUND, Found.TURNED_DOWN]

    def test_a_receiver_that_takes_files_away_leaves_doubt(self, openssh: OpenSsh) -> None:
        to = openssh.connector(acks="acks", keeps_files=False)
        entry = openssh.entry()
        send(openssh, to, entry)
        (openssh.server.drop / f"{entry.key}.json").unlink()
        assert ends(lambda: to.lookup(entry.key, deadline=AMPLE)).answer is Found.UNKNOWN


@needs_sshd
def test_an_answer_too_late_is_none(openssh: OpenSsh) -> None:
    """A session that hangs ends with the call; the next call has a session of its own."""
    to = openssh.connector()

    def attempt(deadline: float) -> Any:
        with openssh.hanging():
            return send(openssh, to, openssh.entry(), deadline=deadline)

    assert until_out(attempt).outcome is Outcome.UNCERTAIN
    assert send(openssh, to, item(b"{}")).outcome is Outcome.DELIVERED
    assert send(openssh, to, item(b"{}"), deadline=0).outcome is Outcome.NOT_SENT
    assert SOON < AMPLE
