"""What a kind's test brings along: a real server, a connector to it, and the switches of both.

    class Upload(SandboxBench):
        kind = Sftp
        play = "national-upload"
        cannot = {"busy": "SFTP has no way to say: come back later"}

        def connector(self, **config): return Sftp({"base_url": self.box.door, **config}, TOKEN)
        def document(self, **other): return {"rows": [...], **other}
        def wrong(self): return self.document(rows=[])

Every situation has a method here. One a protocol cannot have stands in `cannot`, with the reason.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

import httpx2

from field_api.connectors.rules import Connector, Item, Kind, Outcome
from tests.contracts.certificates import Authority
from tests.contracts.raw import Caller, Raw, Script, serving
from tests.items import item
from tests.queries.sandbox import TOKEN, Sandbox

NOT_LISTENING = 9  # discard: nothing listens there on a machine of ours
WAIT = 7
"""Seconds a busy server asks for."""

SITUATIONS = frozenset(
    {
        "wrong",  # can find fault with an entry
        "busy",
        "hanging",
        "resetting",
        "stranger",
        "imposter",
        "lookup",
        "absent",  # a lookup can be answered with a certain no
        "again",  # drops a second copy under the same key
    }
)


def takes_all(caller: Caller) -> None:
    """Reads and never says a word."""
    while caller.socket.recv(65536):
        pass


def drips_junk(caller: Caller) -> None:
    caller.drip("x")


def floods_junk(caller: Caller) -> None:
    while not caller.stopping.is_set():
        caller.say(b"x" * 65536)


class Bench:
    """Fill in what stands without an ending. A file keeps one for all its tests.

    `accepted` is the first answer to an entry that fits. `field` is the pointer the server names
    when it finds fault with `wrong()`, None if the protocol cannot tell. `wait` is what a busy
    server is understood to ask for, None if it cannot say. `tls` is the scheme of the kind that
    runs TLS from the first byte. `drips` and `floods` are a server's side of an answer that
    arrives byte by byte or never ends; make them as true to the protocol as 10 lines allow, so
    that the kind really waits for more.
    """

    kind: Kind
    cannot: ClassVar[dict[str, str]] = {}
    secret: str = TOKEN
    accepted: Outcome = Outcome.DELIVERED
    field: str | None = None
    wait: float | None = WAIT
    tls: str | None = None
    drips: Script = staticmethod(drips_junk)
    floods: Script = staticmethod(floods_junk)

    def connector(self, **config: Any) -> Connector:
        """One that works; `config` goes over its settings."""
        raise NotImplementedError

    def document(self) -> dict[str, Any]:
        """What a mapping would hand over for an entry that the server accepts."""
        raise NotImplementedError

    def hold(self) -> list[tuple[str, bytes]]:
        """All the server holds, seen past the connector: (key, bytes), a double twice."""
        raise NotImplementedError

    def wrong(self) -> dict[str, Any]:
        """A document the server finds fault with."""
        raise NotImplementedError

    def busy(self) -> AbstractContextManager[None]:
        """While it lasts the server says: come back later."""
        raise NotImplementedError

    def hanging(self) -> AbstractContextManager[None]:
        """While it lasts the server keeps what comes and then says nothing."""
        raise NotImplementedError

    def resetting(self) -> AbstractContextManager[None]:
        """While it lasts the server breaks every connection before it keeps anything."""
        raise NotImplementedError

    def stranger(self) -> Connector:
        """One with a secret the server does not know."""
        raise NotImplementedError

    @contextmanager
    def imposter(self, directory: Path) -> Iterator[tuple[Connector, list[bytes]]]:
        """A connector that meets a server which cannot prove that it is the right one, and what
        that server got to read. Here by TLS; a kind that proves it otherwise has its own.
        """
        got: list[bytes] = []

        def notes(caller: Caller) -> None:
            while data := caller.socket.recv(65536):
                got.append(data)

        assert self.tls, "a kind with another proof than TLS brings its own imposter"
        with serving(notes, Authority(directory).server()) as raw:
            yield self.connector(base_url=f"{self.tls}://127.0.0.1:{raw.port}"), got

    def entry(self, key: UUID | None = None) -> Item:
        """An item the server accepts, frozen as a delivery would be."""
        return self.frozen(self.document(), key)

    def frozen(self, document: dict[str, Any], key: UUID | None = None) -> Item:
        payload, content_type = self.connector().render(document)
        return item(payload, key=key, content_type=content_type)

    def url(self) -> str:
        """`base_url` of the working connector, for a scheme and a path."""
        raise NotImplementedError

    @contextmanager
    def instead(self, script: Script, **config: Any) -> Iterator[tuple[Connector, Raw]]:
        """A connector whose system has been replaced by this script on a plain socket."""
        with serving(script) as raw:
            yield self.elsewhere(raw.port, **config), raw

    def elsewhere(self, port: int, **config: Any) -> Connector:
        here = urlsplit(self.url())
        base_url = here._replace(netloc=f"127.0.0.1:{port}").geturl()
        return self.connector(base_url=base_url, **config)


class SandboxBench(Bench):
    """A bench whose server is a system of the sandbox, with its faults for switches."""

    play: str

    def __init__(self, box: Sandbox) -> None:
        self.box = box

    def url(self) -> str:
        return self.box.door or self.box.url

    def hold(self) -> list[tuple[str, bytes]]:
        bearer = {"Authorization": f"Bearer {TOKEN}"}

        def get(path: str, *others: int) -> httpx2.Response:
            answer = httpx2.get(f"{self.box.url}/api/entries{path}", headers=bearer)
            assert answer.status_code in (200, *others), answer.text
            return answer

        keys, after = [], "0"
        while after is not None:
            page = get(f"?after={after}").json()
            keys += [entry["key"] for entry in page["entries"]]
            after = page["next"]
        # What was erased since it was listed is not held any more.
        found = [(key, get(f"/by-key/{key}/bytes", 404, 410)) for key in keys]
        return [(key, answer.content) for key, answer in found if answer.status_code == 200]

    def busy(self) -> AbstractContextManager[None]:
        return self._while(status=503, retry_after=WAIT, on="entries")

    def hanging(self) -> AbstractContextManager[None]:
        return self._while(hang_after_accept=True)

    def resetting(self) -> AbstractContextManager[None]:
        return self._while(reset=True)

    def decide(self, key: UUID, outcome: str, *errors: dict[str, str]) -> None:
        """What it took while `pending` was on is accepted, or rejected for errors in form."""
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        path = f"{self.box.url}/api/entries/by-key/{key}/decision"
        said = {"outcome": outcome, "errors": list(errors)}
        answer = httpx2.post(path, json=said, headers=bearer)
        assert answer.status_code == 200, answer.text

    @contextmanager
    def _while(self, **fault: Any) -> Iterator[None]:
        self.box.breaks(**fault)
        try:
            yield
        finally:
            self.box.heal()
