"""TAXII servers for tests of the connector: medallion through a relay, and the sandbox's own."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx2

from field_api.connectors.kinds.taxii import Taxii
from field_api.connectors.rules import Item
from field_api.connectors.sandbox.doors import taxii as sandbox
from field_api.connectors.wire import taxii as envelopes
from tests.contracts.bench import WAIT, Bench, SandboxBench
from tests.contracts.servers import medallion as servers
from tests.contracts.servers.medallion import COLLECTION, PASSWORD, USER, Medallion
from tests.contracts.servers.relay import Relay
from tests.items import item
from tests.queries.sandbox import TOKEN

PRODUCER = "Sample Constabulary"


def document(**other: Any) -> dict[str, Any]:
    observables = [
        {"type": "url", "value": "https://bank.example/log-in?a='b'"},
        {"type": "wallet", "value": "bc1qexample"},
    ]
    report = {"name": "A site that asks for codes", "description": "Ω", "observables": observables}
    return {
        "fieldbook_id": str(uuid4()),
        "version": 1,
        "reference": "34/26/000123",
        "occurred_at": "2026-03-01T14:05:00.000000Z",
        "marking": "OFFICIAL-SENSITIVE",
        "report": report,
        **other,
    }


def frozen_from(objects: list[dict[str, Any]]) -> list[tuple[str, bytes]]:
    """What was frozen for each receipt that stands, put together again from what is held."""
    found = []
    for note in objects:
        if note["type"] != "note" or any(
            one["id"] == note["id"] and one.get("revoked") for one in objects
        ):
            continue
        there = {one["id"]: one for one in objects if one.get("modified") == note["modified"]}
        listed = [there[name] for name in note["object_refs"] if name in there]
        found.append((note["id"].removeprefix("note--"), envelopes.envelope(listed)))
    return found


class Feed(Bench):
    """medallion, through a relay: it can't be busy, nor hang, by itself."""

    kind = Taxii
    secret = PASSWORD
    tls = "https"
    cannot = {"busy": "medallion never asks to come back later; the sandbox's server does"}

    def __init__(self, server: Medallion, between: Relay) -> None:
        self.server = server
        self.between = between

    def url(self) -> str:
        return f"http://127.0.0.1:{self.between.port}/feed"

    def settings(self) -> dict[str, Any]:
        base = {"base_url": self.url(), "username": USER}
        return {**base, "collection": COLLECTION, "producer": PRODUCER}

    def connector(self, **config: Any) -> Taxii:
        return Taxii(self.settings() | config, PASSWORD)

    def document(self) -> dict[str, Any]:
        return document()

    def wrong(self) -> dict[str, Any]:
        long = {"name": "Long", "description": "x" * servers.MOST_BYTES}
        return document(report=long)

    def frozen(self, document: dict[str, Any], key: UUID | None = None) -> Item:
        payload, content_type = self.connector().render(document)
        subject = UUID(document["fieldbook_id"])
        version = document["version"]
        return item(payload, key=key, subject=subject, version=version, content_type=content_type)

    def objects(self) -> list[dict[str, Any]]:
        return self.server.objects()

    def hold(self) -> list[tuple[str, bytes]]:
        return frozen_from(self.objects())

    def stranger(self) -> Taxii:
        return Taxii(self.settings(), "not-the-password")

    def hanging(self) -> AbstractContextManager[None]:
        return self._while("mutes")

    def resetting(self) -> AbstractContextManager[None]:
        return self._while("resets")

    @contextmanager
    def _while(self, fault: str) -> Iterator[None]:
        setattr(self.between, fault, True)
        try:
            yield
        finally:
            setattr(self.between, fault, False)


class CyberFeed(SandboxBench, Feed):
    """The sandbox's server, which can be everything."""

    play = "cyber-feed"
    secret = TOKEN
    field = None  # TAXII's error has no place for one
    wait = WAIT
    cannot = {}
    busy = SandboxBench.busy
    hanging = SandboxBench.hanging
    resetting = SandboxBench.resetting
    hold = Feed.hold

    def url(self) -> str:
        return self.box.door

    def settings(self) -> dict[str, Any]:
        return {"base_url": self.url(), "collection": sandbox.COLLECTION, "producer": PRODUCER}

    def connector(self, **config: Any) -> Taxii:
        return Taxii(self.settings() | config, TOKEN)

    def wrong(self) -> dict[str, Any]:
        return document(report={"name": "x" * 201})

    def objects(self) -> list[dict[str, Any]]:
        bearer = {"Authorization": f"Bearer {TOKEN}", "Accept": envelopes.MEDIA_TYPE}
        url = f"{self.url()}/collections/{sandbox.COLLECTION}/objects/"
        found: list[dict[str, Any]] = []
        after: str | None = "0"
        while after is not None:
            query = {"match[version]": "all", "next": after}
            page = httpx2.get(url, params=query, headers=bearer).json()
            found += page.get("objects", [])
            after = page.get("next")
        return found

    def decides(self, entry: Item, outcome: str) -> None:
        url = f"{self.box.url}/api/entries/by-key/{entry.key}/decision"
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert httpx2.post(url, json={"outcome": outcome}, headers=bearer).status_code == 200
