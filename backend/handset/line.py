"""The handset's line to its server: signed in, or not yet; in a dead spot, or not."""

import json
from dataclasses import dataclass

from backend.handset.proving import Prover
from backend.handset.wire import Answer, Item, Offline, Request, Transport, understood

PREFIX = "/api/v1/"


@dataclass
class Line:
    """`online=False` is a dead spot: nothing leaves, nothing is lost.

    `bound` says that the token is worth nothing without a proof, as sign-in told.
    """

    transport: Transport
    prover: Prover
    token: str = ""
    bound: bool = False
    online: bool = True
    heard: str = ""  # the checkpoint that came with the last answer (witness.py)

    def sign_in(self, body: object) -> Item:
        """The answer to a sign-in, for a token bound to the key. Raises as `call`."""
        before, self.token = self.token, ""
        try:
            return self.call("POST", "sign-in", body)
        finally:
            self.token = before

    def call(self, method: str, path: str, body: object = None) -> Item:
        """Raises Refused for a problem document, Offline when there was no whole answer."""
        raw = b"" if body is None else json.dumps(body).encode()
        return self.send(method, path, raw, "application/json")

    def send(self, method: str, path: str, raw: bytes, media_type: str) -> Item:
        """The same, with bytes that are nobody's JSON."""
        if not self.online:
            raise Offline
        answer = self._sent(method, PREFIX + path, raw, media_type)
        if self.prover.learn(answer.status, answer.headers):
            answer = self._sent(method, PREFIX + path, raw, media_type)
            self.prover.learn(answer.status, answer.headers)
        self.heard = answer.headers.get("fieldbook-checkpoint", self.heard)
        return understood(answer)

    def headers(self, method: str, path: str) -> dict[str, str]:
        """Those that say who asks; `path` whole. Good for one request."""
        if self.token and not self.bound:
            return {"Authorization": f"Bearer {self.token}"}
        return self.prover.headers(method, path, self.token)

    def _sent(self, method: str, path: str, raw: bytes, media_type: str) -> Answer:
        headers = {"Accept": "application/json", **self.headers(method, path)}
        if raw:
            headers["Content-Type"] = media_type
        return self.transport(Request(method, path, raw, headers))
