"""Proposing, accepting and revoking agreements: two people of two sides, either ends it."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from field_api.identity import actions as identity
from field_api.identity.actions import Leave
from field_api.identity.actions.grants import Object
from field_api.identity.models import Force, Officer, Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import ERASING
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy.models import Agreement
from field_api.policy.rules import Direction, Marking, Purpose

LONGEST = timedelta(days=3 * 366)
"""Who still needs what they get is asked again every three years at most (DPA 2018 s.39)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is proposed. `other` is a force, or the name of a partner organisation. `ends_on` is
    the first day without.
    """

    other: Force | str
    direction: Direction
    kinds: tuple[str, ...]
    marking: Marking
    purpose: Purpose
    starts_on: date
    ends_on: date

    @property
    def whom(self) -> str:
        """The other side as records name it: `force:32`, `partner:partner-agency`."""
        if isinstance(self.other, str):
            return f"partner:{self.other}"
        return f"force:{self.other.code}"

    @property
    def named(self) -> Object:
        """What a grant for proposing these very terms names, and their hash."""
        said = replace(self, other=self.whom, kinds=tuple(sorted(set(self.kinds))))
        plain = json.dumps(asdict(said), sort_keys=True, separators=(",", ":"), default=str)
        return f"agreement-with:{self.whom}", sha256(plain.encode()).hexdigest()


@transaction.atomic
def propose(*, terms: Terms, by: Officer, leave: Leave | None) -> Agreement:
    """Offer an agreement in the name of the officer's force. Nothing is shared until it is
    accepted.

    Takes a step-up grant for `propose-agreement` on `terms.named`; as the two below, None is the
    operator at the command line. Raises Problem 403 unless `by` is an inspector or administrator
    there, and 422 naming each term that can't be.
    """
    _check_speaks(by)
    if faults := _faults(terms, by):
        raise Problem(422, "terms-invalid", "These terms can't be agreed", errors=faults)
    identity.spend(leave, by, "propose-agreement", terms.named)
    partner = terms.other if isinstance(terms.other, str) else ""
    made = Agreement.objects.create(
        force=by.force,
        with_force=None if isinstance(terms.other, str) else terms.other,
        partner=partner,
        direction=terms.direction.value,
        kinds=sorted(set(terms.kinds)),
        marking=terms.marking.value,
        purpose=terms.purpose.value,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    _record(by, made, "propose")
    return made


@transaction.atomic
def accept(*, agreement: UUID, by: Officer, leave: Leave | None, document: str = "") -> Agreement:
    """Say yes for the other side. For a partner a second person of the force does, and names the
    signed document.

    Takes a step-up grant for `accept-agreement` on `agreement:<id>`; its terms cannot have changed
    since they were read. Raises Problem 404 for what `by` may not see, 403 from the wrong side or
    the proposer, 409 when it is past accepting, 422 without a partner's document.
    """
    row = _locked(agreement, by)
    if row.accepted_at or row.revoked_at or row.ends_on <= today():
        raise Problem(409, "not-open", "This is no longer to be accepted")
    if by.force_id != (row.with_force_id or row.force_id):
        raise Problem(403, "other-side", "The other side accepts this")
    if by.pk == row.proposed_by_id:
        raise Problem(403, "second-person", "Somebody else accepts what you proposed")
    if row.partner and not document.strip():
        fault = Fault("/document", "required", "Say where the partner's signature is kept.")
        raise Problem(422, "document-missing", "A partner agrees in writing", errors=[fault])
    identity.spend(leave, by, "accept-agreement", (_object(row), ""))
    row.accepted_by, row.accepted_at = by, clock.now()
    row.document = document.strip()
    row.save(update_fields=["accepted_by", "accepted_at", "document"])
    _record(by, row, "accept")
    return row


@transaction.atomic
def revoke(*, agreement: UUID, by: Officer, leave: Leave | None, reason: str) -> Agreement:
    """End it now, or take back or turn down a proposal. Either side may; the next request counts.

    Takes a step-up grant for `revoke-agreement` on `agreement:<id>`: somebody there may wait for
    what stops. Raises Problem 404 for what `by` may not see, 409 when it is revoked already, 422
    without a reason.
    """
    row = _locked(agreement, by)
    if row.revoked_at:
        raise Problem(409, "revoked-already", "This was ended already")
    if not reason.strip():
        fault = Fault("/reason", "required", "Say why.")
        raise Problem(422, "reason-missing", "Ending it needs a reason", errors=[fault])
    identity.spend(leave, by, "revoke-agreement", (_object(row), ""))
    row.revoked_by, row.revoked_at, row.reason = by, clock.now(), reason.strip()[:300]
    row.save(update_fields=["revoked_by", "revoked_at", "reason"])
    _record(by, row, "revoke")
    return row


def _locked(agreement: UUID, by: Officer) -> Agreement:
    rows = Agreement.objects.visible_to(by).filter(pk=agreement)
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    _check_speaks(by)
    return row


def _check_speaks(by: Officer) -> None:
    """A posting in another force's unit gives no voice in either."""
    ranks = [role.value for role in ERASING]
    at_home = Posting.objects.current(by).filter(role__in=ranks, unit__force=by.force_id)
    if not at_home.exists():
        raise Problem(403, "not-allowed", "An inspector or administrator of the force does this")


def _faults(terms: Terms, by: Officer) -> list[Fault]:
    partner = isinstance(terms.other, str)
    said = {
        "/other": terms.other in ("", by.force),
        "/direction": partner and terms.direction is not Direction.GIVES,
        "/kinds": not terms.kinds,
        "/ends_on": not _in_order(terms),
    }
    texts = {
        "/other": "Name another force, or a partner organisation.",
        "/direction": "A partner has no records here: the force gives.",
        "/kinds": "Name at least one kind.",
        "/ends_on": "It ends after it starts and after today, and within three years.",
    }
    return [Fault(at, "not-possible", texts[at]) for at, wrong in said.items() if wrong]


def _in_order(terms: Terms) -> bool:
    lasts = terms.starts_on < terms.ends_on <= terms.starts_on + LONGEST
    return lasts and terms.ends_on > today()


def _object(row: Agreement) -> str:
    return f"agreement:{row.pk}"


def _record(by: Officer, row: Agreement, did: str) -> None:
    other = row.partner or (row.with_force.code if row.with_force else "")
    ledger.record(
        act=Act.ACCESS,
        actor=by.actor,
        subject=_object(row),
        purpose=row.purpose,
        recipient=f"{'partner' if row.partner else 'force'}:{other}",
        details={"did": did, "kinds": row.kinds, "marking": row.marking, "way": row.direction},
    )
