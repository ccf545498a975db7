"""How an entry was made: how many of its answers were written, and how many did not have to be.

A handset counts while an officer writes, for only it knows. The numbers measure forms, never a
person: they stand beside the entry and decide nothing.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any

MOST = 10_000
"""More answers than 256 KiB hold in any form: a larger number was not counted."""


@dataclass(frozen=True, slots=True)
class Made:
    """Answers of one revision that are new in it; each counts in one of four.

    typed: by hand. chosen: tapped from what the form offers. reused: from another entry, a record
    or the narrative, with one tap. filled: by the phone itself, the time or the officer's name.
    """

    typed: int = 0
    chosen: int = 0
    reused: int = 0
    filled: int = 0

    def said(self) -> str:
        """`typed 12, chosen 8, reused 9`, and `filled in 3` where the phone gave any."""
        filled = f", filled in {self.filled}" if self.filled else ""
        return f"typed {self.typed}, chosen {self.chosen}, reused {self.reused}{filled}"

    def shown(self) -> dict[str, int]:
        return asdict(self)

    def __add__(self, other: "Made") -> "Made":
        return Made(*(getattr(self, name) + getattr(other, name) for name in NAMES))


NAMES = tuple(field.name for field in fields(Made))


def read(raw: Any) -> Made | None:
    """What a payload says, `{"typed": 12, "reused": 9, …}`; None where it says nothing that can be
    read. A member of ours that is not there is nought; of others nothing is asked."""
    if not isinstance(raw, dict) or "typed" not in raw:
        return None
    counts = [raw.get(name, 0) for name in NAMES]
    whole = all(type(one) is int and 0 <= one <= MOST for one in counts)
    return Made(*counts) if whole else None
