"""Clearing officers, and reading them in to handling groups.

What an officer's handset holds is told it anew each time, so that it shows no more than it now may.
"""

from datetime import date

from django.db import transaction

from field_api.feed import actions as feed
from field_api.feed.rules import Kind, Op
from field_api.identity.models import Force, Officer
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy.models import Clearance, HandlingGroup, Membership
from field_api.policy.rules import Marking


def clear(*, officer: Officer, marking: Marking, by: Officer) -> Clearance:
    """Let an officer read others' work up to this marking, and no higher, from now on.

    Raises Problem 403 unless `by` administers the officer's force and is somebody else.
    """
    _check(by, officer.force_id, officer)
    with feed.work():
        made, _ = Clearance.objects.update_or_create(
            officer=officer,
            defaults={"marking": marking.value, "given_by": by, "given_at": clock.now()},
        )
        _record(by, officer.actor, did="clear", marking=marking.value)
        _tell_again(officer)
    return made


@transaction.atomic
def found_group(*, force: Force, code: str, name: str, by: Officer) -> HandlingGroup:
    """Raises Problem 403 unless `by` administers the force, IntegrityError for a code in use."""
    _check(by, force.pk)
    made = HandlingGroup.objects.create(force=force, code=code, name=name)
    _record(by, f"group:{made.tag}", did="found-group")
    return made


def admit(
    *,
    officer: Officer,
    group: HandlingGroup,
    by: Officer,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Read an officer, of this force or another, in to a group; from today unless said.

    Raises Problem 403 unless `by` administers the group's force and is somebody else.
    """
    _check(by, group.force_id, officer)
    with feed.work():
        made = Membership.objects.create(
            group=group,
            officer=officer,
            starts_on=starts_on or today(),
            ends_on=ends_on,
            given_by=by,
            given_at=clock.now(),
        )
        _record(by, officer.actor, did="admit", group=group.tag)
        _tell_again(officer)
    return made


def let_go(*, officer: Officer, group: HandlingGroup, by: Officer) -> int:
    """End every membership of theirs in the group, at once; how many there were."""
    _check(by, group.force_id)
    with feed.work():
        running = Membership.objects.on(today()).filter(officer=officer, group=group)
        ended = running.update(ends_on=today())
        _record(by, officer.actor, did="let-go", group=group.tag)
        _tell_again(officer)
    return ended


def _tell_again(officer: Officer) -> None:
    """Have what the officer's feed names read anew at the next pull, by what they see now."""
    for _, kind, doc, _ in feed.held(officer.pk, Op.UPSERT):
        feed.tell(recipients=[officer.pk], kind=Kind(kind), doc=doc)


def _check(by: Officer, force: int, whom: Officer | None = None) -> None:
    if by.force_id != force or Role.FORCE_ADMIN not in by.roles():
        raise Problem(403, "not-allowed", "An administrator of the force does this")
    if whom == by:
        raise Problem(403, "own-rights", "Nobody changes their own rights")


def _record(by: Officer, subject: str, **details: str) -> None:
    ledger.record(act=Act.ACCESS, actor=by.actor, subject=subject, details=details)
