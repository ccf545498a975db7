"""How much a phone fetches to have the handset's shell, as it is packed for it."""

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

from backend.bench.figures import Figure

_KIB = 1024
_LISTED = re.compile(r'^  "(/[^"]+)"', re.MULTILINE)
_AT_ONCE = re.compile(r'(?:src|href)="(/static/[^"]+\.(?:js|css|svg))"')


def figures(base: str) -> Iterator[Figure]:
    """KiB of the whole shell, and of what stands between the address and the first screen."""
    page, _ = _got(base, "/")
    worker, _ = _got(base, "/sw.js")
    kept = ["/", *_LISTED.findall(worker.replace("\\u002D", "-"))]
    yield _size("handset.shell", base, set(kept))
    yield _size("handset.shell.first", base, {"/", *_AT_ONCE.findall(page)})


def _size(name: str, base: str, paths: set[str]) -> Figure:
    return Figure(name, sum(_got(base, path)[1] for path in paths) / _KIB, "KiB", len(paths))


def _got(base: str, path: str) -> tuple[str, int]:
    """Its text where it came plain, and the bytes that came."""
    line = HTTPConnection(urlsplit(base).netloc, timeout=30)
    line.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
    answer = line.getresponse()
    body = answer.read()
    packed = "Content-Encoding" in answer.headers
    line.close()
    return "" if packed else body.decode(errors="replace"), len(body)
