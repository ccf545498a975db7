"""A return of one month: which records are in it, what has no place in it, and its files.

In it are records of the officer's own force that stand released and that policy lets them take out
(`Action.EXPORT`). What they wrote themselves they never take out; the preview names it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from field_api.identity.models import Officer
from field_api.insights.actions.records import found, given, own, takeable
from field_api.insights.rules import FileForm, Given, Month, Record, Return, Table
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act

OWN_WORK = "You wrote this: somebody else has to draw it"
NOT_CLEARED = "Marked higher than you are cleared for"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One value that is left blank, or with no column a record that is left out, and why."""

    submission: UUID
    reference: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Tables as the files would have them, by name; what `refused` names is not in them."""

    tables: dict[str, Table]
    refused: list[Refusal]

    @property
    def count(self) -> int:
        return sum(len(table.rows) for table in self.tables.values())


@transaction.atomic
def preview(*, by: Officer, of: Return, month: Month) -> Preview:
    """What `draw` would give. A consultation (DPA 2018 s.62(1)(c))."""
    records, needed = found(takeable(by, of), of, month, by), given(by, month, of)
    cut = [
        Refusal(record.id, record.reference, at, NOT_CLEARED)
        for record, removed in records
        for at in removed
    ]
    mine = [
        Refusal(one.id, one.reference, "", OWN_WORK) for one, _ in found(own(by, of), of, month, by)
    ]
    read = [record for record, _ in records]
    refused = [*_refused(of, read, needed), *cut, *mine]
    ledger.record(
        act=Act.CONSULTATION,
        actor=by.actor,
        subject=f"return:{of.name}",
        purpose="return",
        details={
            "month": str(month),
            "records": sum(of.tells_of(record) for record in read),
            "refused": sorted({str(one.submission) for one in refused}),
        },
    )
    return Preview(of.tables(read, needed), refused)


@transaction.atomic
def draw(*, by: Officer, of: Return, month: Month, form: FileForm | None = None) -> Iterator[bytes]:
    """The file, piece by piece. That each record is in it is on record before the first of them: a
    disclosure (DPA 2018 s.62(1)(d)), to whoever takes the file away."""
    near = found(takeable(by, of), of, month, by)
    records = [record for record, _ in near if of.tells_of(record)]
    disclosed(by=by, of=of, month=month, records=records, to=by.actor)
    needed = given(by, month, of)
    return (form or of.forms[0]).write(of.tables(records, needed), records, needed)


def disclosed(*, by: Officer, of: Return, month: Month, records: list[Record], to: str) -> None:
    """One row for the return and one for each record in it."""
    subjects = [f"return:{of.name}", *(f"submission:{record.id}" for record in records)]
    ledger.record_many(
        [
            Event(
                act=Act.DISCLOSURE.value,
                actor=by.actor,
                subject=subject,
                purpose=f"return {of.name} {month}",
                recipient=to,
                details={"records": len(records)} if not place else {},
            )
            for place, subject in enumerate(subjects)
        ]
    )


def _refused(of: Return, records: list[Record], needed: Given) -> list[Refusal]:
    return [
        Refusal(record.id, record.reference, column, reason)
        for record in records
        for column, reason in dict.fromkeys(of.refused(record, needed))
    ]
