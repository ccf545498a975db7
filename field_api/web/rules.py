"""What the handset's shell is made of.

The shell carries no data at all, so it may be public, cached and kept on the phone: everything an
officer reads or writes stands in the phone's own database or behind the API's token.
"""

from hashlib import sha256
from pathlib import Path

FILES = Path(__file__).parent / "static" / "web"

APP = "1.1.0"
"""Version of the handset application, as the server's MINIMUM_APP compares it: the page tells it to
its script. A shell that can do what an older one could not has a higher one."""

_THEIRS = ("desk", "console")  # served to who signed in there, page by page

BEFORE = "lighting"
"""The one script that is no module: it is through before anything is drawn."""

MODULES = tuple(
    sorted(one.stem for one in FILES.glob("*.js") if not one.stem.startswith((*_THEIRS, BEFORE)))
)
"""Script modules by bare name, as they lie in the folder: they are as much a part of the program as
what is imported, and read as it starts."""

STYLES = (
    "tokens",
    "base",
    "parts",
    "fields",
    "signature",
    "states",
    "handset",
    "writing",
    "files",
    "versus",
    "asking",
    "answers",
    "beside",
    "alerts",
    "work",
    "vault",
    "map",
)

ICONS = ("icon.svg", "icon-192.png")
"""Those the page itself shows: what the manifest names besides, the system takes as it installs."""

LANGUAGES = ("cy",)
"""Besides English. Each has its catalogue in words-<language>.json, which words.js fetches and
keeps when it is chosen."""

THEME = "#12304f"


def version_of(page: str, worker: str) -> str:
    """Name of one state of the shell: 16 hex digits over the page and the service worker, which
    names every other file by an address that holds its hash.

    Whatever changes, the worker's own bytes change with it, which is the only thing a browser looks
    at to update it.
    """
    return sha256("\n".join([page, worker]).encode()).hexdigest()[:16]
