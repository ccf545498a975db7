"""Where runtime state lives. Standard library only: settings and the start-up both read it.

Everything stands in one directory of mode 0700. That mode is the access control of the embedded
PostgreSQL and Valkey, which listen on unix sockets inside it and nowhere else.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

# A socket's address holds 107 bytes; ".s.PGSQL.5432" and "valkey.sock" need up to 14 of them.
_LONGEST = 90
NOBODY = 65534
_PLAIN = re.compile(r"^[A-Za-z0-9/._-]+$")


ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULT = ROOT / ".fieldbook"


def home() -> Path:
    """FIELDBOOK_HOME, as settings.py reads it."""
    return Path(os.environ.get("FIELDBOOK_HOME") or DEFAULT).absolute()


def private(folder: Path) -> Path:
    """Make `folder` if needed; refuse one that others own. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    # Root hands folders to NOBODY where PostgreSQL must not be root and can't be otherwise.
    owners = {os.geteuid()} if os.geteuid() else {0, NOBODY}
    if found.st_uid not in owners:
        raise PermissionError(f"{folder} belongs to another user")
    # Passing through may be allowed: it opens nothing that isn't open by itself.
    if found.st_mode & 0o066:
        folder.chmod(0o700)
    return folder


def sockets(home: Path) -> Path:
    """The directory for unix sockets of `home`: inside it when its name is short and plain.

    Spaces and percent signs are read differently by libpq, Kombu and Valkey, so such a home gets a
    directory in the temporary folder, named after the home and always the same one.
    """
    inside = home / "run"
    if len(os.fsencode(inside)) <= _LONGEST and _PLAIN.match(str(inside)):
        return inside
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"fieldbook-{os.geteuid()}-{mark}"
