"""For commands that forget data at their start: a home of their own below the usual one."""

import os
import sys
from collections.abc import Collection
from pathlib import Path

from django.conf import settings

_MARK = "FIELDBOOK_APART"


def begin_again(name: str, *, without: Collection[str] = ()) -> None:
    """Run this command anew with FIELDBOOK_HOME/`name` as its home; returns when that is so.

    Settings are read once a process, so nothing less than a new start moves them. `without` names
    variables of the environment that the new start must not see.
    """
    if os.environ.get(_MARK) == name:
        return
    kept = {key: value for key, value in os.environ.items() if key not in without}
    env = {**kept, "FIELDBOOK_HOME": str(Path(settings.HOME) / name), _MARK: name}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *sys.argv[1:]]
    os.execve(sys.executable, command, env)  # noqa: S606
