"""Systems that take files in a folder over SFTP, one for each entry, with a checksum beside it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
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
    Outcome,
    Sent,
    TimedOut,
    Unasked,
)
from field_api.connectors.wire import files
from field_api.connectors.wire.addresses import Scheme, place
from field_api.connectors.wire.deposit import Deposit, refusal
from field_api.connectors.wire.dial import AddressRefused
from field_api.connectors.wire.folder import Folder, Names
from field_api.connectors.wire.receipts import Receipts
from field_api.connectors.wire.sftp import Answered
from field_api.connectors.wire.ssh import Account, Lost, Pool
from field_api.connectors.wire.ssh_keys import CredentialsRefused, pins

_SETTINGS = files.SETTINGS | {
    "base_url",
    "networks",
    "username",
    "host_key",
    "name",
    "acks",
    "keeps_files",
    "updates",
}
_SCHEMES = {"sftp": Scheme(22, secure=True)}
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")


class Sftp(Unasked):
    """The secret is a password, or a private key in PEM (OpenSSH's or PKCS#8, no passphrase).

    `config`: `base_url`, sftp://host:port/folder, or /~/folder below where the account lands;
    `networks`; `username`; `host_key`, the system's public key or its SHA256 fingerprint, or a list
    of them: without one nothing is sent, and there is no setting to trust what answers first.

    `name`, the file's, with {key} in it; `format` and what goes with it (wire.files).
    `acks`: the folder where the receiver leaves <name>.ack or <name>.rej once it has decided; until
    then an entry counts as taken. `keeps_files` (true): whether files stay until we erase them; if
    the receiver takes them away, a missing file proves nothing, and only `acks` can settle doubt.
    `updates`: whether it knows a later version by the subject in its sidecar.

    Raises ConfigRefused.
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
        where = place(config.get("base_url"), config.get("networks"), schemes=_SCHEMES)
        username = _said(config, "username")
        if not username:
            raise ConfigRefused("username is needed")
        self._pool = Pool(Account(where, username, secret, pins(config.get("host_key"))))
        self._format = files.file_format(config)
        self._names = Names(_said(config, "name") or "{key}" + self._format.extension)
        self._path = _folder(where.path)
        acks = _said(config, "acks")
        beside = "" if acks.startswith("/") else f"{where.path}/"
        self._acks = _folder(f"{beside}{acks}") if acks else ""
        self._keeps = _flag(config, "keeps_files", True)
        self.capabilities = Sftp.capabilities - self._cannot(_flag(config, "updates", False))

    def __repr__(self) -> str:
        return f"Sftp({self._pool.account.place.authority})"

    def probe(self, deadline: float) -> bool:
        try:
            with self._folder(deadline) as folder:
                return folder.sftp.there(folder.path) is not None
        except NoAnswer:
            return False

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        return self._format.written(document), self._format.content_type

    def validate(self, payload: bytes) -> list[FieldFault]:
        return files.faults(self._format, payload)

    def send(self, item: Item, *, deadline: float) -> Sent:
        """Everything before the rename of the whole file is undone by not renaming: only from
        then on can an answer that does not come leave doubt.
        """
        deposit = Deposit(item, acked=bool(self._acks))
        try:
            with self._pool.session(deadline) as sftp:
                folder = Folder(sftp, self._path, self._names)
                if item.intent is Intent.ERASE:
                    return deposit.erased(folder)
                return deposit.made(folder)
        except Lost as lost:
            outcome = Outcome.UNCERTAIN if deposit.renaming else Outcome.NOT_SENT
            return Sent(outcome, reason=lost.reason)
        except CredentialsRefused as refused:
            return Sent(Outcome.CREDENTIALS, reason=str(refused))
        except AddressRefused as refused:
            return Sent(Outcome.REFUSED, reason=str(refused))
        except Answered as answered:
            return refusal(answered)

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        try:
            with self._folder(deadline) as folder:
                return self._looked_up(folder, key)
        except NoAnswer:
            return Lookup(Found.UNKNOWN)

    def listing(self, since: datetime, until: datetime, *, deadline: float) -> Iterator[Held]:
        """By when files were last written, which is the server's clock."""
        if not self._keeps:
            raise NoAnswer("takes files away, so its folder is no list")
        with self._folder(deadline) as folder:
            return iter(list(_held(folder, since, until)))

    def _looked_up(self, folder: Folder, key: UUID) -> Lookup:
        names = self._names
        if self._acks and (decided := Receipts(folder, self._acks).decision(names.file(key))):
            return decided
        for name in (names.file(key), names.order(key)):
            if folder.has(name):
                waits = bool(self._acks) and name == names.file(key)
                answer = Found.PENDING if waits else Found.FOUND
                return Lookup(answer, name, folder.sha256(name, key))
        if folder.has(names.erased(key)):  # it was delivered, and is gone because we said so
            return Lookup(Found.FOUND, names.erased(key))
        if self._keeps and folder.clear(key):
            return Lookup(Found.ABSENT)
        return Lookup(Found.UNKNOWN)

    @contextmanager
    def _folder(self, deadline: float) -> Iterator[Folder]:
        """For questions. Raises NoAnswer."""
        try:
            with self._pool.session(deadline) as sftp:
                yield Folder(sftp, self._path, self._names)
        except Lost as lost:
            raise (TimedOut if lost.timed_out else NoAnswer)(lost.reason) from lost
        except Answered as answered:
            raise NoAnswer(refusal(answered).reason) from answered
        except (CredentialsRefused, AddressRefused) as refused:
            raise NoAnswer(str(refused)) from refused

    def _cannot(self, updates: bool) -> set[Capability]:
        lacks = {
            Capability.UPDATES: not updates,
            Capability.LOOKUP: not (self._keeps or self._acks),
            Capability.LISTING: not self._keeps,
        }
        return {capability for capability, lacking in lacks.items() if lacking}


def _held(folder: Folder, since: datetime, until: datetime) -> Iterator[Held]:
    for name, attributes in sorted(folder.sftp.listing(folder.path).items()):
        key = folder.names.key(name)
        if key is None or attributes.changed is None:
            continue
        changed = datetime.fromtimestamp(attributes.changed, UTC)
        if since <= changed < until:
            yield Held(key, name, folder.told(key), changed)


def _folder(path: str) -> str:
    """As SFTP takes it: a path that is relative starts where the account lands."""
    if not _PATH.fullmatch(path) or ".." in path.split("/"):
        raise ConfigRefused("a folder is a path of letters, digits, dots, dashes and slashes")
    if path == "/~" or path.startswith("/~/"):
        return f".{path[2:]}"
    return path


def _said(config: dict[str, Any], name: str) -> str:
    value = config.get(name, "")
    if not isinstance(value, str):
        raise ConfigRefused(f"{name} is text")
    return value


def _flag(config: dict[str, Any], name: str, otherwise: bool) -> bool:
    value = config.get(name, otherwise)
    if not isinstance(value, bool):
        raise ConfigRefused(f"{name} is true or false")
    return value


CONNECTOR = Sftp
