"""Which places of a chain are taken, as far as the server knows."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from field_api.identity.models import Device
from field_api.notebook.models import Entry, Notebook
from field_api.notebook.rules import GENESIS

_LOOKED_AT, _TOLD = 100_000, 1000


@dataclass(frozen=True, slots=True)
class Held:
    """The last place held, and places minted, below or above it, that are not."""

    through: int
    missing: list[int]


_HELD = """
    SELECT b.id,
      (SELECT coalesce(max(e.seq), 0) FROM notebook_entry e WHERE e.notebook_id = b.id),
      (SELECT count(DISTINCT e.seq) FROM notebook_entry e
       WHERE e.notebook_id = b.id AND e.seq <= %(minted)s)
    FROM notebook_notebook b WHERE b.device_id = %(device)s
"""


def held(*, device: Device, minted: int) -> Held:
    """What we hold of the notebook on this device, whose handset has given out places to `minted`.

    It follows every push, and at nearly every push nothing is missing: places are counted in the
    index, for a notebook of years has thousands, and listed only when there are too few.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"minted": minted, "device": device.pk})
        book, last, places = cursor.fetchone() or (None, 0, 0)
    return Held(last, missing(book, minted) if places < minted else [])


def missing(notebook: Notebook | UUID | None, through: int) -> list[int]:
    """Places up to `through`, at most 1,000 of them, that the handset minted and we do not hold."""
    rows = Entry.objects.filter(notebook=notebook, seq__lte=through)
    places = set(rows.values_list("seq", flat=True))
    return [seq for seq in range(1, min(through, _LOOKED_AT) + 1) if seq not in places][:_TOLD]


def last_place(notebook: Notebook) -> tuple[int, str]:
    """(next seq, hash the next entry must name) as far as the server knows."""
    last = Entry.objects.filter(notebook=notebook).order_by("-seq", "received_at").first()
    return (last.seq + 1, bytes(last.hash).hex()) if last else (1, GENESIS)
