"""How long ago an officer may have proved who they are, by what they are about to do."""

import re
from datetime import datetime, timedelta

from field_api.identity.rules.tokens import TOKEN_LIFE

GRANT_LIFE = timedelta(minutes=5)
GRANT_OBJECTS = 20  # as many as one person can still say they have read
CHALLENGE_LIFE = timedelta(minutes=5)
PASSKEYS = 10

ACTION = re.compile(r"[a-z][a-z-]{1,39}", re.ASCII)

# What an officer wrote, and what is told to them: as long as the token lives.
FRESH_OWN = TOKEN_LIFE
FRESH_QUERY = timedelta(minutes=60)
FRESH_OTHERS = {
    "OFFICIAL": timedelta(minutes=60),
    "OFFICIAL-SENSITIVE": timedelta(minutes=15),
}
_STRICTEST = min(FRESH_OTHERS.values())


def fresh_for(marking: str) -> timedelta:
    """How fresh a verification lets an officer read what others wrote under that marking.

    A marking nobody has heard of is read as the strictest.
    """
    return FRESH_OTHERS.get(marking, _STRICTEST)


def is_fresh(verified_at: datetime, now: datetime, within: timedelta) -> bool:
    return now - verified_at < within
