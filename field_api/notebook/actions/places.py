"""Which places of a chain are taken, as far as the server knows."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q

from field_api.identity.models import Device
from field_api.notebook.models import Entry, Notebook
from field_api.notebook.rules import GENESIS

_LOOKED_AT, _TOLD = 100_000, 1000


@dataclass(frozen=True, slots=True)
class Held:
    """The last place held, and places minted, below or above it, that are not."""

    through: int
    missing: list[int]


def held(*, device: Device, minted: int) -> Held:
    """What we hold of the notebook on this device, whose handset has given out places to `minted`.

    One statement: it follows every push, and at nearly every push nothing is missing.
    """
    row = (
        Notebook.objects.filter(device=device)
        .annotate(
            last=Max("entries__seq"),
            places=Count("entries__seq", distinct=True, filter=Q(entries__seq__lte=minted)),
        )
        .first()
    )
    if row is None:
        return Held(0, _gaps(set(), minted))
    return Held(row.last or 0, missing(row, minted) if row.places < minted else [])


def missing(notebook: Notebook, through: int) -> list[int]:
    """Places up to `through`, at most 1,000 of them, that the handset minted and we do not hold."""
    places = Entry.objects.filter(notebook=notebook, seq__lte=through)
    return _gaps(set(places.values_list("seq", flat=True)), through)


def _gaps(places: set[int], through: int) -> list[int]:
    looked_at = range(1, min(through, _LOOKED_AT) + 1)
    return [seq for seq in looked_at if seq not in places][:_TOLD]


def last_place(notebook: Notebook) -> tuple[int, str]:
    """(next seq, hash the next entry must name) as far as the server knows."""
    last = Entry.objects.filter(notebook=notebook).order_by("-seq", "received_at").first()
    return (last.seq + 1, bytes(last.hash).hex()) if last else (1, GENESIS)
