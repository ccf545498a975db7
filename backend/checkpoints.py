"""Settings of the ledger's checkpoints."""

from pathlib import Path
from urllib.parse import urlsplit

from backend import env, keys


def given(home: Path, site: str) -> tuple[str, str, str]:
    """(CHECKPOINT_KEY, CHECKPOINT_KEY_OLD, CHECKPOINT_ORIGIN)."""
    key, old = keys.p256(
        home,
        "CHECKPOINT_KEY",
        "P-256 private key, PEM: signs checkpoints of the ledger. Handsets alarm at a key they do "
        "not know: replace it as docs/ledger.md says.",
    )
    origin = env.text(
        "CHECKPOINT_ORIGIN",
        f"{urlsplit(site).netloc or 'localhost'}/fieldbook",
        "Name of this ledger in its checkpoints.",
        shown="the host of SITE_URL, and /fieldbook",
    )
    return key, old, origin
