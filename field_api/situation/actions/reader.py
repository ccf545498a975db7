"""Who looks at the map, and at which hours."""

from dataclasses import dataclass
from datetime import datetime

from field_api.identity.models import Officer
from field_api.policy.rules import Actor


@dataclass(frozen=True, slots=True)
class Reader:
    """`until` is a little after now: handsets' clocks run fast. Of each sort `most` are read, and
    one more, which says that there were more.
    """

    officer: Officer
    actor: Actor
    since: datetime
    until: datetime
    carried: bool
    most: int
