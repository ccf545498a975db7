"""What the handset's shell is made of.

The shell carries no data at all, so it may be public, cached and kept on the phone: everything an
officer reads or writes stands in the phone's own database or behind the API's token.
"""

from hashlib import sha256

MODULES = (
    "answers",
    "api",
    "app",
    "ask",
    "asked",
    "cases",
    "clock",
    "codes",
    "controls",
    "criteria",
    "dialogs",
    "dom",
    "drafts",
    "duty",
    "enclosed",
    "entry",
    "erased",
    "fields",
    "files",
    "finding",
    "fork",
    "forms",
    "icons",
    "identifiers",
    "keeper",
    "lists",
    "mentions",
    "new",
    "offers",
    "opens",
    "outbox",
    "parts",
    "patterns",
    "phone",
    "places",
    "prefill",
    "progress",
    "proofs",
    "pull",
    "push",
    "question",
    "questions",
    "reading",
    "references",
    "repeats",
    "roaming",
    "saved",
    "schema",
    "seal",
    "session",
    "settle",
    "signature",
    "signin",
    "signing",
    "status",
    "store",
    "sync",
    "taking",
    "thumbnails",
    "topbar",
    "tree",
    "tus",
    "uploads",
    "verify",
    "versions",
    "versus",
    "wake",
    "witness",
    "work",
    "write",
)
"""Script modules by bare name; the import map gives each its hashed address."""

STYLES = (
    "tokens",
    "base",
    "parts",
    "fields",
    "states",
    "handset",
    "writing",
    "files",
    "versus",
    "answers",
)

ICONS = ("icon.svg", "icon-192.png", "icon-512.png")

THEME = "#12304f"


def version_of(shell: str, urls: list[str]) -> str:
    """Name of one state of the shell: 16 hex digits over its markup and its hashed addresses.

    A changed stylesheet changes its address; changed markup changes the text. Either way the
    service worker's own bytes change, which is the only thing a browser looks at to update it.
    """
    return sha256("\n".join([shell, *urls]).encode()).hexdigest()[:16]
