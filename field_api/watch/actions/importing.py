"""Bringing in a list of somebody else's: vehicles of interest above all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.watch.actions import listing
from field_api.watch.models import Listing
from field_api.watch.rules.faults import Fault, Wanted, tidy
from field_api.watch.rules.importing import wanted

LISTED, AMENDED, KNOWN, REFUSED = "listed", "amended", "known", "refused"


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a row, the first being 1; in a dry run, what would become of it."""

    row: int
    reference: str
    status: str
    listing: UUID | None = None
    faults: Sequence[Fault] = ()


class _Undone(Exception):
    """Ends a dry run."""


def bring(
    *, rows: Sequence[Mapping[str, Any]], source: str, by: Officer, dry_run: bool
) -> list[Brought]:
    """List what is new, say anew what has changed, and leave what is as it was; each row by itself,
    so that one that is refused costs no other. `source` names the list: a row is known again by
    its reference there. What is missing from the list is not ended.

    Raises Problem 403 listing-not-allowed.
    """
    if not listing.may_list(by):
        raise Problem(403, "listing-not-allowed", "You can't list this")
    return [_bring(n, row, source, by, dry_run) for n, row in enumerate(rows, 1)]


def _bring(n: int, row: Mapping[str, Any], source: str, by: Officer, dry_run: bool) -> Brought:
    asked, faults = wanted(row, source=source, now=clock.now())
    named = row.get("reference")
    reference = named.strip()[:60] if isinstance(named, str) else ""
    if asked is None:
        return Brought(n, reference, REFUSED, None, faults)
    try:
        return _one(n, asked, by, dry_run)
    except Problem as problem:
        said = [(one.pointer, one.detail) for one in problem.errors]
        return Brought(n, reference, REFUSED, None, said or [("", problem.title)])


def _one(n: int, asked: Wanted, by: Officer, dry_run: bool) -> Brought:
    found: list[Brought] = []
    try:
        with feed.work():
            status, row = _put(asked, by)
            found.append(Brought(n, asked.reference, status, None if dry_run else row.pk))
            if dry_run:
                raise _Undone
    except _Undone:
        pass
    return found[0]


def _put(asked: Wanted, by: Officer) -> tuple[str, Listing]:
    rows = Listing.objects.filter(force=by.force_id, source=asked.source)
    row = rows.filter(reference=asked.reference).first()
    if row is None:
        return LISTED, listing.list_(wanted=asked, by=by)
    if _is(row, asked):
        return KNOWN, row
    if row.kind != asked.kind or row.covert != asked.covert:
        detail = "It stands as something else: end that one, and give this another reference."
        raise listing.invalid([("/reference", detail)])
    return AMENDED, listing.amend(listing=row.pk, wanted=asked, by=by)


def _is(row: Listing, asked: Wanted) -> bool:
    """A row without a beginning begins when it first came."""
    said = replace(
        asked,
        known=tidy(asked.known),
        groups=sorted(set(asked.groups)),
        warnings=[code.upper() for code in asked.warnings],
        valid_from=row.valid_from,
    )
    return said == listing.wanted_of(row)
