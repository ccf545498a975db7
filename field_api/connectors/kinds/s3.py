"""Object stores that speak S3: one object for each entry, put there once and for all."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from uuid import UUID

from field_api.connectors.rules import (
    Capability,
    ConfigRefused,
    FieldFault,
    Found,
    Held,
    Intent,
    Item,
    Lookup,
    NoAnswer,
    Sent,
    Unasked,
)
from field_api.connectors.wire import failures, files, tls
from field_api.connectors.wire.addresses import place
from field_api.connectors.wire.bucket import META, Bucket, sha256
from field_api.connectors.wire.failures import FAILURES
from field_api.connectors.wire.line import Line
from field_api.connectors.wire.objects import Objects
from field_api.connectors.wire.sigv4 import Signer

_SETTINGS = (
    files.SETTINGS
    | tls.SETTINGS
    | {"base_url", "networks", "bucket", "prefix", "region", "access_key_id", "sse"}
)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"([A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*([A-Za-z0-9_~-][A-Za-z0-9._~-]*)?")
_REGION = "eu-west-2"


class S3(Unasked):
    """The secret is the secret key of `access_key_id`.

    `config`: `base_url`, the store's address without a bucket (path-style); `networks`; `ca_file`,
    `client_cert`, `client_key`; `bucket`; `prefix`, what names begin with, such as fieldbook/;
    `region`, eu-west-2 unless said; `sse`, AES256 or aws:kms, to have the store encrypt what it
    holds; `format` and what goes with it (wire.files). Raises ConfigRefused.

    An entry's name is prefix, key and the format's ending; its key, hash, version, subject and
    marking are in its metadata. It needs to put, to read metadata, to list; to erase from a bucket
    that keeps versions, to delete and list versions.
    """

    capabilities = frozenset(
        {
            Capability.ENTRIES,
            Capability.UPDATES,
            Capability.ERASURE,
            Capability.LOOKUP,
            Capability.LISTING,
        }
    )

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        if unknown := set(config) - _SETTINGS:
            raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
        where = place(config.get("base_url"), config.get("networks"))
        line = Line(where, tls.context(config) if where.scheme == "https" else None)
        access_key = _matched(config, "access_key_id", re.compile(r"[\w.@+/=-]{1,128}", re.ASCII))
        region = _matched(config, "region", re.compile(r"[a-z0-9-]{1,40}"), _REGION)
        self._bucket = Bucket(
            line, _matched(config, "bucket", _BUCKET), Signer(access_key, secret, region)
        )
        self._format = files.file_format(config)
        self._prefix = _matched(config, "prefix", _PREFIX, "")
        sse = config.get("sse")
        if sse not in (None, "AES256", "aws:kms"):
            raise ConfigRefused("sse is AES256 or aws:kms")
        self._objects = Objects(
            self._bucket, self._prefix, self._format.extension, self._format.content_type, sse
        )

    def __repr__(self) -> str:
        return f"S3({self._bucket.line.place.authority}, {self._bucket.name})"

    def probe(self, deadline: float) -> bool:
        try:
            return self._bucket.exists(ends=monotonic() + deadline).status == 200
        except FAILURES:
            return False

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        return self._format.written(document), self._format.content_type

    def validate(self, payload: bytes) -> list[FieldFault]:
        return files.faults(self._format, payload)

    def send(self, item: Item, *, deadline: float) -> Sent:
        ends = monotonic() + deadline
        try:
            if item.intent is Intent.ERASE:
                return self._objects.erase(item, ends=ends)
            return self._objects.put(item, ends=ends)
        except FAILURES as failure:
            return failures.sent(failure)

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        try:
            return self._objects.find(key, ends=monotonic() + deadline)
        except (NoAnswer, *FAILURES):
            return Lookup(Found.UNKNOWN)

    def listing(self, since: datetime, until: datetime, *, deadline: float) -> Iterator[Held]:
        """By when objects were put, which is the store's clock. Each is asked for its hash."""
        try:
            return iter(list(self._held(since, until, monotonic() + deadline)))
        except FAILURES as failure:
            raise failures.no_answer(failure) from failure

    def _held(self, since: datetime, until: datetime, ends: float) -> Iterator[Held]:
        for stored in self._bucket.stored(self._prefix, ends=ends):
            key = self._objects.key(stored.name)
            if key is None or not since <= stored.changed.astimezone(UTC) < until:
                continue
            reply = self._bucket.head(stored.name, ends=ends)
            if reply.status not in (200, 404):
                raise NoAnswer(f"answered {reply.status}")
            if reply.status == 200 and f"{META}erased" not in reply.headers:
                reference = self._objects.reference(stored.name, reply)
                yield Held(key, reference, sha256(reply), stored.changed)


def _matched(
    config: dict[str, Any], name: str, form: re.Pattern[str], otherwise: str | None = None
) -> str:
    value = config.get(name, otherwise)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ConfigRefused(f"{name} is missing, or not in a form a store knows")
    return value


CONNECTOR = S3
