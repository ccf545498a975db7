"""What an administrator sets for the force and the people in its units.

Each takes a step-up grant of its own. Nobody does it for themselves. Giving a role is not among
them: it takes two people (`policy.actions.proposals`).
"""

from datetime import date

from django.db import transaction

from field_api.identity.actions.grants import Leave, use_grant
from field_api.identity.models import Force, Officer, Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import login_of
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib.problems import Fault, Problem

RIGHTS = "change-rights"
"""What a grant for changing an officer's rights is for; it names them as the ledger does."""

FORCE = "change-force"


def numbered(number: str, by: Officer) -> Officer | None:
    """An officer by their number: of the same force by the collar number alone, of any by the whole
    of it, `32-1001`. Only for what an administrator does to somebody of whom they have that.
    """
    typed = number.strip().upper()[:20]
    login = typed if "-" in typed else login_of(by.force.code, typed)
    return Officer.objects.filter(login=login).first() if by.may_administer else None


def check_administers(by: Officer, force: int, whom: Officer | None = None) -> None:
    """Raises Problem 403 not-allowed, own-rights."""
    if by.force_id != force or not by.may_administer:
        raise Problem(403, "not-allowed", "An administrator of the force does this")
    if whom == by:
        raise Problem(403, "own-rights", "Nobody changes their own rights")


def spend(leave: Leave, by: Officer, action: str, object: str) -> None:
    """In the transaction of the change. Raises Problem 403 step-up-needed."""
    use_grant(officer=by, holder=leave.holder, secret=leave.secret, action=action, object=object)


@transaction.atomic
def end_posting(*, posting: int, ends_on: date, by: Officer, leave: Leave) -> Posting:
    """Have a role end earlier than it would. `ends_on` is the first day without it; what has not
    begun by then never counts. An officer of another force may lose a role in a unit of this one.

    Takes a grant for `change-rights` on `officer:<login>`. Raises Problem 404 for a posting outside
    the force, 403, 409 posting-over, 422 for a day that has gone by or would lengthen it.
    """
    row = _locked(posting, by)
    check_administers(by, row.unit.force_id, row.officer)
    if row.ends_on is not None and row.ends_on <= today():
        raise Problem(409, "posting-over", "This role has ended already")
    if ends_on < today() or (row.ends_on is not None and ends_on > row.ends_on):
        detail = "Today or later, and no later than it ends now: for longer, propose it anew."
        fault = Fault("/ends_on", "not-possible", detail)
        raise Problem(422, "posting-invalid", "It can't end then", errors=[fault])
    spend(leave, by, RIGHTS, row.officer.actor)
    row.ends_on = max(ends_on, row.starts_on)
    row.save(update_fields=["ends_on"])
    details = {"role": row.role, "unit": row.unit_id, "posting": row.pk}
    ended = {**details, "ends_on": row.ends_on.isoformat()}
    _record(by, row.officer.actor, "end-posting", ended)
    return row


@transaction.atomic
def want_second_person(*, force: Force, wanted: bool, by: Officer, leave: Leave) -> Force:
    """Whether a handset that is enrolled from now on waits for a second person. Who waits goes on
    waiting and who was let in stays in. Saying so again changes nothing.

    Takes a grant for `change-force` on `force:<code>`. Raises Problem 403.
    """
    check_administers(by, force.pk)
    spend(leave, by, FORCE, object_of(force))
    changed = Force.objects.filter(pk=force.pk).exclude(second_person_enrols=wanted)
    if changed.update(second_person_enrols=wanted):
        _record(by, object_of(force), "second-person-enrols", {"wanted": wanted})
    force.refresh_from_db()
    return force


def object_of(force: Force) -> str:
    """What a grant for changing a force names."""
    return f"force:{force.code}"


def _locked(posting: int, by: Officer) -> Posting:
    rows = Posting.objects.visible_to(by).filter(pk=posting).select_related("officer", "unit")
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row


def _record(by: Officer, subject: str, did: str, details: dict[str, object]) -> None:
    ledger.record(act=Act.ACCESS, actor=by.actor, subject=subject, details={"did": did, **details})
