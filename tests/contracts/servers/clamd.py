"""ClamAV's own daemon, with a signature database of two lines."""

import hashlib
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.runtime import sandboxes

CLAMD = "/usr/sbin/clamd"
MOST = 100_000
WORM = b"This is what the daemon is told to find, and harms nobody.\n"
STARTS_WITHIN = 60.0


@contextmanager
def clamd(folder: Path) -> Iterator[int]:
    """Its port. It finds files that are WORM, and takes none above MOST bytes."""
    port = sandboxes.any_port("127.0.0.1")
    signatures = folder / "signatures"
    signatures.mkdir()
    digest = hashlib.sha256(WORM).hexdigest()
    (signatures / "test.hsb").write_text(f"{digest}:{len(WORM)}:Sample.Worm:73\n")
    conf = folder / "clamd.conf"
    conf.write_text(
        f"DatabaseDirectory {signatures}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        f"LogFile {folder}/log\nStreamMaxLength {MOST}\nTemporaryDirectory {folder}\n"
    )
    with subprocess.Popen(
        [CLAMD, "-c", conf],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(port, process, folder / "log")
            yield port
        finally:
            process.terminate()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(b"zPING\0")
                if line.recv(100) == b"PONG\0":
                    return
        except OSError:
            time.sleep(0.1)
    said = log.read_text()[-2000:] if log.exists() else ""
    raise RuntimeError(f"clamd did not start: {said}")
