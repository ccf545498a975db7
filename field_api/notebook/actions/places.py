"""Which places of a chain are taken, as far as the server knows."""

from dataclasses import dataclass
from uuid import UUID

from field_api.identity.models import Device
from field_api.lib import sql
from field_api.notebook.models import Entry, Notebook
from field_api.notebook.rules import GENESIS

_TOLD = 1000


@dataclass(frozen=True, slots=True)
class Held:
    """The last place held, and places minted, below or above it, that are not."""

    through: int
    missing: list[int]


_HELD = """
    SELECT n.id, n.held_through,
      (SELECT coalesce(max(e.seq), 0) FROM notebook_entry e WHERE e.notebook_id = n.id)
    FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (device, place)
    LEFT JOIN notebook_notebook n ON n.device_id = asked.device ORDER BY asked.place
"""


def held(*, device: Device, minted: int) -> Held:
    """What we hold of the notebook on this device, which has given out places to `minted`."""
    return held_of([(device.pk, minted)])[0]


def held_of(asked: list[tuple[UUID, int]]) -> list[Held]:
    """The same of several devices: (device, places minted) each. It follows every push, at nearly
    all of which nothing is missing, so that places are looked at one by one only where some are.
    """
    rows = sql.run(_HELD, [device for device, _ in asked])
    return [
        Held(last or 0, missing(book, minted, above=through or 0))
        for (book, through, last), (_, minted) in zip(rows, asked, strict=True)
    ]


_MISSING = """
    SELECT seq FROM generate_series(%s::int + 1, %s::int) AS seq
    WHERE NOT EXISTS (
      SELECT FROM notebook_entry e WHERE e.notebook_id = %s::uuid AND e.seq = seq.seq)
    ORDER BY seq LIMIT %s::int
"""
_LOOKED_AT = 100_000


def missing(notebook: UUID | None, through: int, *, above: int = 0) -> list[int]:
    """Places up to `through`, at most 1,000 of them, that the handset minted and we do not hold.
    A handset may claim any number: no more than 100,000 places above `above` are looked at.
    """
    if through <= above:
        return []
    last = min(through, above + _LOOKED_AT)
    return [seq for (seq,) in sql.run(_MISSING, above, last, notebook, _TOLD)]


def last_place(notebook: Notebook) -> tuple[int, str]:
    """(next seq, hash the next entry must name) as far as the server knows."""
    last = Entry.objects.filter(notebook=notebook).order_by("-seq", "received_at").first()
    return (last.seq + 1, bytes(last.hash).hex()) if last else (1, GENESIS)
