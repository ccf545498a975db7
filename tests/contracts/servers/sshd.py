"""Debian's OpenSSH server as a process of the test's own, on a free port of loopback."""

import getpass
import io
import os
import resource
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

SSHD = "/usr/sbin/sshd"
SFTP_SERVER = "/usr/lib/openssh/sftp-server"
STARTS_WITHIN = 60.0
_BETWEEN = Path(__file__).with_name("sftp_between.py")

_CONF = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/authorized
AuthenticationMethods publickey
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
PrintMotd no
LogLevel DEBUG1
MaxStartups 10
Subsystem sftp {folder}/sftp
"""


def missing() -> str:
    """Why it cannot be run here, or nothing."""
    here = Path(SSHD).exists() and Path(SFTP_SERVER).exists()
    return "" if here else "openssh-server is not here"


@dataclass
class Sshd:
    port: int
    folder: Path
    private_key: str
    process: "subprocess.Popen[bytes]"

    @property
    def drop(self) -> Path:
        return self.folder / "drop"

    @property
    def url(self) -> str:
        return f"sftp://127.0.0.1:{self.port}{self.drop}"

    @property
    def username(self) -> str:
        return getpass.getuser()

    @property
    def host_key(self) -> str:
        return (self.folder / "host_key.pub").read_text().strip()

    def sign_ins(self) -> int:
        """How often somebody said who they are."""
        return (self.folder / "log").read_text(errors="replace").count("userauth-request")

    @contextmanager
    def fault(self, name: str) -> Iterator[None]:
        flag = self.folder / "faults" / name
        flag.touch()
        try:
            yield
        finally:
            flag.unlink()

    @contextmanager
    def full(self) -> Iterator[None]:
        """While it lasts, sessions that begin cannot write a byte."""
        unlimited = resource.RLIM_INFINITY
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (0, unlimited))
        try:
            yield
        finally:
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))


def key_pair() -> tuple[str, str]:
    """A private key in PEM, and its public line."""
    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    ).decode()
    public = paramiko.Ed25519Key.from_private_key(io.StringIO(private))
    return private, f"{public.get_name()} {public.get_base64()}"


@contextmanager
def sshd(folder: Path) -> Iterator[Sshd]:
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(
            mode=0o755, exist_ok=True
        )  # where it locks up its unprivileged half
    (folder / "drop").mkdir()
    (folder / "faults").mkdir()
    host, host_public = key_pair()
    mine, mine_public = key_pair()
    (folder / "host_key").touch(mode=0o600)
    (folder / "host_key").write_text(host)
    (folder / "host_key.pub").write_text(host_public)
    (folder / "authorized").write_text(f"{mine_public}\n")
    # sshd takes no quotes where it names a program, and the project may lie where there is a space.
    between = [sys.executable, "-I", "-S", _BETWEEN, SFTP_SERVER, folder / "faults"]
    (folder / "sftp").write_text(f"#!/bin/sh\nexec {shlex.join(map(str, between))}\n")
    (folder / "sftp").chmod(0o755)
    for _ in range(3):  # between being found free and being used a port can be taken
        with _started(folder) as (port, process):
            if _answers(port, process):
                yield Sshd(port, folder, mine, process)
                return
    raise RuntimeError(f"sshd did not start: {(folder / 'log').read_text()[-2000:]}")


@contextmanager
def _started(folder: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "sshd_config").write_text(_CONF.format(port=port, folder=folder))
    process = subprocess.Popen(
        [SSHD, "-D", "-f", folder / "sshd_config", "-E", folder / "log"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        restore_signals=False,  # SIGXFSZ stays ignored: a full disk is an answer, not a death
    )
    try:
        yield port, process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        process.wait()


def _answers(port: int, process: "subprocess.Popen[bytes]") -> bool:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as caller:
                return caller.recv(4) == b"SSH-"
        except OSError:
            time.sleep(0.1)
    return False
