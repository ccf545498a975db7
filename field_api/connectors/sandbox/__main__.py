"""`python -m field_api.connectors.sandbox --play records --port 8801 --data DIR --token TOKEN`"""

import argparse
import signal
from pathlib import Path
from typing import NoReturn

from field_api.connectors.sandbox.api import Api
from field_api.connectors.sandbox.faults import Switch
from field_api.connectors.sandbox.server import Server
from field_api.connectors.sandbox.storage import Storage
from field_api.connectors.sandbox.systems import PARTS


def main() -> None:
    options = _options()
    part = PARTS[options.play]
    storage = Storage(options.data, part.name, prefix=part.prefix, honours_keys=part.honours_keys)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    server = Server((options.host, options.port), Api(part, storage, Switch(), options.token))
    print(f"Sandbox, synthetic data: plays {part.name} on {server.url}", flush=True)
    try:
        server.serve_forever()
    finally:
        server.stopping.set()
        server.server_close()
        storage.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m field_api.connectors.sandbox")
    parser.add_argument("--play", choices=sorted(PARTS), required=True)
    parser.add_argument("--port", type=int, required=True, help="0 picks a free one")
    parser.add_argument("--data", type=Path, required=True, help="directory for what it holds")
    parser.add_argument("--token", required=True, help="what callers must present as Bearer")
    parser.add_argument("--host", default="127.0.0.1")
    return parser.parse_args()


def _stop(signum: int, frame: object) -> NoReturn:
    """At once: everything accepted is on the disk already."""
    raise SystemExit(0)


if __name__ == "__main__":
    main()
