"""`python -m field_api.connectors.sandbox --play records --port 8801 --data DIR --token TOKEN`"""

import argparse
import signal
from pathlib import Path
from typing import NoReturn

from field_api.connectors.sandbox import asked
from field_api.connectors.sandbox.api import Api
from field_api.connectors.sandbox.callback import Callback
from field_api.connectors.sandbox.doors import Door, opens
from field_api.connectors.sandbox.faults import Switch
from field_api.connectors.sandbox.server import Server
from field_api.connectors.sandbox.storage import Storage
from field_api.connectors.sandbox.systems import PARTS
from field_api.connectors.sandbox.validity import Part


def main() -> None:
    options = _options()
    part = PARTS[options.play]
    storage = Storage(options.data, part.name, prefix=part.prefix, honours_keys=part.honours_keys)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    switch = Switch()
    door = _opened(part, storage, switch, options) if part.door else None
    url = door.url if door else ""
    callback = _callback(options)
    at, desk = asked.opened(part.asked, storage, options.token) if part.asked else ("", None)
    api = Api(part, storage, switch, options.token, url, callback, at, desk)
    server = Server((options.host, options.port), api)
    print(f"Sandbox, synthetic data: plays {part.name} on {server.url} {url}".rstrip(), flush=True)
    try:
        server.serve_forever()
    finally:
        if door:
            door.close()
        callback.stop()
        server.stopping.set()
        server.server_close()
        storage.close()


def _opened(part: Part, storage: Storage, switch: Switch, options: argparse.Namespace) -> Door:
    return opens(part.door)(
        part,
        storage,
        switch,
        host=options.host,
        port=options.door_port,
        token=options.token,
        data=options.data,
    )


def _callback(options: argparse.Namespace) -> Callback:
    callback = Callback()
    if options.callback:
        callback.set(options.callback, options.callback_secret_file.read_text().strip())
    return callback


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m field_api.connectors.sandbox")
    parser.add_argument("--play", choices=sorted(PARTS), required=True)
    parser.add_argument("--port", type=int, required=True, help="0 picks a free one")
    parser.add_argument("--data", type=Path, required=True, help="directory for what it holds")
    parser.add_argument("--token", required=True, help="what callers must present as Bearer")
    parser.add_argument("--door-port", type=int, default=0, help="of a protocol other than HTTP")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--callback", help="the address that is told of decisions made later")
    parser.add_argument(
        "--callback-secret-file", type=Path, help="what callbacks are signed with, whsec_…"
    )
    options = parser.parse_args()
    if bool(options.callback) != bool(options.callback_secret_file):
        parser.error("--callback and --callback-secret-file go together")
    return options


def _stop(signum: int, frame: object) -> NoReturn:
    """At once: everything accepted is on the disk already."""
    raise SystemExit(0)


if __name__ == "__main__":
    main()
