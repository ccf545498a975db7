"""Systems that answer questions by a script, all behind one port: what a question costs is measured
against answers whose time is known. `python -m backend.bench.scripted` says its address.

The path says how each behaves: `/fast`, `/slow` and `/late` answer after that long, `/rejecting`
refuses, and what is not listed is not there. One loop and no framework, for it must not be what is
measured.
"""

import asyncio
import json
import sys
from collections.abc import Mapping

AFTER: Mapping[str, float] = {"fast": 0.02, "slow": 0.25, "late": 1.6}
"""Seconds from the question to the answer."""

REJECTING = "rejecting"
_HELD = {"ref": "V-1", "type": "vehicle", "values": {"vrm": "FB26DEM", "colour": "Black"}}


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            first, *lines = head.decode("latin-1").split("\r\n")
            fields = dict(line.lower().split(": ", 1) for line in lines if line)
            await reader.readexactly(int(fields.get("content-length", 0)))
            writer.write(await _answered(first.split(" ")[1].split("/")[1]))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _answered(name: str) -> bytes:
    await asyncio.sleep(AFTER.get(name, 0))
    status = 200 if name in AFTER else 422 if name == REJECTING else 404
    body = json.dumps({"results": [_HELD] if name in AFTER else []}).encode()
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _run(port: int) -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", port, backlog=512)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> int:
    """On the port given, or a free one, until it is ended."""
    asyncio.run(_run(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
    return 0


if __name__ == "__main__":
    sys.exit(main())
