"""Settings of the ledger's checkpoints."""

from pathlib import Path
from urllib.parse import urlsplit

from backend import env, keys


def given(home: Path, site: str) -> tuple[str, str, str]:
    """(CHECKPOINT_KEY, CHECKPOINT_OLD_KEYS, CHECKPOINT_ORIGIN)."""
    key = env.secret(
        "CHECKPOINT_KEY",
        "P-256 private key, PEM: signs checkpoints of the ledger. Handsets alarm at a key they do "
        "not know: replace it by way of CHECKPOINT_OLD_KEYS (docs/ledger.md).",
        shown="made once and kept in FIELDBOOK_HOME/checkpoint_key",
    )
    old = env.secret(
        "CHECKPOINT_OLD_KEYS",
        "Keys that signed checkpoints before, PEM, the newest first. A private one signs besides "
        "the new one until every handset knows that; of others keep the public half for ever.",
    )
    origin = env.text(
        "CHECKPOINT_ORIGIN",
        f"{urlsplit(site).netloc or 'localhost'}/fieldbook",
        "Name of this ledger in its checkpoints.",
        shown="the host of SITE_URL, and /fieldbook",
    )
    return key or keys.kept_p256(home, "checkpoint_key"), old, origin
