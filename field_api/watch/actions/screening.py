"""Comparing what comes in with the watch list, in the transaction that keeps it."""

import json
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from field_api.catalogue.rules import Form, entities
from field_api.feed import actions as feed
from field_api.identity.models import Officer, Unit
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock, ids, sql
from field_api.watch.actions import alerting
from field_api.watch.models import Hit, Listing
from field_api.watch.rules import Certainty, Source
from field_api.watch.rules.matching import held_in

log = logging.getLogger(__name__)

MOST_ENTITIES = 300


@dataclass(frozen=True, slots=True)
class Where:
    """A place as it was given; a point only where both are known."""

    text: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing to be compared: an entry, a question or a sighting, by `row`, its id.

    `unit` answers for it, `officer` wrote or asked. One that is not `trusted`, as from a handset
    that was revoked, never raises an alert by itself.
    """

    source: Source
    row: UUID
    unit: Unit
    at: datetime
    held: Collection[str]
    marking: str
    groups: Sequence[str] = ()
    officer: Officer | None = None
    where: Where = Where()
    trusted: bool = True
    looked_back: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    seen: Seen
    listing: UUID
    held: list[str]
    exact: bool


def of_body(form: Form, body: Mapping[str, Any]) -> tuple[frozenset[str], Where]:
    """The keys of whom and what a body speaks of, and the first place in it that has a point.

    Never raises: of a body nobody can read it is nothing, for no entry is lost to this.
    """
    try:
        found = entities(form, body)[:MOST_ENTITIES]
        return held_in((one.type, one.attributes) for one in found), _where(found)
    except Exception as error:
        log.error("an entry could not be screened", extra={"reason": type(error).__name__})
        return frozenset(), Where()


def _where(found: Iterable[Any]) -> Where:
    places = [one.attributes for one in found if one.type == "place"]
    with_point = [one for one in places if _number(one, "latitude") and _number(one, "longitude")]
    for one in (*with_point, *places):
        text = one.get("text")
        said = text.strip()[:200] if isinstance(text, str) else ""
        if one in with_point:
            return Where(said, float(one["latitude"]), float(one["longitude"]))
        return Where(said)
    return Where()


def _number(values: Mapping[str, Any], name: str) -> bool:
    most = 90 if name == "latitude" else 180
    value = values.get(name)
    return isinstance(value, int | float) and -most <= value <= most


_MATCH = """
    SELECT given.n, k.listing_id, array_agg(k.held ORDER BY k.held), bool_or(k.exact)
    FROM jsonb_to_recordset(%s::jsonb) AS given (n int, force bigint, held text[])
    CROSS JOIN LATERAL unnest(given.held) AS asked (held)
    JOIN watch_watchkey k ON k.held = asked.held
    JOIN watch_listing l ON l.id = k.listing_id AND l.force_id = given.force
    WHERE l.ended_at IS NULL AND l.weeded_at IS NULL
      AND (NOT l.covert OR l.approved_at IS NOT NULL)
      AND l.valid_from <= %s::timestamptz AND l.valid_until > %s::timestamptz
    GROUP BY given.n, k.listing_id ORDER BY k.listing_id, given.n
"""


def screen(seen: Sequence[Seen]) -> int:
    """Compare all of these with the listings that run: one statement, whatever their number, and
    more only where there is a hit. How many hits are new.

    Belongs into the transaction that keeps them, within `feed.work()`, after its first write: the
    look back of new listings counts on that (`looking_back`). Never raises for what is wrong here:
    what was screened stays kept.
    """
    given = [
        {"n": n, "force": one.unit.force_id, "held": sorted(one.held)}
        for n, one in enumerate(seen)
        if one.held
    ]
    if not given:
        return 0
    now = clock.now()
    rows = sql.run(_MATCH, json.dumps(given), now, now)
    if not rows:
        return 0
    return keep([_Found(seen[n], listing, held, exact) for n, listing, held, exact in rows])


def found(seen: Seen, listing: UUID, held: list[str], exact: bool) -> _Found:
    """A match that the look back made."""
    return _Found(seen, listing, held, exact)


def keep(matches: Sequence[_Found]) -> int:
    """Keep them as hits, each once, and tell who is to hear; how many are new."""
    try:
        with feed.work():
            new = _kept(matches)
    except DatabaseError as error:
        # What was written is kept whatever becomes of the hit; looking back finds it again.
        log.error("hits could not be kept", extra={"reason": type(error).__name__})
        anew = {"looked_back_at": None, "horizon": None, "horizon_at": None}
        Listing.objects.filter(pk__in={one.listing for one in matches}).update(**anew)
        return 0
    for listing in sorted(new):
        alerting.tell(listing)
    return sum(new.values())


_KEEP = """
    INSERT INTO watch_hit AS was (id, listing_id, source, row, held, certainty, marking, groups,
      officer_id, unit_id, at, found_at, place, latitude, longitude, looked_back, verdict)
    SELECT t.id, t.listing, t.source, t.row, t.held, t.certainty, t.marking, t.groups, t.officer,
      t.unit, t.at, %s::timestamptz, t.place, t.latitude, t.longitude, t.looked_back, ''
    FROM jsonb_to_recordset(%s::jsonb) AS t (id uuid, listing uuid, source text, row uuid,
      held text[], certainty text, marking text, groups text[], officer bigint, unit bigint,
      at timestamptz, place text, latitude float, longitude float, looked_back boolean)
    ON CONFLICT (listing_id, source, row) DO UPDATE SET certainty = excluded.certainty,
      held = excluded.held, told_at = NULL
      WHERE was.certainty = 'possible' AND excluded.certainty = 'same'
    RETURNING was.listing_id, was.id
"""
"""A later version may make sure what an earlier one made possible; all else stays as it was."""


def _kept(matches: Sequence[_Found]) -> dict[UUID, int]:
    """How many are new, by listing."""
    rows = sql.run(_KEEP, clock.now(), json.dumps([_row(one) for one in matches], default=str))
    new: dict[UUID, int] = {}
    for listing, _ in rows:
        new[listing] = new.get(listing, 0) + 1
    ledger.record_many([_combined(listing, hit) for listing, hit in rows])
    return new


def _row(one: _Found) -> dict[str, Any]:
    seen = one.seen
    sure = one.exact and seen.trusted
    return {
        "id": ids.new(),
        "listing": one.listing,
        "source": seen.source.value,
        "row": seen.row,
        "held": one.held,
        "certainty": (Certainty.SAME if sure else Certainty.POSSIBLE).value,
        "marking": seen.marking,
        "groups": list(seen.groups),
        "officer": seen.officer.pk if seen.officer else None,
        "unit": seen.unit.pk,
        "at": seen.at.isoformat(),
        "place": seen.where.text,
        "latitude": seen.where.latitude,
        "longitude": seen.where.longitude,
        "looked_back": seen.looked_back,
    }


def _combined(listing: UUID, hit: UUID) -> Event:
    """DPA 2018 s.62(1)(e): a listing was put together with what somebody wrote, asked or saw. Of
    what, the hit says, for as long as it may be known."""
    return Event(
        act=Act.COMBINATION.value,
        actor="house",
        subject=f"listing:{listing}",
        purpose="watch",
        details={"hit": str(hit)},
    )


def waiting() -> list[UUID]:
    """Listings with hits that nobody was told of yet."""
    rows = Hit.objects.to_tell().order_by("listing").values_list("listing", flat=True)
    return list(rows.distinct())
