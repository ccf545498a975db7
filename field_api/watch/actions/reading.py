"""The watch list and where it turned up, as desk and API read it. Each look is on the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from field_api.identity.models import Officer
from field_api.intelligence.models import Record
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.watch.actions.listing import may_list
from field_api.watch.models import Hit, Listing, ListingQuerySet
from field_api.watch.rules import Source

MOST = 200
CURRENT, STANDING, WAITING, OVER, MINE = "current", "standing", "waiting", "over", "mine"
"""Not over; running or still to begin; covert and not approved; ended, run out or erased; one's
own."""
SHELVES = (STANDING, WAITING, OVER, MINE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A listing, how many hits the reader may see, how many of them wait to be judged, and what the
    reader may do with it.
    """

    listing: Listing
    hits: int
    to_judge: int
    may_amend: bool
    may_approve: bool


@dataclass(frozen=True, slots=True)
class ShownHit:
    """`entry` is the submission's id where the reader may read it, and None else."""

    hit: Hit
    entry: UUID | None


def is_reader(officer: Officer) -> bool:
    """Whether they keep the list, or have one on it."""
    return may_list(officer) or Listing.objects.visible_to(officer).exists()


def listed(*, officer: Officer, shelf: str, kind: str = "", category: str = "") -> list[Shown]:
    """The newest 200 they may see. Raises ledger.NotRecorded."""
    said = {name: value for name, value in (("kind", kind), ("category", category)) if value}
    rows = _on(shelf, officer).filter(**said).order_by("-listed_at", "-pk")
    found = list(rows[:MOST])
    _looked(officer, (f"listing:{row.pk}" for row in found))
    return _shown(officer, found)


def one(*, officer: Officer, listing: UUID) -> Shown:
    """Raises Problem 404."""
    row = _rows(officer).filter(pk=listing).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    _looked(officer, [f"listing:{row.pk}"])
    return _shown(officer, [row])[0]


def hits(
    *, officer: Officer, listing: UUID | None = None, to_judge: bool = False
) -> list[ShownHit]:
    """The newest 200, of one listing or of all they may see; `to_judge` are possible ones of which
    nobody has said anything.
    """
    rows = Hit.objects.visible_to(officer).select_related(
        "listing__owner", "listing__unit", "officer", "unit", "judged_by"
    )
    rows = rows.filter(listing=listing) if listing else rows
    rows = rows.to_judge() if to_judge else rows
    found = list(rows.order_by("-at", "-pk")[:MOST])
    named = {one.row for one in found if one.source == Source.ENTRY}
    may = set(Record.objects.visible_to(officer).filter(pk__in=named).values_list("pk", flat=True))
    _looked(officer, (f"hit:{one.pk}" for one in found))
    return [ShownHit(one, one.row if one.row in may else None) for one in found]


def waiting(officer: Officer) -> int:
    """How many hits wait to be judged by them."""
    return Hit.objects.visible_to(officer).to_judge().count()


def past(listing: Listing) -> Sequence[Event]:
    """What was done to one that was shown, the newest 200 first."""
    found = Event.objects.filter(subject=f"listing:{listing.pk}")
    return list(found.exclude(act=Act.CONSULTATION.value).order_by("-pk")[:MOST])


def _rows(officer: Officer) -> ListingQuerySet:
    rows = Listing.objects.visible_to(officer)
    return rows.select_related("owner", "unit", "approved_by", "ended_by")


def _on(shelf: str, officer: Officer) -> ListingQuerySet:
    rows = _rows(officer)
    ended = Q(ended_at__isnull=False) | Q(weeded_at__isnull=False)
    over = ended | Q(valid_until__lte=clock.now())
    unapproved = Q(covert=True, approved_at=None)
    return {
        CURRENT: rows.exclude(over),
        STANDING: rows.exclude(over).exclude(unapproved),
        WAITING: rows.filter(unapproved).exclude(over),
        OVER: rows.filter(over),
        MINE: rows.filter(owner=officer),
    }.get(shelf, rows.none())


def _shown(officer: Officer, rows: Sequence[Listing]) -> list[Shown]:
    keys = [row.pk for row in rows]
    may_see = Hit.objects.visible_to(officer).filter(listing__in=keys)
    counted = dict(may_see.values_list("listing").annotate(count=Count("pk")))
    waiting = dict(may_see.to_judge().values_list("listing").annotate(count=Count("pk")))
    amends = set(Listing.objects.amended_by(officer).filter(pk__in=keys).values_list("pk"))
    approves = set(Listing.objects.approvable_by(officer).filter(pk__in=keys).values_list("pk"))
    return [
        Shown(
            listing=row,
            hits=counted.get(row.pk, 0),
            to_judge=waiting.get(row.pk, 0),
            may_amend=(row.pk,) in amends and row.ended_at is None and row.weeded_at is None,
            may_approve=(row.pk,) in approves,
        )
        for row in rows
    ]


def _looked(officer: Officer, subjects: Iterable[str]) -> None:
    """Before anything is shown (DPA 2018 s.62(1)(c))."""
    ledger.record_looks(
        [
            Event(
                act=Act.CONSULTATION.value,
                actor=officer.actor,
                subject=subject,
                purpose="watch",
                details={},
            )
            for subject in subjects
        ]
    )
