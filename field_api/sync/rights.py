"""Whether an officer's rights are still those of the last look. Pure: no Django, no I/O."""

from collections.abc import Iterable
from hashlib import sha256

from field_api.identity.rules import COVERING


class Tree:
    """The units of all forces, as (unit, parent)."""

    def __init__(self, units: Iterable[tuple[int, int | None]]) -> None:
        self.fingerprint = _hashed(sorted((unit, parent or 0) for unit, parent in units))


def fingerprint(
    active: bool, postings: Iterable[tuple[str, int]], tree: Tree, besides: object = ()
) -> str:
    """SHA-256 in hexadecimal over whether the officer is active, the (role, unit) held today, what
    rights stand on `besides` (clearance, groups, agreements: `policy.tally`) and, for roles that
    cover units, the whole tree: a unit that moves has all who cover one looked at again, which is
    rare and costs a few queries each."""
    held = sorted(postings)
    covers = any(role in COVERING for role, _ in held)
    return _hashed([active, held, besides, tree.fingerprint if covers else ""])


def _hashed(known: object) -> str:
    return sha256(repr(known).encode()).hexdigest()
