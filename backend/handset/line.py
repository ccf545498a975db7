"""The handset's line to its server: signed in, or not yet; in a dead spot, or not."""

import json
from dataclasses import dataclass

from backend.handset.wire import Item, Offline, Request, Transport, understood

PREFIX = "/api/v1/"


@dataclass
class Line:
    """`online=False` is a dead spot: nothing leaves, nothing is lost."""

    transport: Transport
    token: str = ""
    online: bool = True

    def call(self, method: str, path: str, body: object = None) -> Item:
        """Raises Refused for a problem document, Offline when there was no whole answer."""
        raw = b"" if body is None else json.dumps(body).encode()
        return self.send(method, path, raw, "application/json")

    def send(self, method: str, path: str, raw: bytes, media_type: str) -> Item:
        """The same, with bytes that are nobody's JSON."""
        if not self.online:
            raise Offline
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if raw:
            headers["Content-Type"] = media_type
        return understood(self.transport(Request(method, PREFIX + path, raw, headers)))
