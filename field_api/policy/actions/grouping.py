"""Handling groups themselves: making, renaming and retiring one.

Each takes a step-up grant for `change-group` on `group:<tag>`, and an administrator of its force.
"""

from django.db import IntegrityError, transaction

from field_api.identity.actions import Leave
from field_api.identity.actions.postings import check_administers, spend
from field_api.identity.models import Force, Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy.models import HandlingGroup
from field_api.policy.rules.groups import CODE, LONGEST_CODE, LONGEST_NAME

GROUP = "change-group"


def object_of(force: Force, code: str) -> str:
    """What a grant for changing a group names."""
    return f"group:{force.code}:{code}"[:80]


@transaction.atomic
def found_group(*, force: Force, code: str, name: str, by: Officer, leave: Leave) -> HandlingGroup:
    """Raises Problem 403 unless `by` administers the force, 409 for a code that is or was in use,
    422 for a code or a name that can't be one.
    """
    check_administers(by, force.pk)
    if len(code) > LONGEST_CODE or not CODE.fullmatch(code):
        fault = Fault("/code", "not-possible", "Lower-case words and figures, joined by hyphens.")
        raise Problem(422, "group-invalid", "This can't be its code", errors=[fault])
    made = HandlingGroup(force=force, code=code, name=_named(name))
    spend(leave, by, GROUP, object_of(force, code))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Problem(409, "group-known", "There is or was a group by this code") from None
    _record(by, made, "found-group")
    return made


@transaction.atomic
def rename_group(*, group: int, name: str, by: Officer, leave: Leave) -> HandlingGroup:
    """What people call it. Its code stays: records name it by that.

    Raises Problem 404, 403, 422.
    """
    row = _locked(group, by)
    row.name = _named(name)
    spend(leave, by, GROUP, object_of(row.force, row.code))
    row.save(update_fields=["name"])
    _record(by, row, "rename-group")
    return row


@transaction.atomic
def retire_group(*, group: int, by: Officer, leave: Leave) -> HandlingGroup:
    """Take nobody and no record any more. Who is in it stays, until their days are over, and what
    was kept to it stays kept to it: letting all go is another act. Raises Problem 404, 403, 409.
    """
    row = _locked(group, by)
    if row.retired_at is not None:
        raise Problem(409, "group-retired", "This group is retired already")
    spend(leave, by, GROUP, object_of(row.force, row.code))
    row.retired_at, row.retired_by = clock.now(), by
    row.save(update_fields=["retired_at", "retired_by"])
    _record(by, row, "retire-group")
    return row


def _locked(group: int, by: Officer) -> HandlingGroup:
    rows = HandlingGroup.objects.filter(pk__in=HandlingGroup.objects.visible_to(by))
    rows = rows.select_related("force").select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=group).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    check_administers(by, row.force_id)
    return row


def _named(name: str) -> str:
    found = " ".join(name.split())
    if not 0 < len(found) <= LONGEST_NAME:
        fault = Fault("/name", "required", f"1 to {LONGEST_NAME} characters.")
        raise Problem(422, "group-invalid", "Give the group a name", errors=[fault])
    return found


def _record(by: Officer, row: HandlingGroup, did: str) -> None:
    """Without its name, which may itself tell."""
    ledger.record(act=Act.ACCESS, actor=by.actor, subject=f"group:{row.tag}", details={"did": did})
