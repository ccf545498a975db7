"""Clearing officers, and reading them in to handling groups.

What an officer's handset holds is told it anew each time, so that it shows no more than it now may.
"""

from datetime import date

from django.db.models import F

from field_api.feed import actions as feed
from field_api.feed.rules import Kind, Op
from field_api.identity.actions import Leave
from field_api.identity.actions.postings import RIGHTS, check_administers, spend
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy.models import Clearance, HandlingGroup, Membership
from field_api.policy.rules import Marking


def clear(*, officer: Officer, marking: Marking, by: Officer, leave: Leave) -> Clearance:
    """Let an officer read others' work up to this marking, and no higher, from now on.

    Takes a step-up grant for `change-rights` on `officer:<login>`. Raises Problem 403 unless `by`
    administers the officer's force and is somebody else.
    """
    check_administers(by, officer.force_id, officer)
    with feed.work():
        spend(leave, by, RIGHTS, officer.actor)
        made, _ = Clearance.objects.update_or_create(
            officer=officer,
            defaults={"marking": marking.value, "given_by": by, "given_at": clock.now()},
        )
        _record(by, officer, did="clear", marking=marking.value)
        _tell_again(officer)
    return made


def admit(
    *,
    officer: Officer,
    group: HandlingGroup,
    by: Officer,
    leave: Leave,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Read an officer, of this force or another, in to a group; from today unless said. `ends_on`
    is the first day without.

    Takes a step-up grant for `change-rights` on `officer:<login>`. Raises Problem 403 unless `by`
    administers the group's force and is somebody else, 409 group-retired, already-in, 422 for days
    that don't follow.
    """
    check_administers(by, group.force_id, officer)
    starts = starts_on or today()
    if ends_on is not None and ends_on <= max(starts, today()):
        fault = Fault("/ends_on", "not-possible", "It ends after today and after it starts.")
        raise Problem(422, "membership-invalid", "These days don't follow", errors=[fault])
    with feed.work():
        # Whoever retires it, or reads the same officer in, comes before us or after.
        locked = HandlingGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
        if locked.retired_at is not None:
            raise Problem(409, "group-retired", "This group is retired: it takes nobody any more")
        if Membership.objects.not_over(today()).filter(officer=officer, group=group).exists():
            raise Problem(409, "already-in", "They are in this group, or will be")
        spend(leave, by, RIGHTS, officer.actor)
        made = Membership.objects.create(
            group=group,
            officer=officer,
            starts_on=starts,
            ends_on=ends_on,
            given_by=by,
            given_at=clock.now(),
        )
        _record(by, officer, did="admit", group=group.tag)
        _tell_again(officer)
    return made


def let_go(*, officer: Officer, group: HandlingGroup, by: Officer, leave: Leave) -> int:
    """End every membership of theirs in the group, at once, and those that were to come; how many
    there were.

    Takes a step-up grant for `change-rights` on `officer:<login>`. Raises Problem 403.
    """
    check_administers(by, group.force_id)
    with feed.work():
        spend(leave, by, RIGHTS, officer.actor)
        held = Membership.objects.not_over(today()).filter(officer=officer, group=group)
        ended = held.filter(starts_on__lte=today()).update(ends_on=today())
        ended += held.filter(starts_on__gt=today()).update(ends_on=F("starts_on"))
        _record(by, officer, did="let-go", group=group.tag)
        _tell_again(officer)
    return ended


def _tell_again(officer: Officer) -> None:
    """Have what the officer's feed names read anew at the next pull, by what they see now."""
    for _, kind, doc, _ in feed.held(officer.pk, Op.UPSERT):
        feed.tell(recipients=[officer.pk], kind=Kind(kind), doc=doc)


def _record(by: Officer, whom: Officer, **details: str) -> None:
    ledger.record(act=Act.ACCESS, actor=by.actor, subject=whom.actor, details=details)
