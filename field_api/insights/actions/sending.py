"""Delivering a return of a month to the systems that are routed to it (decision 0036).

Each table is a parcel of its own, of a kind that no form has: `return-stop-search`,
`return-stats19-vehicle`. From there on it is a delivery as any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import orjson

from field_api.delivery import actions as delivery
from field_api.delivery.actions import Parcel
from field_api.delivery.models import Delivery, Route, Subject
from field_api.feed import actions as feed
from field_api.identity.models import Officer, Unit
from field_api.insights.actions.drawing import disclosed
from field_api.insights.actions.records import found, given, own, takeable
from field_api.insights.rules import Month, Record, Return, Table
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.mapping.models import Source
from field_api.mapping.rules.pointers import escaped

_SPACE = UUID("8a4b3d54-9f0c-5f0e-b7a6-6a4a5d1f2c11")
KEPT = timedelta(days=31)
"""As bytes that were delivered: rows that mappings read are forgotten with the next return sent."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One table of a month, and what names it."""

    kind: str
    table: Table
    subject: UUID

    @property
    def digest(self) -> str:
        return sha256(orjson.dumps([self.table.columns, self.table.rows])).hexdigest()


def routed(of: Return) -> list[Route]:
    """To which systems it would go."""
    rows = Route.objects.filter(active=True, system__takes_entries=True, kind__in=_kinds(of))
    return list(rows.select_related("system").order_by("kind", "system__code"))


def send(*, by: Officer, of: Return, month: Month) -> list[Delivery]:
    """A delivery for each table and system. Sent again, a month is the next version of itself.

    A disclosure of every record to every system (DPA 2018 s.62(1)(d)), on record when it is
    decided; what became of it is on record when it is known. Raises Problem 422 not-periodic,
    no-route, nothing-to-send; 403 not-whole; 409 own-work, already-sent.
    """
    if not of.periodic:
        raise Problem(422, "not-periodic", "This return names people: it goes entry by entry")
    routes = routed(of)
    if not routes:
        raise Problem(422, "no-route", "No system takes this return")
    with feed.work():
        records = _complete(by, of, month)
        made = delivery.enqueue(list(_parcels(by, of, month, records, routes)))
        if not made:
            raise Problem(409, "already-sent", "This month was sent, and is the same still")
        for system in sorted({one.system.code for one in made}):
            disclosed(by=by, of=of, month=month, records=records, to=system)
        _say(by, of, month, made)
        _forget(of)
    return made


def _kinds(of: Return) -> list[str]:
    """Of a return of one file its own name; of several, the name of each behind it."""
    return [_kind(of, one) for one in of.files]


def _kind(of: Return, table: str) -> str:
    return f"return-{of.name}" if len(of.files) == 1 else f"return-{of.name}-{table}"


def _complete(by: Officer, of: Return, month: Month) -> list[Record]:
    """All of the month: a file that leaves out what its sender wrote, or may not see, would be
    taken for whole by whoever gets it."""
    if Unit.objects.filter(force=by.force_id).exclude(pk__in=by.units_covered()).exists():
        raise Problem(403, "not-whole", "You cover a part of the force: this is of all of it")
    if found(own(by, of), of, month, by):
        raise Problem(409, "own-work", "Some of it you wrote: somebody else has to send it")
    near = found(takeable(by, of), of, month, by)
    if any(removed for _, removed in near):
        raise Problem(403, "not-whole", "Some of it is marked higher than you are cleared for")
    records = [record for record, _ in near if of.tells_of(record)]
    if not records:
        raise Problem(422, "nothing-to-send", "There is nothing of this month to send")
    return records


def _parcels(
    by: Officer, of: Return, month: Month, records: list[Record], routes: list[Route]
) -> Iterator[Parcel]:
    wanted = {one.kind for one in routes}
    for name, table in of.tables(records, given(by, month, of)).items():
        kind = _kind(of, name)
        if kind not in wanted or not table.rows:
            continue
        page = _Page(kind, table, uuid5(_SPACE, f"{kind} {by.force.code} {month}"))
        if revision := _revision(page):
            yield _parcel(page, revision, by, of, month)


def _revision(page: _Page) -> UUID | None:
    """That of the next version, under the lock of its lane; None where the last says the same."""
    Subject.objects.get_or_create(pk=page.subject)
    lane = Subject.objects.select_for_update(no_key=True).get(pk=page.subject)
    last = uuid5(page.subject, f"{lane.seq} {page.digest}")
    if Delivery.objects.filter(subject=page.subject, revision=last).exists():
        return None
    return uuid5(page.subject, f"{lane.seq + 1} {page.digest}")


def _parcel(page: _Page, revision: UUID, by: Officer, of: Return, month: Month) -> Parcel:
    now = clock.iso(clock.now())
    document: dict[str, Any] = {
        "submission": str(page.subject),
        "revision": str(revision),
        "reference": f"{of.name} {month}",
        "kind": page.kind,
        "marking": of.marking,
        "occurred_at": f"{month.first.isoformat()}T00:00:00.000000Z",
        "written_at": now,
        "officer": {"collar": by.collar_number, "force": by.force.code, "rank": by.rank},
        "body": {"rows": page.table.rows},
        "labels": {},
    }
    return Parcel(
        subject=page.subject,
        revision=revision,
        kind=page.kind,
        force=by.force.code,
        marking=of.marking,
        document=document,
        tell=(),
        markings=dict.fromkeys(_places(page.table), of.marking),
    )


def _places(table: Table) -> Iterator[str]:
    yield from ("/rows", "/rows/*")
    for column in table.columns:
        yield f"/rows/*/{column if column.isidentifier() else escaped(column)}"


def _say(by: Officer, of: Return, month: Month, made: list[Delivery]) -> None:
    ledger.record(
        act=Act.DECISION,
        actor=by.actor,
        subject=f"return:{of.name}",
        purpose=f"return {of.name} {month}",
        details={"deliveries": sorted(str(one.pk) for one in made)},
    )


def _forget(of: Return) -> None:
    old = Source.objects.filter(kind__in=_kinds(of), created_at__lt=clock.now() - KEPT)
    old.exclude(document=None).update(document=None)
