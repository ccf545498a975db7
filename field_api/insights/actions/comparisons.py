"""Bringing in what searches are held against: tables of residents, and published summaries.

Both come as files with a source that somebody answers for; a dry run reads and says, and keeps
nothing. Nothing of either is about a person.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from field_api.identity.models import Force, Officer, Unit
from field_api.insights.models import ResidentCount, Residents, Summary, SummaryCount
from field_api.insights.rules.published_files import NoSuchFile
from field_api.insights.rules.residents import ResidentsFile, read_residents
from field_api.insights.rules.summaries import SummaryFile, read_summary
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

LONGEST_SOURCE = 300


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table is from, in words that others can follow, and the day it speaks of."""

    words: str
    as_of: date


@transaction.atomic
def load_residents(
    *, data: bytes, source: Source, by: Officer, dry_run: bool = False
) -> tuple[ResidentsFile, int]:
    """The file as it was read, and the version it is (or with `dry_run` would be) from now on.

    Raises Problem 403 for who does not look after the force, 409 for the table that stands already,
    422 for a file that can't be read, a unit the force has not, or no source.
    """
    _check(by, source.words)
    try:
        file = read_residents(data)
    except NoSuchFile as fault:
        raise Problem(422, "no-table-of-residents", str(fault)) from None
    units = _units(by, set(file.counts) - {""})
    # Whoever loads at the same time waits here, and is the next version.
    Force.objects.select_for_update().get(pk=by.force_id)
    before = Residents.objects.filter(force=by.force_id).order_by("-version").first()
    if before and before.digest == file.digest and before.source == source.words.strip():
        raise Problem(409, "loaded-already", "This table stands already")
    version = before.version + 1 if before else 1
    if not dry_run:
        _keep(file, source, by, version, units)
    return file, version


def _keep(
    file: ResidentsFile, source: Source, by: Officer, version: int, units: dict[str, int]
) -> None:
    table = Residents.objects.create(
        force_id=by.force_id,
        version=version,
        source=source.words.strip(),
        as_of=source.as_of,
        digest=file.digest,
        loaded_by=by,
        loaded_at=clock.now(),
    )
    ResidentCount.objects.bulk_create(
        ResidentCount(table=table, unit_id=units.get(unit), group=group, count=count)
        for unit, groups in file.counts.items()
        for group, count in groups.items()
    )
    _record(by, f"residents:{table.pk}", {"version": version, "digest": file.digest})


@transaction.atomic
def load_summary(
    *, data: bytes, source: str, publisher: str, by: Officer, dry_run: bool = False
) -> SummaryFile:
    """The rows of `publisher`, the name under which the force is in the file.

    Raises Problem 403, 409 for a file that is here already, 422 for one that can't be read or whose
    percentages say that rows of it are lacking.
    """
    _check(by, source)
    try:
        file = read_summary(data, force=publisher)
    except NoSuchFile as fault:
        raise Problem(422, "no-summary", str(fault)) from None
    if file.uneven:
        said = f"Its percentages don't fit its counts, in {len(file.uneven)} groups of rows"
        raise Problem(422, "no-summary", said)
    if Summary.objects.filter(force=by.force_id, digest=file.digest).exists():
        raise Problem(409, "loaded-already", "This file was brought in before")
    if not dry_run:
        _keep_summary(file, source.strip(), by)
    return file


def _keep_summary(file: SummaryFile, source: str, by: Officer) -> None:
    summary = Summary.objects.create(
        force_id=by.force_id,
        source=source,
        digest=file.digest,
        loaded_by=by,
        loaded_at=clock.now(),
    )
    SummaryCount.objects.bulk_create(
        SummaryCount(
            summary=summary,
            year=row.year,
            area_code=row.area_code,
            area=row.area,
            ethnicity=row.ethnicity,
            metric=row.metric,
            category=row.category,
            count=row.count,
        )
        for row in file.rows
    )
    _record(by, f"summary:{summary.pk}", {"rows": len(file.rows), "digest": file.digest})


def newest_residents(force: int) -> Residents | None:
    """The table that a force's searches are held against."""
    newest = Residents.objects.filter(force=force).aggregate(at=Max("version"))["at"]
    return Residents.objects.filter(force=force, version=newest).first()


def _check(by: Officer, source: str) -> None:
    if not by.may_administer:
        raise Problem(403, "forbidden", "Only who looks after the force brings in such a table")
    if not source.strip() or len(source.strip()) > LONGEST_SOURCE:
        title = f"Say where it is from, in at most {LONGEST_SOURCE} characters"
        raise Problem(422, "no-source", title)


def _units(by: Officer, names: set[str]) -> dict[str, int]:
    """Ids by name. A name that two units have says of neither which is meant."""
    rows = list(Unit.objects.filter(force=by.force_id, name__in=names).values_list("name", "pk"))
    found = dict(rows)
    if len(rows) != len(names):
        title = "It names a unit that the force has not, or has twice"
        raise Problem(422, "no-such-unit", title)
    return found


def _record(by: Officer, subject: str, details: dict[str, object]) -> None:
    ledger.record(act=Act.COLLECTION, actor=by.actor, subject=subject, details=details)
