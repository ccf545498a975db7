"""Who a system is and who we are, by certificates: the one place that makes TLS for every kind.

A context costs some 30 ms, so one is kept for each trio of files. A file that was replaced counts
with the next connection: certificates are renewed without a restart.
"""

import os
import socket
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from cryptography import x509
from cryptography.x509.oid import NameOID

from field_api.connectors.rules import ConfigRefused

SETTINGS = frozenset({"ca_file", "client_cert", "client_key"})
WARN_DAYS = (60, 30, 7)

_Alpn = tuple[str, ...]
_Files = tuple[str | None, str | None, str | None]
_State = tuple[tuple[int, int, int] | None, ...]

_made: dict[tuple[_Files, _Alpn], tuple[_State, ssl.SSLContext]] = {}
_files_of: WeakKeyDictionary[ssl.SSLContext, _Files] = WeakKeyDictionary()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate a system's settings name. `name` is the setting and whom it is about."""

    name: str
    not_after: datetime

    def warning(self, now: datetime) -> int | None:
        """The nearest of 60, 30 and 7 days it has come within of its end, 0 after it; None before.
        Saying a thing once per step is for whoever keeps what has been said.
        """
        left = self.not_after - now
        if left <= timedelta(0):
            return 0
        return min((days for days in WARN_DAYS if left <= timedelta(days=days)), default=None)


def context(config: dict[str, Any]) -> ssl.SSLContext:
    """TLS 1.2 or later that checks the other side's name and certificate against `ca_file`, or the
    machine's own authorities, and shows `client_cert` to who asks. Nothing turns the check off.
    The context is shared: do not alter it. Raises ConfigRefused for files that cannot be used.
    """
    return _current(_files(config), ())


def current(context: ssl.SSLContext, alpn: _Alpn = ()) -> ssl.SSLContext:
    """The context to connect with now, where `context` was made earlier. Files that have become
    unusable change nothing: a certificate and its key are never replaced in the same instant.
    """
    files = _files_of.get(context)
    return context if files is None else _current(files, alpn)


def _current(files: _Files, alpn: _Alpn) -> ssl.SSLContext:
    state = tuple(_state(path) for path in files)
    with _lock:
        before = _made.get((files, alpn))
        if before is not None and before[0] == state:
            return before[1]
        try:
            made = _context(*files)
        except ConfigRefused:
            if before is None:
                raise
            return before[1]
        if alpn:
            made.set_alpn_protocols(list(alpn))
        _made[files, alpn] = state, made
        _files_of[made] = files
        return made


def why_not_written(line: socket.socket, error: OSError) -> OSError:
    """What a write failed of: often the other side has said goodbye with an alert we have yet to
    read, and the alert says that our certificate is at fault, not the line.
    """
    if not isinstance(line, ssl.SSLSocket):
        return error
    try:
        line.settimeout(0)
        line.recv(1)
    except OSError as alert:
        return alert if refused(alert) else error
    return error


def refused(error: BaseException | None) -> bool:
    """Whether the other side ended the handshake. With TLS 1.3 this is first seen when we read,
    after we wrote, yet it has read none of it.
    """
    return isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or "")


def certificates(config: dict[str, Any]) -> list[Certificate]:
    """Every certificate in `client_cert` and `ca_file`. Raises ConfigRefused."""
    found: list[Certificate] = []
    for setting in ("client_cert", "ca_file"):
        path = config.get(setting)
        if not path:
            continue
        try:
            held = x509.load_pem_x509_certificates(Path(path).read_bytes())
        except (OSError, TypeError, ValueError) as error:
            raise ConfigRefused(f"{setting} cannot be read: {error}") from error
        found += [
            Certificate(f"{setting} of {_whose(one)}", one.not_valid_after_utc) for one in held
        ]
    return found


def _files(config: dict[str, Any]) -> _Files:
    paths = tuple(config.get(name) for name in ("ca_file", "client_cert", "client_key"))
    if not all(path is None or isinstance(path, str) for path in paths):
        raise ConfigRefused("ca_file, client_cert and client_key are paths")
    ca_file, client_cert, client_key = paths
    if client_key and not client_cert:
        raise ConfigRefused("client_key goes with a client_cert")
    return ca_file, client_cert, client_key


def _state(path: str | None) -> tuple[int, int, int] | None:
    if path is None:
        return None
    try:
        now = os.stat(path)
    except OSError:
        return None
    return now.st_ino, now.st_size, now.st_mtime_ns


def _context(ca_file: str | None, cert: str | None, key: str | None) -> ssl.SSLContext:
    try:
        made = ssl.create_default_context(cafile=ca_file)
        if cert:
            # Without a password to try, a locked key would ask for one on the terminal.
            made.load_cert_chain(cert, key, password=lambda: "")
    except (OSError, ValueError) as error:
        raise ConfigRefused(f"certificates cannot be used: {error}") from error
    return made


def _whose(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _forget() -> None:
    """A forked child must not find the lock held for ever."""
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget)
