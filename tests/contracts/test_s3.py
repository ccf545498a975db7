"""S3 keeps the contract with moto's object store, signatures checked, and with the sandbox's."""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar
from uuid import uuid4

import boto3
import httpx2
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from field_api.connectors.kinds.s3 import S3
from field_api.connectors.rules import Found, Outcome
from field_api.connectors.wire.bucket import Bucket
from tests.contracts.bench import Bench, SandboxBench
from tests.contracts.ending import ends
from tests.contracts.kind import AMPLE, GAP, Contract, erasure, send
from tests.contracts.raw import Caller
from tests.contracts.servers.objectstore import BUCKET, REGION, VERSIONED, Store, moto
from tests.queries.sandbox import TOKEN, playing

NOTHING_WRONG = "a store takes any bytes"


def drips_an_answer(caller: Caller) -> None:
    caller.read_request()
    caller.say("HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\n")
    caller.drip("X-Slow: 1\r\n")


def floods_with_answer(caller: Caller) -> None:
    caller.read_request()
    caller.say("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not caller.stopping.is_set():
        caller.say("10000\r\n" + " " * 65536 + "\r\n")


class Moto(Bench):
    kind = S3
    tls = "https"
    drips = staticmethod(drips_an_answer)
    floods = staticmethod(floods_with_answer)
    cannot: ClassVar[dict[str, str]] = {"wrong": NOTHING_WRONG}

    def __init__(self, store: Store) -> None:
        self.store = store
        self.secret = store.secret

    def connector(self, **config: Any) -> S3:
        return self._as(self.store.secret, **config)

    def stranger(self) -> S3:
        return self._as("wrong")

    def _as(self, secret: str, **config: Any) -> S3:
        known = {
            "base_url": self.store.url,
            "bucket": BUCKET,
            "prefix": "fieldbook/entries/",
            "region": REGION,
            "access_key_id": self.store.access_key,
        }
        return S3({**known, **config}, secret)

    def document(self) -> dict[str, Any]:
        return {"reference": str(uuid4()), "summary": "Côr Meibion Ω\nsecond line"}

    def url(self) -> str:
        return self.store.url

    def hold(self) -> list[tuple[str, bytes]]:
        client = self.store.client()
        listed = client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        names = [each["Key"] for each in listed]
        return [
            (name.rpartition("/")[2].removesuffix(".json"), self.body(client, BUCKET, name))
            for name in names
            if name.endswith(".json")
        ]

    def body(self, client: Any, bucket: str, name: str) -> bytes:
        return client.get_object(Bucket=bucket, Key=name)["Body"].read()  # type: ignore[no-any-return]

    def busy(self) -> AbstractContextManager[None]:
        return self.store.failing("busy")

    def hanging(self) -> AbstractContextManager[None]:
        return self.store.failing("hangs")

    def resetting(self) -> AbstractContextManager[None]:
        return self.store.failing("resets")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with moto() as started:
        yield started


@pytest.mark.foreign
class TestMoto(Contract):
    @pytest.fixture
    def bench(self, store: Store) -> Moto:
        return Moto(store)

    def test_a_wrong_secret_is_told_from_the_signature(self, bench: Moto) -> None:
        assert "SignatureDoesNotMatch" in send(bench, bench.stranger(), bench.entry()).reason
        unknown = bench.connector(access_key_id="nobody")
        sent = send(bench, unknown, bench.entry())
        assert (sent.outcome, sent.status) == (Outcome.CREDENTIALS, 403)

    def test_a_bucket_that_is_not_there_is_our_set_up_s_fault(self, bench: Moto) -> None:
        to = bench.connector(bucket="nowhere")
        sent = send(bench, to, bench.entry())
        assert (sent.outcome, sent.status) == (Outcome.CREDENTIALS, 404)
        assert ends(lambda: to.lookup(uuid4(), deadline=AMPLE)).answer is Found.UNKNOWN
        assert not ends(lambda: to.probe(AMPLE))

    def test_other_bytes_under_the_same_key_are_a_person_s_question(self, bench: Moto) -> None:
        to, entry = bench.connector(), bench.entry()
        first = send(bench, to, entry)
        other = send(bench, to, bench.frozen(bench.document(), entry.key))
        assert (other.outcome, other.reference) == (Outcome.REJECTED, first.reference)
        assert dict(bench.hold())[str(entry.key)] == entry.payload

    def test_what_is_known_of_an_entry_stands_beside_it(self, bench: Moto) -> None:
        entry = bench.entry()
        sent = send(bench, bench.connector(sse="AES256"), entry)
        told = bench.store.client().head_object(Bucket=BUCKET, Key=sent.reference)
        assert told["ServerSideEncryption"] == "AES256"
        assert told["ContentType"] == "application/json"
        assert told["Metadata"] == {
            "fieldbook-key": str(entry.key),
            "fieldbook-sha256": hashlib.sha256(entry.payload).hexdigest(),
            "fieldbook-version": "1",
            "fieldbook-subject": str(entry.subject),
            "fieldbook-marking": "OFFICIAL",
        }

    def test_what_was_erased_is_not_brought_back(self, bench: Moto) -> None:
        to, entry = bench.connector(), bench.entry()
        send(bench, to, entry)
        order = erasure(entry)
        assert send(bench, to, order).outcome is Outcome.DELIVERED
        for key in (entry.key, order.key):
            assert ends(partial(to.lookup, key, deadline=AMPLE)).answer is Found.FOUND
        assert send(bench, to, entry).outcome is Outcome.REJECTED
        assert dict(bench.hold())[str(entry.key)] == b""
        now = datetime.now(UTC)
        listed = to.listing(now - GAP, now + GAP, deadline=AMPLE)
        assert entry.key not in {held.key for held in listed}

    def test_where_versions_are_kept_each_of_them_is_erased(self, bench: Moto) -> None:
        to, entry, other = bench.connector(bucket=VERSIONED), bench.entry(), bench.entry()
        for one in (entry, other):
            sent = send(bench, to, one)
            assert "?versionId=" in sent.reference
            found = ends(partial(to.lookup, one.key, deadline=AMPLE))
            assert found.reference == sent.reference
        assert send(bench, to, erasure(entry)).outcome is Outcome.DELIVERED
        client = bench.store.client()
        versions = client.list_object_versions(Bucket=VERSIONED)["Versions"]
        bodies = [
            client.get_object(Bucket=VERSIONED, Key=each["Key"], VersionId=each["VersionId"])
            for each in versions
            if each["Key"].endswith((f"{entry.key}.json", f"{other.key}.json"))
        ]
        assert sorted(each["Body"].read() for each in bodies) == [b"", other.payload]

    def test_a_list_of_many_pages_is_whole(
        self, bench: Moto, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """moto pages as S3 does, at a thousand; asked for fewer it pages sooner."""
        asked = Bucket._list

        def fewer(self: Bucket, query: Any, *rest: Any) -> Any:
            return asked(self, [*query, ("max-keys", "2")], *rest)

        monkeypatch.setattr(Bucket, "_list", fewer)
        to = bench.connector(prefix=f"{uuid4()}/")
        entries = [bench.entry() for _ in range(5)]
        for entry in entries:
            send(bench, to, entry)
        now = datetime.now(UTC)
        listed = [held.key for held in to.listing(now - GAP, now + GAP, deadline=AMPLE)]
        assert sorted(listed) == sorted(entry.key for entry in entries)


class EvidenceStore(SandboxBench):
    kind = S3
    play = "evidence-store"
    tls = "https"
    drips = staticmethod(drips_an_answer)
    floods = staticmethod(floods_with_answer)
    cannot: ClassVar[dict[str, str]] = {"wrong": NOTHING_WRONG}

    def connector(self, **config: Any) -> S3:
        return self._as(TOKEN, **config)

    def stranger(self) -> S3:
        return self._as("wrong")

    def _as(self, secret: str, **config: Any) -> S3:
        known = {"base_url": self.box.door, "bucket": "evidence", "access_key_id": "fieldbook"}
        return S3({**known, **config}, secret)

    def document(self) -> dict[str, Any]:
        return {"reference": str(uuid4()), "summary": "Côr Meibion Ω\nsecond line"}


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EvidenceStore]:
    play = EvidenceStore.play
    with playing(play, data=tmp_path_factory.mktemp("evidence")) as boxes:
        yield EvidenceStore(boxes[play])


class TestSandbox(Contract):
    @pytest.fixture
    def bench(self, evidence: EvidenceStore) -> EvidenceStore:
        return evidence

    def test_its_page_shows_what_it_holds(self, bench: EvidenceStore) -> None:
        entry = bench.entry()
        assert send(bench, bench.connector(), entry).outcome is Outcome.DELIVERED
        assert str(entry.key) in httpx2.get(bench.box.url).text

    def test_a_repeat_of_what_was_erased_is_refused(self, bench: EvidenceStore) -> None:
        to, entry = bench.connector(), bench.entry()
        send(bench, to, entry)
        assert send(bench, to, erasure(entry)).outcome is Outcome.DELIVERED
        assert send(bench, to, entry).outcome is Outcome.REJECTED

    @pytest.mark.parametrize(
        ("method", "path", "status"), [("GET", "/evidence", 403), ("PUT", "/evidence/x", 403)]
    )
    def test_what_is_not_signed_is_not_let_in(
        self, bench: EvidenceStore, method: str, path: str, status: int
    ) -> None:
        answer = httpx2.request(method, bench.box.door + path, content=b"x")
        assert (answer.status_code, "AccessDenied" in answer.text) == (status, True)

    def test_what_another_client_signs_is_understood(self, bench: EvidenceStore) -> None:
        """The library nearly everybody uses, so that the door checks S3's rules and not ours."""
        client = boto3.client(
            "s3",
            endpoint_url=bench.box.door,
            region_name="eu-west-1",
            aws_access_key_id="fieldbook",
            aws_secret_access_key=TOKEN,
            config=Config(s3={"addressing_style": "path"}),
        )
        client.put_object(Bucket="evidence", Key="by hand/1.txt", Body=b"synthetic")
        assert client.get_object(Bucket="evidence", Key="by hand/1.txt")["Body"].read()
        listed = client.list_objects_v2(Bucket="evidence", Prefix="by hand/")["Contents"]
        assert [each["Key"] for each in listed] == ["by hand/1.txt"]
        client.delete_object(Bucket="evidence", Key="by hand/1.txt")
        with pytest.raises(ClientError, match=r"404|NoSuchKey"):
            client.get_object(Bucket="evidence", Key="by hand/1.txt")
