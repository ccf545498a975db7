"""A folder over SFTP: what is renamed into it, with its checksum beside it, is an entry.

Callers sign in as `fieldbook` with the token for a password. The host key lies in the data folder,
its public half beside it as <system>/host_key.pub. Receipts are in /upload/acks: <name>.ack or
<name>.rej, once the system has decided. /upload/searches is a folder as well.
"""

import hmac
import logging
import os
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import paramiko
from paramiko import SFTPAttributes, SFTPHandle, SFTPServer, SFTPServerInterface, Transport
from paramiko.common import (
    AUTH_FAILED,
    AUTH_SUCCESSFUL,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED,
    OPEN_SUCCEEDED,
)
from paramiko.sftp import (
    SFTP_FAILURE,
    SFTP_NO_SUCH_FILE,
    SFTP_OK,
    SFTP_PERMISSION_DENIED,
)

from field_api.connectors.sandbox.faults import Fault, Switch
from field_api.connectors.sandbox.inbox import Inbox, receipt_of
from field_api.connectors.sandbox.storage import Storage
from field_api.connectors.sandbox.validity import Part

USERNAME = "fieldbook"
FOLDER = "/upload"
LONGEST_FILE = 2 << 20
HANG_SECONDS = 60.0
_RESET = struct.pack("ii", 1, 0)
_ASIDE = (".sha256", ".erased")

logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # broken on purpose, all the time


@dataclass(frozen=True, slots=True)
class _Box:
    """What every session shares. Paths begin in `files`; FOLDER is below it."""

    inbox: Inbox
    storage: Storage
    switch: Switch
    token: str
    files: Path
    stopping: threading.Event = field(default_factory=threading.Event)


class _Guard(paramiko.ServerInterface):
    def __init__(self, box: _Box, transport: Transport) -> None:
        self.box = box
        self.transport = transport

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        known = hmac.compare_digest(password.encode(), self.box.token.encode())
        if known and username == USERNAME:
            return AUTH_SUCCESSFUL
        return AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        if kind == "session":
            return OPEN_SUCCEEDED
        return OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED


class _Session(SFTPServerInterface):
    """One caller's view. The fault an entry must suffer is the one met when its file was begun."""

    def __init__(self, server: _Guard) -> None:
        self._box = server.box
        self._transport = server.transport
        self._fault = Fault()

    def list_folder(self, path: str) -> list[SFTPAttributes] | int:
        if code := self._suffers("other"):
            return code
        folder = self._at(path)
        if not folder.is_dir():
            return SFTP_NO_SUCH_FILE
        found = []
        for each in folder.iterdir():
            with suppress(FileNotFoundError):  # a part is renamed while we look
                found.append(SFTPAttributes.from_stat(each.stat(), each.name))
        return found

    def stat(self, path: str) -> SFTPAttributes | int:
        if code := self._suffers("other"):
            return code
        try:
            return SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)

    lstat = stat

    def open(self, path: str, flags: int, attr: SFTPAttributes) -> SFTPHandle | int:
        whole = _whole(path)
        if str(whole.parent) == f"{FOLDER}/acks":
            said = receipt_of(self._box.storage, whole.name)
            return SFTP_NO_SUCH_FILE if said is None else _handle(flags, BytesIO(said))
        writes = bool(flags & os.O_WRONLY)
        begins = writes and not any(f"{aside}." in path for aside in (*_ASIDE, ".erase"))
        if code := self._suffers("entries" if begins else "other"):
            return code
        try:
            made = os.open(self._at(path), flags | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)
        return _handle(flags, os.fdopen(made, "wb" if writes else "rb"))

    def remove(self, path: str) -> int:
        try:
            self._at(path).unlink()
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)
        return SFTP_OK

    def rename(self, oldpath: str, newpath: str) -> int:
        old, new = self._at(oldpath), self._at(newpath)
        if new.exists() or old.stat().st_size > LONGEST_FILE:
            return SFTP_FAILURE
        whole = not new.name.endswith(_ASIDE)
        if new.name.endswith(".erase"):
            self._box.inbox.erase(old.read_bytes())
        elif whole and not self._box.inbox.read(old, new, pending=self._fault.pending):
            return SFTP_FAILURE
        old.rename(new)
        if whole and self._fault.hang_after_accept:
            self._hang()
        return SFTP_OK

    def _suffers(self, area: str) -> int:
        """The answer a fault makes us give instead, 0 if there is none."""
        fault = self._box.switch.take(area) or Fault()
        if area == "entries":
            self._fault = fault
        if fault.down or fault.reset:
            _reset(self._transport.sock)
            self._transport.close()
            return SFTP_FAILURE
        if fault.latency_ms:
            self._box.stopping.wait(fault.latency_ms / 1000)
        if fault.status in (401, 403):
            return SFTP_PERMISSION_DENIED
        return SFTP_FAILURE if fault.status else SFTP_OK

    def _hang(self) -> None:
        ends = time.monotonic() + HANG_SECONDS
        while self._transport.is_active() and time.monotonic() < ends:
            if self._box.stopping.wait(0.1):
                break
        self._transport.close()

    def _at(self, path: str) -> Path:
        """Below our folder, whatever the path says."""
        return self._box.files / _whole(path).relative_to("/")


class SftpDoor:
    def __init__(self, box: _Box, key: paramiko.PKey, address: tuple[str, int]) -> None:
        self._box = box
        self._key = key
        self._listener = socket.create_server(address, backlog=128)
        host, port = self._listener.getsockname()[:2]
        self.url = f"sftp://{host}:{port}{FOLDER}"
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self) -> None:
        self._box.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._let_in, args=(caller,), daemon=True).start()

    def _let_in(self, caller: socket.socket) -> None:
        if self._box.switch.state().get("down") and self._box.switch.take("other"):
            _reset(caller)
            caller.close()
            return
        transport = Transport(caller)
        transport.add_server_key(self._key)
        transport.set_subsystem_handler("sftp", SFTPServer, _Session)
        with suppress(paramiko.SSHException, EOFError, OSError):  # a caller that hangs up
            transport.start_server(server=_Guard(self._box, transport))


def opened(
    part: Part,
    storage: Storage,
    switch: Switch,
    *,
    host: str,
    port: int,
    token: str,
    data: Path,
) -> SftpDoor:
    ours = data / part.name
    files = ours / "files"
    for each in ("acks", "searches"):
        below = files / FOLDER.removeprefix("/") / each
        below.mkdir(mode=0o700, parents=True, exist_ok=True)
    box = _Box(Inbox(part, storage), storage, switch, token, files)
    return SftpDoor(box, _host_key(ours), (host, port))


def _host_key(folder: Path) -> paramiko.PKey:
    """Made once, and then the same for as long as the folder is."""
    path = folder / "host_key"
    if not path.exists():
        made = paramiko.ECDSAKey.generate()
        made.write_private_key_file(str(path))
        (folder / "host_key.pub").write_text(f"{made.get_name()} {made.get_base64()}\n")
    return paramiko.ECDSAKey.from_private_key_file(str(path))


def _whole(path: str) -> PurePosixPath:
    return PurePosixPath(os.path.normpath(f"/{path}".replace("//", "/")))


def _handle(flags: int, file: object) -> SFTPHandle:
    handle = SFTPHandle(flags)
    handle.readfile = handle.writefile = file  # type: ignore[attr-defined]  # as its docs say
    return handle


def _reset(sock: Any) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
