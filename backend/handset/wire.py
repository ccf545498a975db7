"""One request, one answer, and the three things an answer can mean.

An answer that can be read says yes or no. Everything else (no answer, half an answer, a page from
some box in between) says nothing: what was sent may or may not have arrived.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """`path` begins with a slash and carries its query."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` by lower-case name."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Transport = Callable[[Request], Answer]
"""Carries a request and brings its answer. Raises Offline where there is none."""


class Offline(Exception):
    """No answer that can be read: what was sent may or may not have arrived."""


class Refused(Exception):
    """The server answered with a problem document (RFC 9457); its `code` is the message."""

    def __init__(self, status: int, document: Item, retry_after: float = 0.0) -> None:
        super().__init__(f"{status} {document.get('code')}")
        self.status, self.document, self.retry_after = status, document, retry_after

    @property
    def code(self) -> str:
        return str(self.document.get("code", ""))

    @property
    def undecided(self) -> bool:
        """The server could not say: as good as no answer, and the same is sent again."""
        return self.status >= 500 or self.status in (408, 425, 429)


class OverHttp:
    """The transport of every day. `patience` is the longest wait for an answer, in seconds."""

    def __init__(self, base: str, patience: float = 20.0) -> None:
        self._client = httpx2.Client(base_url=base, timeout=patience, trust_env=False)

    def __call__(self, request: Request) -> Answer:
        try:
            answer = self._client.request(
                request.method,
                request.path,
                content=request.body or None,
                headers=dict(request.headers),
            )
        except httpx2.TransportError as error:
            raise Offline from error
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, answer.content, headers)

    def be_patient(self, seconds: float) -> None:
        self._client.timeout = seconds

    def close(self) -> None:
        self._client.close()


def understood(answer: Answer) -> Item:
    """What the server said. Raises Refused for a problem document, Offline for anything else."""
    if answer.status == 204:
        return {}
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise Offline(f"answer {answer.status} could not be read") from error
    if not isinstance(document, dict):
        raise Offline(f"answer {answer.status} is no object")
    if answer.status >= 400:
        raise Refused(answer.status, document, _seconds(answer.headers.get("retry-after", "")))
    return document


def _seconds(text: str) -> float:
    # A date is allowed too (RFC 9110 §10.2.3); this server sends seconds, and a wrong clock on the
    # handset would make nonsense of a date.
    return float(text) if text.isascii() and text.isdecimal() else 0.0
