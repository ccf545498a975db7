"""moto's object store as a process of the test's own, which checks every signature.

In front of it stands a relay that can be told to fail: see `Store`.
"""

import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
import httpx2

from tests.contracts.raw import Caller, serving

BUCKET, VERSIONED = "evidence", "evidence-kept"
REGION = "eu-west-2"
STARTS_WITHIN = 120.0
_MAY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:*", "iam:*"], "Resource": "*"}],
}
_SLOW_DOWN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"
)


@dataclass
class Store:
    """`url` is the relay's. While `fault` says so a PUT is answered with busy, goes through and is
    never answered (hangs), or breaks the connection before it goes through (resets).
    """

    direct: str
    access_key: str
    secret: str = field(repr=False)
    fault: str = ""
    url: str = ""

    def client(self) -> Any:
        """As an operator would look into it."""
        return boto3.client(
            "s3",
            endpoint_url=self.direct,
            region_name=REGION,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret,
        )

    @contextmanager
    def failing(self, fault: str) -> Iterator[None]:
        self.fault = fault
        try:
            yield
        finally:
            self.fault = ""

    def relay(self, caller: Caller) -> None:
        port = int(self.direct.rpartition(":")[2])
        while request := caller.read_request():
            puts = request.startswith(b"PUT")
            if puts and self.fault == "resets":
                caller.reset()
                return
            if puts and self.fault == "busy":
                caller.answer(503, _SLOW_DOWN, "Content-Type: application/xml", "Retry-After: 7")
                continue
            once = request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
            with socket.create_connection(("127.0.0.1", port), timeout=60) as store:
                store.sendall(once)
                answer = b""
                while more := store.recv(65536):
                    answer += more
            if puts and self.fault == "hangs":
                caller.stopping.wait(60)
                return
            caller.say(answer)
            return  # the answer said that the connection ends


@contextmanager
def moto() -> Iterator[Store]:
    with _process() as direct:
        store = _set_up(direct)
        with serving(store.relay) as raw:
            store.url = raw.url
            yield store


@contextmanager
def _process() -> Iterator[str]:
    """Port 0 is its to choose; it says on stderr which it took."""
    with subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        said: list[str] = []
        found = threading.Event()
        reading = threading.Thread(target=_read, args=(process.stderr, said, found))
        reading.start()
        try:
            assert found.wait(STARTS_WITHIN), said
            yield _answering(re.search(r"http://127\.0\.0\.1:[0-9]+", said[-1])[0])  # type: ignore[index]
        finally:
            process.terminate()
            process.wait()
            reading.join()


def _read(lines: Any, said: list[str], found: threading.Event) -> None:
    for line in lines:
        if not found.is_set():
            said.append(line)
        if "http://127.0.0.1:" in line:
            found.set()


def _answering(url: str) -> str:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends:
        try:
            if httpx2.get(f"{url}/moto-api/", timeout=30).status_code == 200:
                return url
        except httpx2.TransportError:
            time.sleep(0.1)
    raise RuntimeError("moto did not start")


def _set_up(direct: str) -> Store:
    """Buckets, and a user whose signature is checked from then on."""
    first = {
        "endpoint_url": direct,
        "region_name": REGION,
        "aws_access_key_id": "first",
        "aws_secret_access_key": "first",
    }
    store, people = boto3.client("s3", **first), boto3.client("iam", **first)
    for bucket in (BUCKET, VERSIONED):
        where = {"LocationConstraint": REGION}
        store.create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
    kept = {"Status": "Enabled"}
    store.put_bucket_versioning(Bucket=VERSIONED, VersioningConfiguration=kept)
    people.create_user(UserName="fieldbook")
    people.put_user_policy(UserName="fieldbook", PolicyName="all", PolicyDocument=json.dumps(_MAY))
    key = people.create_access_key(UserName="fieldbook")["AccessKey"]
    answer = httpx2.post(f"{direct}/moto-api/reset-auth", content=b"0")
    assert answer.status_code == 200, answer.text
    return Store(direct, key["AccessKeyId"], key["SecretAccessKey"])
