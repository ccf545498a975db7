"""Look-ups, drawn from consultations: what was asked, and what of others' was opened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from field_api.audit.actions import keying
from field_api.audit.actions.reading import Row
from field_api.audit.models import Look
from field_api.audit.rules import likeness
from field_api.audit.rules.words import Looked
from field_api.identity.models import Officer, Posting
from field_api.identity.rules import Role
from field_api.submissions.models import Submission

# A page and the photos on it, or a reload, are one look.
ONE_LOOK = timedelta(hours=1)
# Read because the queue, or news of a decision, brought it, not because it was looked for.
BROUGHT = frozenset({"review", "news"})
# Asked by the page as somebody writes, and the card of one person at the desk.
RECOGNITION = "recognition"
RECOGNISED = (RECOGNITION, "mention")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody served on a day, and as what."""

    unit: int | None
    role: str


def take(rows: Sequence[Row]) -> dict[int, Look]:
    """The new looks among these rows, saved, by event. What is known already is passed over."""
    people = {one.login: one for one in _people(rows)}
    known = set(Look.objects.filter(pk__in=[row.id for row in rows]).values_list("pk", flat=True))
    authors = _authors(rows)
    made = [
        look
        for row in rows
        if row.id not in known and (look := _look(row, people.get(row.login), authors)) is not None
    ]
    fresh = _once(made)
    _placed(fresh)
    Look.objects.bulk_create(fresh)
    return {look.event: look for look in fresh}


def _people(rows: Iterable[Row]) -> Iterable[Officer]:
    return Officer.objects.filter(login__in={row.login for row in rows} - {""})


def _authors(rows: Iterable[Row]) -> dict[str, int]:
    ids = {row.subject.partition(":")[2] for row in rows if row.subject.startswith("submission:")}
    ids |= {key for row in rows for key in _shown(row)}
    found = Submission.objects.filter(pk__in=ids).values_list("pk", "author_id")
    return {f"submission:{key}": author for key, author in found}


def _shown(row: Row) -> Sequence[str]:
    """The submissions that an officer was shown when they asked who is known. Lent to a handset
    they were not shown yet.
    """
    if row.subject.partition(":")[0] not in RECOGNISED:
        return ()
    return [str(key) for key in row.details.get("submissions", ())]


def _look(row: Row, officer: Officer | None, authors: Mapping[str, int]) -> Look | None:
    """None where it is no look at others: one's own work, a list, or an answer to a question that
    was a look itself."""
    if officer is None:
        return None
    sort = row.subject.partition(":")[0]
    if sort == "query":
        return _question(row, officer) if "criteria" in row.details else None
    theirs = {
        "submission": authors.get(row.subject, officer.pk) != officer.pk,
        "draft": row.on_behalf_of not in ("", row.actor),
        "letter": row.details.get("of") != officer.login,
        "officer": row.subject != row.actor,
        **dict.fromkeys(RECOGNISED, _of_others(row, officer, authors)),
    }
    if not theirs.get(sort, False):
        return None
    about = ",".join(_shown(row)) or row.subject  # asked again as one types on, it is one look
    made = _of(row, officer, Looked.RECORD, about)
    made.linked = row.purpose in BROUGHT
    return made


def _of_others(row: Row, officer: Officer, authors: Mapping[str, int]) -> bool:
    written = (authors.get(f"submission:{key}", officer.pk) for key in _shown(row))
    return any(author != officer.pk for author in written)


def _question(row: Row, officer: Officer) -> Look:
    kind, criteria = str(row.details.get("kind", "")), row.details["criteria"]
    made = _of(row, officer, Looked(kind), likeness.subject(kind, criteria))
    made.linked = bool(row.details.get("linked"))
    return made


def _of(row: Row, officer: Officer, at_what: Looked, about: str) -> Look:
    return Look(
        event=row.id,
        at=row.at,
        officer=officer,
        at_what=at_what.value,
        subject=row.subject[:80],
        about=keying.hashed("about", about),
    )


def _once(made: list[Look]) -> list[Look]:
    """Without repeated looks at one record within the hour. Every question counts."""
    records = [look for look in made if look.at_what == Looked.RECORD.value]
    last = _last(records)
    fresh = []
    for look in sorted(made, key=lambda one: (one.at, one.event)):
        key = (look.officer_id, bytes(look.about))
        if look.at_what == Looked.RECORD.value:
            before, last[key] = last.get(key), look.at
            if before is not None and look.at - before < ONE_LOOK:
                continue
        fresh.append(look)
    return fresh


def _last(records: list[Look]) -> dict[tuple[int, bytes], datetime]:
    if not records:
        return {}
    since = min(look.at for look in records) - ONE_LOOK
    rows = Look.objects.filter(
        officer__in={look.officer_id for look in records},
        about__in=[look.about for look in records],
        at__gte=since,
    )
    found = rows.order_by("at").values_list("officer_id", "about", "at")
    return {(officer, bytes(about)): at for officer, about, at in found}


def _placed(looks: Iterable[Look]) -> None:
    days: dict[date, list[Look]] = {}
    for look in looks:
        days.setdefault(timezone.localdate(look.at), []).append(look)
    for day, made in days.items():
        held = places({look.officer_id for look in made}, day)
        for look in made:
            place = held.get(look.officer_id, Place(None, ""))
            look.unit_id, look.role = place.unit, place.role


def places(officers: Iterable[int], day: date) -> dict[int, Place]:
    """As Officer.home_unit, for many: the newest posting as officer, else the newest of any."""
    held = Posting.objects.on(day).filter(officer__in=set(officers))
    ordered = sorted(held, key=lambda one: (one.role == Role.OFFICER, one.starts_on, one.pk))
    return {one.officer_id: Place(one.unit_id, one.role) for one in ordered}


def of_query(query: str) -> Look | None:
    """The look that a question was, where it has been taken in."""
    return Look.objects.filter(subject=f"query:{query}").order_by("event").first()


def as_uuid(subject: str) -> UUID | None:
    """The id in `submission:<id>`; None where there is none."""
    try:
        return UUID(subject.partition(":")[2])
    except ValueError:
        return None


def is_by_the_page(look: Look) -> bool:
    """Whether it was offered while an entry was written. It counts, for lists can be typed in."""
    return look.subject.startswith(f"{RECOGNITION}:")
