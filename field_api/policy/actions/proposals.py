"""Acts that take two people: one proposes, another decides, and then it is done."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from field_api.identity import actions as identity
from field_api.identity.actions import Leave
from field_api.identity.models import Device, Force, Officer, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy.actions import carrying
from field_api.policy.models import Proposal
from field_api.policy.rules import Thing
from field_api.policy.rules.two_persons import (
    LONGEST_SAYING,
    LONGEST_TEXT,
    OF_NOBODY,
    STANDS,
    Kind,
    State,
)

_DAY = timedelta(days=1)


def propose_posting(
    *,
    officer: Officer,
    unit: Unit,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
    text: str,
    by: Officer,
    leave: Leave,
) -> Proposal:
    """Ask a second person to give a role in a unit. `ends_on` is the first day without it.

    Inspectors may for units they cover, administrators in their force, and nobody a role above
    their own. Takes a step-up grant for `propose` on `officer:<login>`. Raises Problem 403, 409
    already-proposed, unit-closed, 422 for dates that don't follow or a text that is missing.
    """
    details: dict[str, Any] = {
        "officer": officer.pk,
        "login": officer.login,
        "unit": unit.pk,
        "unit_name": unit.name,
        "role": role.value,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on and ends_on.isoformat(),
    }
    if starts_on < today() - _DAY or (ends_on is not None and ends_on <= starts_on):
        fault = Fault("/ends_on", "not-possible", "It starts today or later, and ends after that.")
        raise Problem(422, "decision-incomplete", "Not a posting", errors=[fault])
    if unit.closed_on is not None:
        raise Problem(409, "unit-closed", "This unit is closed: nobody gets a role in it")
    subject = f"{officer.actor}:{role.value}:{unit.pk}"
    asked = _asked(Kind.POSTING, unit.force, officer, subject, details, text)
    return _propose(asked, by, leave, officer.actor)


def propose_unrevoking(*, device: Device, text: str, by: Officer, leave: Leave) -> Proposal:
    """Ask a second person to trust a revoked handset again. Neither may be its officer.

    Takes a step-up grant for `propose` on `device:<id>`. Raises Problem 403, 409 not-revoked or
    already-proposed, 422.
    """
    if device.revoked_at is None:
        raise Problem(409, "not-revoked", "This handset is not revoked")
    details = {"device": str(device.pk), "login": device.officer.login, "name": device.name}
    subject = f"device:{device.pk}"
    its = device.officer
    asked = _asked(Kind.UNREVOKE, its.force, its, subject, details, text)
    return _propose(asked, by, leave, subject)


def propose_disclosure(
    *, thing: Thing, reference: str, hash: str, recipient: str, text: str, by: Officer, leave: Leave
) -> Proposal:
    """Ask a second person to hand a record, as `hash` has it, to somebody outside the region.

    Policy says who may (`Action.DISCLOSE`); its author is neither. Takes a step-up grant for
    `propose` on `submission:<id>` with that hash. Raises Problem 404 where the record is not theirs
    to disclose, 409 already-proposed, 422 without recipient and words.
    """
    if not 0 < len(recipient.strip()) <= 200:
        fault = Fault("/recipient", "required", "Say to whom.")
        raise Problem(422, "decision-incomplete", "The proposal is not whole", errors=[fault])
    details = {
        "thing": carrying.written(thing),
        "reference": reference,
        "hash": hash,
        "recipient": recipient.strip(),
    }
    author = Officer.objects.get(pk=thing.author)
    subject = f"submission:{thing.id}"
    force = Force.objects.get(pk=thing.force)
    asked = _asked(Kind.DISCLOSURE, force, author, subject, details, text)
    return _propose(asked, by, leave, subject, hash)


def propose_for_all(
    *,
    kind: Kind,
    subject: str,
    saying: str,
    details: Mapping[str, Any],
    text: str,
    by: Officer,
    leave: Leave,
    hash: str = "",
) -> Proposal:
    """Ask a second administrator for a change of what all forces of this installation share, or of
    what the administrator's own force is made of.

    `subject` names it in the ledger, such as `form:note/2`; `saying` says it in a line, such as
    "Publish Note, version 2"; `hash` is of what was seen. What is long is kept where it belongs,
    and `details` name its digest. Takes a step-up grant for `propose` on `subject` with `hash`.
    Raises Problem 403 above-your-role, 409 already-proposed, 422 without words.
    """
    if kind.value not in OF_NOBODY:
        raise ValueError(f"{kind} concerns an officer")
    said = {**details, "saying": saying[:LONGEST_SAYING]}
    return _propose(_asked(kind, by.force, None, subject, said, text), by, leave, subject, hash)


@transaction.atomic
def approve(*, proposal: UUID, by: Officer, leave: Leave) -> Proposal:
    """Be the second person: it is done at once. Takes a step-up grant for `approve` on
    `proposal:<id>`; what was proposed cannot have changed since it was read.

    Raises Problem as `refuse` does, 403 step-up-needed, and 409 where it can't be done any more.
    """
    row = _waiting(proposal, by)
    _spend(leave, by, "approve", f"proposal:{row.pk}")
    _decide(row, by, State.DONE)
    carrying.CARRIED[Kind(row.kind)].carry(row, by)
    return row


@transaction.atomic
def refuse(*, proposal: UUID, by: Officer, text: str) -> Proposal:
    """Be the second person, and leave things as they are.

    Raises Problem 404 where it is not theirs to see, 403 for their own proposal or what concerns
    them or is above their role, 409 when it was decided or lapsed, 422 without words.
    """
    row = _waiting(proposal, by)
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        fault = Fault("/text", "required", "Say why not.")
        raise Problem(422, "decision-incomplete", "The refusal needs a reason", errors=[fault])
    _decide(row, by, State.REFUSED, text.strip())
    return row


def lapse(*, subject: str) -> int:
    """What waits about a record ends undecided, for it is not any more what was proposed of it; how
    many there were. Belongs in the transaction that changes the record.
    """
    waiting = Proposal.objects.filter(subject=subject, state=State.PROPOSED.value)
    return waiting.update(state=State.LAPSED.value)


def may_decide(row: Proposal, by: Officer) -> bool:
    """Whether they may be one of the two about this, either way."""
    return by.pk != row.concerned_id and by.is_active and carrying.reached(row, by)


def page_of(row: Proposal) -> str:
    """The address of what it names, to be read before deciding; empty where the proposal says it
    all.
    """
    carried = carrying.CARRIED.get(Kind(row.kind))
    return carried.page(row) if carried and carried.page else ""


def _asked(
    kind: Kind,
    force: Force,
    concerned: Officer | None,
    subject: str,
    details: dict[str, Any],
    text: str,
) -> Proposal:
    now = clock.now()
    return Proposal(
        kind=kind.value,
        force=force,
        concerned=concerned,
        subject=subject,
        details=details,
        text=text.strip(),
        proposed_at=now,
        expires_at=now + STANDS,
    )


@transaction.atomic
def _propose(row: Proposal, by: Officer, leave: Leave, object: str, hash: str = "") -> Proposal:
    row.proposed_by = by
    if by.pk == row.concerned_id:
        raise Problem(403, "own-rights", "Nobody proposes what concerns themselves")
    if not may_decide(row, by):
        raise _not_theirs(Kind(row.kind))
    if not 0 < len(row.text) <= LONGEST_TEXT:
        fault = Fault("/text", "required", "Say why.")
        raise Problem(422, "decision-incomplete", "The proposal needs a reason", errors=[fault])
    same = Proposal.objects.filter(kind=row.kind, subject=row.subject, state=State.PROPOSED.value)
    same.filter(expires_at__lte=clock.now()).update(state=State.LAPSED.value)
    _spend(leave, by, "propose", object, hash)
    # The one that is there wins, also over a twin of the same moment.
    Proposal.objects.bulk_create([row], ignore_conflicts=True)
    if not Proposal.objects.filter(pk=row.pk).exists():
        raise Problem(409, "already-proposed", "This waits for a second person already")
    _record(by, row, f"propose {row.kind}")
    return row


def _waiting(proposal: UUID, by: Officer) -> Proposal:
    rows = Proposal.objects.visible_to(by).filter(pk=proposal)
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if row.proposed_by_id == by.pk:
        raise Problem(403, "own-proposal", "A second person decides what you proposed")
    if row.concerned_id == by.pk:
        raise Problem(403, "own-rights", "Nobody decides what concerns themselves")
    if row.state != State.PROPOSED.value:
        raise Problem(409, "already-decided", "This was decided")
    if row.expires_at <= clock.now():
        raise Problem(409, "proposal-lapsed", "This lapsed", "Two weeks went by: propose it anew.")
    if not may_decide(row, by):
        raise _not_theirs(Kind(row.kind))
    return row


def _not_theirs(kind: Kind) -> Problem:
    if kind is Kind.DISCLOSURE:  # that the record exists is not theirs to know
        return Problem(404, "not-found", "Not found")
    return Problem(403, "above-your-role", "Your posting doesn't reach this")


def _decide(row: Proposal, by: Officer, state: State, answer: str = "") -> None:
    row.state, row.answer = state.value, answer
    row.decided_by, row.decided_at = by, clock.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    verb = "approve" if state is State.DONE else "refuse"
    _record(by, row, f"{verb} {row.kind}")


def _record(by: Officer, row: Proposal, verb: str) -> None:
    details = {"verb": verb, "proposal": str(row.pk)}
    if row.concerned is not None:
        details["concerned"] = row.concerned.login
    ledger.record(act=Act.DECISION, actor=by.actor, subject=row.subject, details=details)


def _spend(leave: Leave, by: Officer, action: str, object: str, hash: str = "") -> None:
    identity.use_grant(
        officer=by,
        holder=leave.holder,
        secret=leave.secret,
        action=action,
        object=object,
        hash=hash,
    )


def listed(by: Officer, most: int) -> list[Proposal]:
    """What the officer may see of them: what waits first, the newest of each."""
    rows = Proposal.objects.visible_to(by).select_related("concerned", "proposed_by", "decided_by")
    newest = list(rows.order_by("-proposed_at")[:most])
    return sorted(newest, key=lambda row: state(row) is not State.PROPOSED)


def state(row: Proposal) -> State:
    """As of now: a proposal lapses without anybody writing it down."""
    stated = State(row.state)
    over = stated is State.PROPOSED and row.expires_at <= clock.now()
    return State.LAPSED if over else stated


def waits_for(row: Proposal, by: Officer) -> bool:
    """Whether this officer could decide it now."""
    return state(row) is State.PROPOSED and row.proposed_by_id != by.pk and may_decide(row, by)
