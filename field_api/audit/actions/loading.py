"""Officers' own details and turns of duty from the force's files; plain text is not kept."""

import csv
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from field_api.audit.actions import keying
from field_api.audit.models import Duty, Watched
from field_api.audit.rules import likeness
from field_api.audit.rules.likeness import Detail
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock


class Unreadable(ValueError):
    """A line cannot be taken; nothing was. Names the line and the column, never what it held."""


@transaction.atomic
def details(lines: Iterable[str]) -> int:
    """CSV with `login,what,value`. What of an officer it names replaces all that was held of them.

    `what` is born (`Sample|1990-01-31`), named (`Sample|Alex`), surname, vrm, phone or postcode.
    Returns how many details are held now of those officers. Raises Unreadable.
    """
    wanted: dict[int, set[tuple[Detail, str]]] = {}
    for number, row in _rows(lines, ("login", "what", "value")):
        officer = _officer(number, row["login"])
        try:
            what = Detail(row["what"].strip())
        except ValueError:
            raise Unreadable(f"line {number}: what") from None
        value = likeness.plain(what, row["value"])
        if not value.strip("|"):
            raise Unreadable(f"line {number}: value")
        wanted.setdefault(officer, set()).add((what, value))
    Watched.objects.filter(officer__in=wanted).delete()
    made = [
        Watched(officer_id=officer, what=what.value, hash=keying.hashed(what, value))
        for officer, found in wanted.items()
        for what, value in sorted(found)
    ]
    Watched.objects.bulk_create(made)
    _record("details", len(wanted), len(made))
    return len(made)


@transaction.atomic
def duties(lines: Iterable[str]) -> int:
    """CSV with `login,starts_at,ends_at`, ISO 8601 with offset. A turn loaded again with the same
    start is replaced. Returns how many turns. Raises Unreadable.
    """
    made: dict[tuple[int, datetime], Duty] = {}
    for number, row in _rows(lines, ("login", "starts_at", "ends_at")):
        officer = _officer(number, row["login"])
        try:
            start, end = clock.parse(row["starts_at"]), clock.parse(row["ends_at"])
        except ValueError:
            raise Unreadable(f"line {number}: starts_at or ends_at") from None
        if end <= start:
            raise Unreadable(f"line {number}: ends_at")
        made[officer, start] = Duty(officer_id=officer, starts_at=start, ends_at=end)
    Duty.objects.bulk_create(
        made.values(),
        update_conflicts=True,
        unique_fields=["officer", "starts_at"],
        update_fields=["ends_at"],
    )
    _record("duties", len({officer for officer, _ in made}), len(made))
    return len(made)


def _rows(lines: Iterable[str], columns: tuple[str, ...]) -> Iterable[tuple[int, dict[str, str]]]:
    table = csv.DictReader(lines)
    if tuple(table.fieldnames or ()) != columns:
        raise Unreadable(f"line 1: the columns are {','.join(columns)}")
    for row in table:
        if None in row or None in row.values():
            raise Unreadable(f"line {table.line_num}: as many cells as columns")
        yield table.line_num, row


def _officer(number: int, login: str) -> int:
    found = Officer.objects.filter(login=login.strip().upper()).values_list("pk", flat=True).first()
    if found is None:
        raise Unreadable(f"line {number}: login")
    return found


def _record(what: str, officers: int, rows: int) -> None:
    ledger.record(
        act=Act.COLLECTION,
        actor="operator",
        subject="audit:watched",
        purpose="self-monitoring",
        details={"what": what, "officers": officers, "rows": rows},
    )
