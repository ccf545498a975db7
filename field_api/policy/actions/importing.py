"""Bringing in a file of units or officers: tried first, and then that and nothing else is done."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from field_api.identity.actions import Leave, units, use_grant
from field_api.identity.actions.postings import check_administers
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy.actions import import_carrying, import_reading, proposals
from field_api.policy.models import Import, Proposal
from field_api.policy.rules import sheets
from field_api.policy.rules.officer_sheets import OfficerPlan
from field_api.policy.rules.sheets import COLUMNS, Row, Sheet, What, Wrong
from field_api.policy.rules.two_persons import STANDS, Kind
from field_api.policy.rules.unit_sheets import UnitPlan

BRING = "bring-in"
"""What a grant for bringing a file in is for, on `import:<id>` with its digest."""

Plan = UnitPlan | OfficerPlan
_KEPT, _REMEMBERED = STANDS + timedelta(days=1), timedelta(days=365)


def try_file(
    *, what: What, data: bytes, by: Officer
) -> tuple[Import | None, Plan | None, Sequence[Wrong]]:
    """What a file would change, or all that is wrong with it: then nothing of it is kept.

    Raises Problem 403, 422 sheet-unreadable.
    """
    check_administers(by, by.force_id)
    forget()
    if len(data) > sheets.LARGEST:
        raise _unreadable("It is larger than four megabytes.")
    try:
        text, _ = sheets.decoded(data)
    except ValueError as why:
        raise _unreadable(str(why)) from None
    sheet = sheets.read(text, COLUMNS[what])
    row = Import(force=by.force, what=what.value, text=text, tried_by=by)
    plan = _planned(row, sheet.rows)
    if wrong := sorted({*sheet.wrong, *_of_lines(plan, sheet)}):
        return None, None, wrong
    row.digest, row.counts = digest_of(row, plan), dict(counted(plan))
    row.save(force_insert=True)
    return row, plan, []


def plan_of(row: Import) -> Plan:
    """What bringing it in now would change."""
    return _planned(row, sheets.read(row.text, COLUMNS[What(row.what)]).rows)


def _planned(row: Import, rows: Sequence[Row]) -> Plan:
    since = timezone.localdate(row.tried_at)
    if row.what == What.UNITS:
        return import_reading.units(rows, row.force)
    return import_reading.officers(rows, row.force, row.tried_by, since=since, today=today())


def _of_lines(plan: Plan, sheet: Sheet) -> Sequence[Wrong]:
    """What is wrong with lines that could be read. Where others could not, one of those may be the
    unit that a line stands under.
    """
    return [one for one in plan.wrong if not (sheet.wrong and one.column == "under")]


def digest_of(row: Import, plan: Plan) -> str:
    """Names the file, and each change that it makes of what stands now."""
    said = [row.what, row.force_id, row.text, _written(plan)]
    return sha256(json.dumps(said, default=str, separators=(",", ":")).encode()).hexdigest()


def _written(plan: Plan) -> list[str]:
    if isinstance(plan, UnitPlan):
        return [repr(plan.steps)]
    return [repr(plan.new), repr(plan.changed), repr(plan.given), repr(plan.ended)]


def counted(plan: Plan) -> Mapping[str, int]:
    """How much changes: new, changed, ended, unchanged."""
    if isinstance(plan, OfficerPlan):
        return {
            "officers_new": len(plan.new),
            "officers_changed": len(plan.changed),
            "roles_given": len(plan.given),
            "roles_ended": len(plan.ended),
            "unchanged": plan.unchanged,
        }
    did = [step.did.value for step in plan.steps]
    return {**{one: did.count(one) for one in dict.fromkeys(did)}, "unchanged": plan.unchanged}


def bring_in(*, found: UUID, digest: str, text: str, by: Officer, leave: Leave) -> Proposal | None:
    """Do what was shown of it under `digest`; or, where it gives roles or moves units, propose it
    to a second person, with why (`text`), and give the proposal.

    Takes a step-up grant for `bring-in`, or `propose`, on `import:<id>` with the digest. Raises
    Problem 404 for another's, 403, 409 overtaken, nothing-changes, already-proposed, 422.
    """
    check_administers(by, by.force_id)
    with transaction.atomic():
        row, plan = _as_shown(found, digest, by)
        if plan.takes_two:
            return _proposed(row, plan, text, by, leave)
        use_grant(
            officer=by,
            holder=leave.holder,
            secret=leave.secret,
            action=BRING,
            object=object_of(row),
            hash=row.digest,
        )
        _carry(row, plan, by, None)
    return None


def object_of(row: Import) -> str:
    """What a grant for it names."""
    return f"import:{row.pk}"


def _as_shown(found: UUID, digest: str, by: Officer) -> tuple[Import, Plan]:
    units.held_still(by.force_id)
    rows = Import.objects.select_for_update(no_key=True, of=("self",)).exclude(text="")
    row = rows.filter(pk=found, tried_by=by).select_related("force", "tried_by__force").first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    plan = plan_of(row)
    if digest != row.digest or plan.wrong or digest_of(row, plan) != digest:
        raise overtaken()
    if not sum(n for name, n in counted(plan).items() if name != "unchanged"):
        raise Problem(409, "nothing-changes", "It stands like that already")
    return row, plan


def _proposed(row: Import, plan: Plan, text: str, by: Officer, leave: Leave) -> Proposal:
    counts = counted(plan)
    if isinstance(plan, OfficerPlan):
        saying = f"Bring in a file of officers that gives {counts['roles_given']} roles"
    else:
        saying = f"Bring in a file of units that moves {counts['moved']}"
    return proposals.propose_for_all(
        kind=Kind.IMPORT,
        subject=object_of(row),
        saying=saying,
        details={"import": str(row.pk), "digest": row.digest, "counts": counts},
        text=text,
        by=by,
        leave=leave,
        hash=row.digest,
    )


def carry_proposed(proposal: Proposal, second: Officer) -> None:
    """What approving does. Raises Problem 403 own-role, 409 where it would not change any more what
    was shown.
    """
    said = proposal.details
    row, plan = _as_shown(UUID(said["import"]), said["digest"], proposal.proposed_by)
    _carry(row, plan, proposal.proposed_by, second)


def page_of(proposal: Proposal) -> str:
    return reverse("desk-import", args=[proposal.details["import"]])


def waiting(row: Import) -> Proposal | None:
    """Its proposal, while a second person may decide it."""
    return Proposal.objects.open().filter(kind=Kind.IMPORT.value, subject=object_of(row)).first()


def _carry(row: Import, plan: Plan, by: Officer, second: Officer | None) -> None:
    try:
        with transaction.atomic():
            if isinstance(plan, UnitPlan):
                import_carrying.units(plan, by, second)
            else:
                import_carrying.officers(plan, by, second)
    except IntegrityError:  # somebody gave one of these roles at this very moment
        raise overtaken() from None
    row.done_at, row.text, row.counts = clock.now(), "", dict(counted(plan))
    row.save(update_fields=["done_at", "text", "counts"])
    import_carrying.record(by, object_of(row), "import", {"what": row.what, **row.counts}, second)


def forget() -> int:
    """What was tried and never brought in, once no proposal about it can stand any more; how many
    there were. And what was brought in over a year ago.
    """
    Import.objects.filter(tried_at__lte=clock.now() - _REMEMBERED).delete()
    gone: tuple[int, dict[str, Any]] = Import.objects.idle(_KEPT).delete()
    return gone[0]


def overtaken() -> Problem:
    detail = "The file, or what it meets here, is not as it was when it was shown. Try it again."
    return Problem(409, "overtaken", "This has changed", detail)


def _unreadable(why: str) -> Problem:
    return Problem(422, "sheet-unreadable", "Nothing was brought in", why)
