"""Stands between sshd and its sftp-server, which does all the work, and fails when told to.

Run by sshd as `python sftp_between.py SFTP-SERVER FAULTS`, a folder; each file in it is a fault:
`breaks` ends the session before its first answer, `cuts` ends it instead of passing the last rename
on, `hangs` passes that on and is silent from then, `plain` hides what is offered beyond version 3.
"""

import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

INIT, VERSION, RENAME, EXTENDED = 1, 2, 18, 200


def packets(source: BinaryIO) -> Iterator[bytes]:
    while len(head := source.read(4)) == 4:
        yield source.read(struct.unpack(">I", head)[0])


def passed(to: BinaryIO, packet: bytes) -> None:
    to.write(struct.pack(">I", len(packet)) + packet)
    to.flush()


def is_last_rename(packet: bytes) -> bool:
    """Of the file itself: the sidecar's new name ends otherwise, as does a marker's."""
    renames = packet[0] == RENAME or (packet[0] == EXTENDED and b"posix-rename@" in packet[:40])
    return renames and not packet.endswith((b".sha256", b".erased"))


class Between:
    def __init__(self, server: "subprocess.Popen[bytes]", faults: Path) -> None:
        self.server = server
        self.faults = faults
        self.silent = threading.Event()

    def on(self, fault: str) -> bool:
        return (self.faults / fault).exists()

    def there(self) -> None:
        assert self.server.stdin
        for packet in packets(sys.stdin.buffer):
            if packet[0] == INIT and self.on("breaks"):
                self.end()
            if is_last_rename(packet):
                if self.on("cuts"):
                    self.end()
                if self.on("hangs"):
                    self.silent.set()
            passed(self.server.stdin, packet)
        self.server.stdin.close()

    def back(self) -> None:
        assert self.server.stdout
        for packet in packets(self.server.stdout):
            if packet[0] == VERSION and self.on("plain"):
                packet = packet[:5]
            if not self.silent.is_set():
                passed(sys.stdout.buffer, packet)
        self.end()

    def end(self) -> None:
        os._exit(1)


def main() -> None:
    with subprocess.Popen(
        sys.argv[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, restore_signals=False
    ) as server:
        between = Between(server, Path(sys.argv[2]))
        threading.Thread(target=between.back, daemon=True).start()
        between.there()


if __name__ == "__main__":
    main()
