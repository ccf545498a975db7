"""Files of units and officers, as tests try them and bring them in."""

from typing import Any

from field_api.identity.models import Officer
from field_api.policy.actions import importing, proposals
from field_api.policy.models import Import, Proposal
from field_api.policy.rules.sheets import COLUMNS, What
from tests import make
from tests.policy.duties import WHY, leave
from tests.policy.sharing import day

UNITS, OFFICERS = (",".join(COLUMNS[what]) for what in What)


def tried(what: What, text: str, by: Officer) -> Import:
    row, _, wrong = importing.try_file(what=what, data=text.encode(), by=by)
    assert row is not None, wrong
    return row


def bring(row: Import, by: Officer, action: str = importing.BRING, **other: Any) -> Any:
    given = leave(by, action, importing.object_of(row), row.digest)
    how = {"found": row.pk, "digest": row.digest, "text": WHY, "by": by, "leave": given}
    return importing.bring_in(**how | other)


def approve(row: Proposal, by: Officer) -> Proposal:
    given = leave(by, "approve", f"proposal:{row.pk}")
    return proposals.approve(proposal=row.pk, by=by, leave=given)


def line(number: str, surname: str = "New", role: str = ",,,") -> str:
    return f"{number},PC,Sam,{surname},,{role}"


def night(role: str = "officer", starts: int = 0, ends: str = "") -> str:
    make.unit("Night")
    return f"Night,{role},{day(starts)},{ends}"
