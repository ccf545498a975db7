"""The key by which look-ups and entries are drawn, and officers' own details become hashes."""

from pathlib import Path

from backend import env, keys


def key(home: Path) -> str:
    """Long-lived: with another one every detail must be loaded anew, and old draws can't be
    checked."""
    return env.secret(
        "AUDIT_KEY",
        "Draws the look-ups that officers are asked about and which entries of a sampled kind are "
        "read, and hashes the details they are compared with. Keep it out of backups of the "
        "database; with another key load the details anew.",
        shown="made once and kept in FIELDBOOK_HOME/audit_key",
    ) or keys.kept_secret(home, "audit_key")
