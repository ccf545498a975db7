#!/usr/bin/env python3
"""Fieldbook's one command. Any Python from 3.11 on will do; the rest it fetches itself.

python3 manage.py demo     everything up on this machine, with sign-ins to try
python3 manage.py test     every test
python3 manage.py help     the other commands
"""

import os
import sys

from backend import bootstrap


def main(argv: list[str]) -> None:
    bootstrap.enter(argv)
    # From here on this is the Python of .venv, where everything is installed.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    from django.core.management import execute_from_command_line

    from backend.env import Misconfigured
    from backend.runtime import commands, places

    try:
        with commands.for_command(argv, places.home()):
            execute_from_command_line(argv)
    except Misconfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv)
