"""Looks at oneself, a colleague, one's own street or family; at one subject again; off duty."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from field_api.audit.actions import keying, looking
from field_api.audit.actions.reading import Row
from field_api.audit.models import Duty, Finding, Look, Watched
from field_api.audit.rules import likeness, usual
from field_api.audit.rules.likeness import Detail
from field_api.audit.rules.words import Looked, Noticed
from field_api.lib import clock
from field_api.queries.models import Hit
from field_api.submissions.models import Revision

Details = Iterable[tuple[Detail, str]]
_ROSTERED = timedelta(days=7)


def terms(looks: Mapping[int, Look], rows: Iterable[Row]) -> list[Finding]:
    """Questions whose terms fit an officer's own details: the asker's, or a colleague's."""
    asked = {
        row.id: likeness.asked(str(row.details["kind"]), row.details["criteria"])
        for row in rows
        if row.id in looks and "criteria" in row.details
    }
    hashes = {keying.hashed(what, value) for pairs in asked.values() for what, value in pairs}
    known: dict[bytes, list[Watched]] = defaultdict(list)
    for watched in Watched.objects.filter(hash__in=hashes).select_related("officer"):
        known[bytes(watched.hash)].append(watched)
    return [
        finding
        for event, pairs in asked.items()
        for what, value in pairs
        for finding in _whose(looks[event], known[keying.hashed(what, value)])
    ]


def _whose(look: Look, found: Sequence[Watched]) -> list[Finding]:
    if any(one.officer_id == look.officer_id for one in found):
        return [noticed(Noticed.SELF, look)]
    theirs = [one for one in found if one.officer.force_id == look.officer.force_id]
    return [noticed(Noticed.COLLEAGUE, look, {"of": theirs[0].officer.login})] if theirs else []


def returned(rows: Iterable[Row]) -> list[Finding]:
    """What systems gave back against the asker's own home: the answer, not the question, shows that
    it was a neighbour's car."""
    made = []
    for row in rows:
        if row.subject.startswith("query:") and row.details.get("records"):
            look = looking.of_query(row.subject.removeprefix("query:"))
            if look is not None:
                made += _near_home(look, _bodies(row))
    return made


def _bodies(row: Row) -> list[Any]:
    query, system = looking.as_uuid(row.subject), row.details.get("system")
    hits = Hit.objects.filter(leg__query=query, leg__system__code=system)
    return list(hits.values_list("body", flat=True))


def opened(looks: Iterable[Look]) -> list[Finding]:
    """Entries of others that name the reader's own plate, phone or postcode."""
    made = []
    for look in looks:
        submission = looking.as_uuid(look.subject)
        if look.subject.startswith("submission:") and submission:
            rows = Revision.objects.filter(submission=submission)
            made += _near_home(look, list(rows.values_list("body", flat=True)))
    return made


def _near_home(look: Look, bodies: Sequence[Any]) -> list[Finding]:
    """One finding at most, the one that says most."""
    own = {(one.what, bytes(one.hash)) for one in Watched.objects.filter(officer=look.officer_id)}
    said: set[Noticed] = set()
    for body in bodies if own else ():
        fits = {
            what
            for what, value in likeness.found([body])
            if (what.value, keying.hashed(what, value)) in own
        }
        if fits & {Detail.PHONE, Detail.VRM}:
            said.add(Noticed.SELF)
        if Detail.POSTCODE in fits:
            said.add(Noticed.FAMILY if Detail.SURNAME in fits else Noticed.ADDRESS)
    graver = [one for one in (Noticed.SELF, Noticed.FAMILY, Noticed.ADDRESS) if one in said]
    return [noticed(graver[0], look)] if graver else []


def repeated(looks: Iterable[Look]) -> list[Finding]:
    """The same subject, for no entry, at least four times on three days in 28."""
    made = []
    for look in looks:
        if look.at_what == Looked.RECORD.value or look.linked:
            continue
        rows = Look.objects.filter(
            officer=look.officer_id,
            about=look.about,
            linked=False,
            at__gt=look.at - usual.WINDOW,
            at__lte=look.at,
        )
        moments = list(rows.values_list("at", flat=True))
        days = {timezone.localdate(at) for at in moments}
        if len(moments) >= usual.REPEATS and len(days) >= usual.REPEAT_DAYS:
            finding = noticed(Noticed.REPEATED, look, {"times": len(moments), "days": len(days)})
            month = timezone.localdate(look.at).strftime("%Y-%m")
            finding.key = f"{look.officer_id}:{bytes(look.about).hex()[:32]}:{month}"
            made.append(finding)
    return made


def off_duty(looks: Iterable[Look]) -> list[Finding]:
    """Questions outside the turns loaded, where any were loaded around that time."""
    asked = [look for look in looks if look.at_what != Looked.RECORD.value]
    turns: dict[int, list[Duty]] = defaultdict(list)
    for turn in Duty.objects.filter(officer__in={look.officer_id for look in asked}):
        turns[turn.officer_id].append(turn)
    made = []
    for look in asked:
        if _is_off(turns[look.officer_id], look.at):
            finding = noticed(Noticed.OFF_DUTY, look)
            finding.key = f"{look.officer_id}:{timezone.localdate(look.at).isoformat()}"
            made.append(finding)
    return made


def _is_off(turns: Sequence[Duty], at: datetime) -> bool:
    around = [one for one in turns if one.starts_at - _ROSTERED < at < one.ends_at + _ROSTERED]
    margin = usual.MARGIN
    return bool(around) and not any(
        one.starts_at - margin <= at <= one.ends_at + margin for one in around
    )


def noticed(what: Noticed, look: Look, numbers: Mapping[str, Any] | None = None) -> Finding:
    """Unsaved; one of its kind for a look."""
    return Finding(
        what=what.value,
        key=str(look.event),
        officer_id=look.officer_id,
        look=look,
        noticed_at=clock.now(),
        happened_at=look.at,
        numbers=dict(numbers or {}),
    )
