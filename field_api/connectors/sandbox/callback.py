"""Telling the sender later what became of an entry: a callback signed as Standard Webhooks says.

https://github.com/standard-webhooks/standard-webhooks: `webhook-id`, `webhook-timestamp`, and
`webhook-signature`, v1 and the HMAC-SHA256 of "id.timestamp.body".
"""

import base64
import binascii
import hashlib
import hmac
import http.client
import json
import threading
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

from field_api.connectors.sandbox.storage import Entry

_WAITS = (0.0, 0.5, 2.0, 10.0, 60.0)
_SECONDS = 10.0
_REMEMBERED = 100


class Callback:
    """Posts each decision until it is taken with a 2xx, five times at most, in the background."""

    def __init__(self) -> None:
        self._url = ""
        self._secret = b""
        self._posted: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)
        self._stopping = threading.Event()

    def set(self, url: str, secret: str) -> None:
        """`secret` as the other side holds it, whsec_ and base64. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("url is an http address")
        try:
            self._secret = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("secret is whsec_ and base64") from None
        self._url = url

    def end(self) -> None:
        self._url = ""

    def state(self) -> dict[str, Any]:
        """Where decisions go, and the last posts: {"id", "status"}, status null without answer."""
        return {"url": self._url, "posted": list(self._posted)}

    def tell(self, entry: Entry) -> None:
        if self._url:
            body = {
                "key": entry.key,
                "outcome": entry.state,
                "reference": entry.reference,
                "errors": entry.faults,
            }
            threading.Thread(target=self._post, args=(body,), daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def _post(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        told = hashlib.sha256(body).hexdigest()[:16]  # the same words, the same message
        for wait in _WAITS:
            if self._stopping.wait(wait) or not self._url:
                return
            status = self._once(f"decision_{document['key']}_{told}", body)
            self._posted.append({"id": document["key"], "status": status})
            if status is not None and 200 <= status < 300:
                return

    def _once(self, message: str, body: bytes) -> int | None:
        parts = urlsplit(self._url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        line = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
        try:
            line.request("POST", parts.path or "/", body, self._headers(message, body))
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

    def _headers(self, message: str, body: bytes) -> dict[str, str]:
        now = str(int(time.time()))
        signed = f"{message}.{now}.".encode() + body
        signature = base64.b64encode(hmac.digest(self._secret, signed, "sha256")).decode()
        return {
            "Content-Type": "application/json",
            "webhook-id": message,
            "webhook-timestamp": now,
            "webhook-signature": f"v1,{signature}",
        }
