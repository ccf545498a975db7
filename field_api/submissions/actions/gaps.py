"""Every number of a series accounted for, so that no gap in it goes unexplained."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from field_api.identity.models import Device, Force, Officer
from field_api.lib import clock
from field_api.submissions import numbers
from field_api.submissions.models import Block, Reserved, Submission
from field_api.submissions.numbers import Run, Standing


@dataclass(frozen=True, slots=True)
class Account:
    """A stretch of a series. `drawn` is the last number the sequence has given to anybody."""

    prefix: str
    first: int
    last: int
    drawn: int
    runs: list[Run]
    blocks: dict[str, Block]


def account(*, prefix: str, first: int, last: int) -> Account:
    """What became of each number from `first` to `last`, of which there may be 1,000.

    A number drawn and found nowhere was never told to anybody: whoever draws one commits the row
    that bears it before answering. A transaction under way at this moment looks like that too.
    """
    if not 0 < first <= last < first + numbers.MOST_LISTED:
        raise ValueError(f"a stretch is of 1 to {numbers.MOST_LISTED} numbers")
    drawn = _last_drawn()
    every = range(first, last + 1)
    blocks: dict[str, Block] = {}
    found = dict.fromkeys(every, (Standing.NEVER, None)) | {
        number: (Standing.AHEAD, None) for number in every if number > drawn
    }
    standings: dict[int, tuple[Standing, str | None]] = {**found}
    unfound = [number for number in every if number <= drawn]
    standings |= {number: (Standing.ELSEWHERE, None) for number in _elsewhere(prefix, unfound)}
    standings |= {number: (Standing.USED, None) for number in _used(prefix, unfound)}
    for row in Reserved.objects.filter(number__in=unfound).select_related("block__device"):
        if row.block.prefix == prefix:
            blocks[str(row.block_id)] = row.block
            standings[row.number] = (_of(row), str(row.block_id))
        else:
            standings[row.number] = (Standing.ELSEWHERE, None)
    return Account(prefix, first, last, drawn, numbers.runs(standings), blocks)


def shown(found: Account, officer: Officer) -> dict[str, Any]:
    """The account as a document. Whose handset it was is said to those who cover its officer."""
    holders = Device.objects.visible_to(officer).select_related("officer")
    known = holders.in_bulk({block.device_id for block in found.blocks.values()})
    counts: dict[str, int] = {}
    for run in found.runs:
        counts[run.standing.value] = counts.get(run.standing.value, 0) + run.last - run.first + 1
    return {
        "prefix": found.prefix,
        "first": found.first,
        "last": found.last,
        "drawn": found.drawn,
        "counts": counts,
        "runs": [_run(run, found, known) for run in found.runs],
    }


def _run(run: Run, found: Account, known: dict[UUID, Device]) -> dict[str, Any]:
    block = found.blocks.get(run.block or "")
    device = known.get(block.device_id) if block else None
    return {
        "first": numbers.written(found.prefix, run.first),
        "last": numbers.written(found.prefix, run.last),
        "count": run.last - run.first + 1,
        "standing": run.standing.value,
        "said": numbers.SAID[run.standing],
        "issued_at": clock.iso(block.issued_at) if block else None,
        "device": device.name if device else None,
        "officer": device.officer.display_name if device else None,
    }


def _of(row: Reserved) -> Standing:
    if row.submission is not None:
        return Standing.USED
    if row.returned_at is not None:
        return Standing.RETURNED
    if row.block.device.revoked_at is not None:
        return Standing.LOST
    live = clock.now() < numbers.hand_out_until(row.block.issued_at)
    return Standing.LIVE if live else Standing.EXPIRED


def _last_drawn() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM submission_number"
        )
        return int(cursor.fetchone()[0])


def _used(prefix: str, among: Iterable[int]) -> set[int]:
    texts = [numbers.written(prefix, number) for number in among]
    rows = Submission.objects.filter(reference__in=texts).values_list("reference", flat=True)
    return {found[1] for text in rows if (found := numbers.read(text))}


def _elsewhere(prefix: str, among: Iterable[int]) -> set[int]:
    """Numbers of the other forces, and of the years beside this one; looked up by whole reference,
    for that is what is indexed."""
    code, year = prefix.split("/")[:2]
    years = {f"{(int(year) + step) % 100:02d}" for step in (-1, 0, 1)}
    codes = {code, *Force.objects.values_list("code", flat=True)}
    series = {f"{one}/{when}/" for one in codes for when in years} - {prefix}
    candidates = list(among)
    return {number for one in sorted(series) for number in _used(one, candidates)}
