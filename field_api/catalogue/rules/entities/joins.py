"""The line between the entry and an entity, or between two entities."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """From one key to another; source "" is the entry itself.

    `role` is a code of roles.py, or a force's own. `category` is that of DPA 2018 s.38(3) and sits
    here, for the same person may be a victim in one entry and a suspect in the next. `basis` is
    that of s.38(2): "fact" or "assessment".
    """

    source: str
    target: str
    role: str
    category: str
    basis: str
