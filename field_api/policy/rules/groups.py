"""What a handling group may be called."""

import re

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LONGEST_CODE = 30
LONGEST_NAME = 80

NAMED_PEOPLE = "named people"
"""In place of a group, for a reader who is not in it: its name may itself tell."""
