"""Keeping the watch list: listing, amending, extending, ending, and approving what is covert."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from field_api.feed import actions as feed
from field_api.identity import actions as identity
from field_api.identity.actions import Leave
from field_api.identity.models import Officer, Posting, Unit
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy import actions as policy
from field_api.policy.rules import allowed
from field_api.watch.actions import alerting
from field_api.watch.models import Listing, ListingQuerySet, WatchKey
from field_api.watch.rules import Kind
from field_api.watch.rules.faults import Wanted, faults, tidy
from field_api.watch.rules.listing import LISTING, WHY
from field_api.watch.rules.matching import keys_of

APPROVE = "approve-covert"
"""The action a grant is given for, on `listing:<id>` with `hash_of` it."""

_CONTENT = (
    "known", "category", "priority", "authority", "reason", "action", "warnings", "marking",
    "groups", "valid_from", "valid_until", "weed_date",
)  # fmt: skip


def may_list(by: Officer) -> bool:
    """Whether they keep the watch list of their force."""
    return _posted(by) is not None


def list_(*, wanted: Wanted, by: Officer, id: UUID | None = None) -> Listing:
    """Put it on the list of the officer's force; a covert one is found by nothing until somebody
    else has approved it. The same `id`, or the same reference of the same source, is one listing.

    What came in during the last four weeks is compared within seconds. Raises Problem 403
    listing-not-allowed, 409 id-conflict, 422 listing-invalid.
    """
    unit = _posted(by)
    if unit is None:
        raise _refused("Supervisors, inspectors and intelligence staff keep the watch list.")
    wanted = _checked(wanted, by)
    with feed.work():
        standing = _same(wanted, by, id)
        if standing is not None:
            return standing
        row = Listing(
            **_columns(wanted),
            **({"id": id} if id else {}),
            force=unit.force,
            unit=unit,
            owner=by,
            kind=wanted.kind,
            covert=wanted.covert,
            source=wanted.source,
            reference=wanted.reference,
            listed_at=clock.now(),
            changed_at=clock.now(),
        )
        row.save(force_insert=True)
        _find_by(row)
        _record(row, by, Act.COLLECTION, "list")
    return row


def amend(*, listing: UUID, wanted: Wanted, by: Officer, version: int | None = None) -> Listing:
    """Say it anew. What it is, whether it is covert and where it came from stay.

    `version` is the one that was shown. Raises Problem 404, 409 listing-over, listing-changed, 422
    listing-invalid.
    """
    with feed.work():
        row = _locked(Listing.objects.amended_by(by), listing)
        _check_standing(row)
        if version is not None and version != row.version:
            raise Problem(409, "listing-changed", "Somebody has changed it since", "Read it again.")
        said = replace(
            wanted, kind=row.kind, covert=row.covert, source=row.source, reference=row.reference
        )
        said = _checked(said, by)
        for name, value in _columns(said).items():
            setattr(row, name, value)
        _changed(row, by, "amend", [*_CONTENT, "looked_back_at", "horizon", "horizon_at"])
        _find_by(row)
    return row


def extend(*, listing: UUID, by: Officer, valid_until: datetime, weed_date: date) -> Listing:
    """Let it stand for longer, and its content be erased later. Also after it has run out, while
    there is content. Raises as `amend`."""
    with feed.work():
        row = _locked(Listing.objects.amended_by(by), listing)
        _check_standing(row)
        said = replace(wanted_of(row), valid_until=valid_until, weed_date=weed_date)
        if valid_until > row.valid_until:
            # From now on: a listing that is extended each year is still one that is looked at.
            said = replace(said, valid_from=max(row.valid_from, min(clock.now(), valid_until)))
        said = _checked(said, by)
        row.valid_until, row.weed_date, row.reminded_at = valid_until, weed_date, None
        row.looked_back_at = row.horizon = row.horizon_at = None
        names = ["valid_until", "weed_date", "reminded_at"]
        _changed(row, by, "extend", [*names, "looked_back_at", "horizon", "horizon_at"])
    return row


def end(*, listing: UUID, by: Officer, why: str) -> Listing:
    """Nothing is compared with it any more, and its alerts are taken back from every handset.

    Raises Problem 404, 409 listing-over, 422 listing-invalid without a reason.
    """
    said = why.strip()[:WHY]
    if not said:
        raise invalid([("/why", "Say why: it is kept with it.")])
    with feed.work():
        row = _locked(Listing.objects.amended_by(by), listing)
        _check_standing(row)
        row.ended_at, row.ended_by, row.why = clock.now(), by, said
        _changed(row, by, "end", ["ended_at", "ended_by", "why"])
        alerting.recall(row, said)
    return row


def approve(*, listing: UUID, by: Officer, leave: Leave) -> Listing:
    """Let a covert listing stand: an inspector of its force and in its groups, never its owner.

    Takes a grant for `approve-covert` on `listing:<id>`, for what it says now (`hash_of`). Raises
    Problem 403 step-up-needed, 404, 409 grant-stale.
    """
    with feed.work():
        row = _locked(Listing.objects.approvable_by(by), listing)
        identity.use_grant(
            officer=by,
            holder=leave.holder,
            secret=leave.secret,
            action=APPROVE,
            object=f"listing:{row.pk}",
            hash=hash_of(row),
        )
        row.approved_at, row.approved_by = clock.now(), by
        row.save(update_fields=["approved_at", "approved_by"])
        _record(row, by, Act.DECISION, "approve")
    return row


def hash_of(row: Listing) -> str:
    """64 hex digits of all that somebody approves."""
    said = {**asdict(wanted_of(row)), "owner": row.owner_id}
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def wanted_of(row: Listing) -> Wanted:
    """What it says, as it would be given."""
    names = ("kind", "covert", "source", "reference", *_CONTENT)
    return Wanted(**{name: getattr(row, name) for name in names})


def _posted(by: Officer) -> Unit | None:
    held = Posting.objects.current(by).filter(role__in=[role.value for role in LISTING])
    mine = held.filter(unit__force=by.force_id).select_related("unit__force")
    row = mine.order_by("starts_on", "pk").last()
    return row.unit if row else None


def _checked(wanted: Wanted, by: Officer) -> Wanted:
    """Tidied. Nobody lists what they could not read."""
    wanted = replace(
        wanted, known=tidy(wanted.known), groups=sorted(set(wanted.groups)),
        warnings=[code.upper() for code in wanted.warnings],
    )  # fmt: skip
    found = faults(wanted, now=clock.now())
    actor = policy.actor_of(by)
    if wanted.marking not in allowed(actor.clearance):
        found.append(("/marking", "You are not cleared for it."))
    if not set(wanted.groups) <= actor.groups:
        found.append(("/groups", "You are not in the group it would be kept to."))
    if found:
        raise invalid(found)
    return wanted


def _columns(wanted: Wanted) -> dict[str, object]:
    texts = {name: getattr(wanted, name).strip() for name in ("authority", "reason", "action")}
    said = {name: getattr(wanted, name) for name in _CONTENT}
    lists = {"warnings": list(wanted.warnings), "groups": list(wanted.groups)}
    return {**said, **texts, **lists, "looked_back_at": None, "horizon": None, "horizon_at": None}


def _same(wanted: Wanted, by: Officer, id: UUID | None) -> Listing | None:
    known = Listing.objects.filter(pk=id).first() if id else None
    if known is not None and (known.owner_id != by.pk or known.kind != wanted.kind):
        raise Problem(409, "id-conflict", "This id already stands for another listing")
    if known is not None or not wanted.reference:
        return known
    rows = Listing.objects.filter(force=by.force_id, source=wanted.source)
    return rows.filter(reference=wanted.reference).first()


def _find_by(row: Listing) -> None:
    WatchKey.objects.filter(listing=row).delete()
    keys = keys_of(Kind(row.kind), row.known)
    WatchKey.objects.bulk_create(
        WatchKey(listing=row, held=held, exact=exact) for held, exact in sorted(keys.items())
    )


def _locked(may: ListingQuerySet, listing: UUID) -> Listing:
    rows = Listing.objects.filter(pk__in=may.filter(pk=listing).values("pk"))
    row = rows.select_related("owner__force", "unit__force").select_for_update(
        of=("self",), no_key=True
    )
    found = row.first()
    if found is None:
        raise Problem(404, "not-found", "Not found")
    return found


def _check_standing(row: Listing) -> None:
    if row.ended_at is not None or row.weeded_at is not None:
        raise Problem(409, "listing-over", "It is over already")


def _changed(row: Listing, by: Officer, did: str, names: Sequence[str]) -> None:
    """A covert one that says something else needs to be approved anew."""
    row.version, row.changed_at = row.version + 1, clock.now()
    if row.covert and did in ("amend", "extend"):
        row.approved_at = row.approved_by = None
    row.save(update_fields=[*names, "version", "changed_at", "approved_at", "approved_by"])
    _record(row, by, Act.ALTERATION, did)


def _record(row: Listing, by: Officer, act: Act, did: str) -> None:
    """DPA 2018 s.62. What it says stands in the row, which can be erased; this can't."""
    ledger.record(
        act=act,
        actor=by.actor,
        subject=f"listing:{row.pk}",
        purpose="watch",
        details={
            "did": did,
            "version": row.version,
            "covert": row.covert,
            "marking": row.marking,
            "until": clock.iso(row.valid_until),
            "weed": row.weed_date.isoformat(),
        },
    )


def invalid(found: Sequence[tuple[str, str]]) -> Problem:
    """The Problem that says all of these, by their pointers."""
    errors = [Fault(pointer, "not-possible", said) for pointer, said in found]
    return Problem(422, "listing-invalid", "Nothing was listed yet", errors=errors)


def _refused(detail: str) -> Problem:
    return Problem(403, "listing-not-allowed", "You can't list this", detail)
