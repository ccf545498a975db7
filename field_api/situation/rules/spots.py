"""One thing on the map, of whatever sort."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from field_api.situation.rules.places import Place


class Kind(StrEnum):
    ENTRY = "entry"
    SIGHTING = "sighting"
    HIT = "hit"
    ALERT = "alert"
    TASKING = "tasking"


KINDS = tuple(one.value for one in Kind)


@dataclass(frozen=True, slots=True)
class Spot:
    """`id` is the same at each reading. `at` is when it happened, `known_at` since when it can be
    shown. `place` is None where it has none that the map can show, `words` the place as typed.

    `sort` is the kind of entry or the like, never words about a person. `opens` is the row to open
    and `mine` whether the reader's handset holds it. `area`: somewhere near, not at `place`.
    """

    kind: Kind
    id: UUID
    at: datetime
    known_at: datetime
    place: Place | None
    sort: str
    title: str
    words: str
    marking: str
    opens: UUID | None
    mine: bool = False
    area: bool = False
