"""Assumptions of a force: one administrator proposes with a reason, another accepts or refuses."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from field_api.catalogue import actions as catalogue
from field_api.connectors.models import System
from field_api.identity import actions as identity
from field_api.identity.actions import Leave
from field_api.identity.actions.grants import Object
from field_api.identity.models import Force, Officer
from field_api.identity.models.officers import today
from field_api.insights.models import Assumption
from field_api.insights.rules.assumptions import Held, Key, Name, Standing, faults
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, ids
from field_api.lib.problems import Fault, Problem

PROPOSING, ACCEPTING = "propose-assumptions", "accept-assumptions"
LONGEST = 300
"""Letters of a source, a reason, an answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """One assumption as somebody typed it. Without `bounds`, (value, low, high), what the force
    said of it is taken back.
    """

    name: Name
    bounds: tuple[float, float, float] | None
    source: str
    standing: Standing
    kind: str = ""
    system: str = ""
    surveyed: int = 0
    surveyed_on: date | None = None

    @property
    def key(self) -> Key:
        return self.name.value, self.kind, self.system


@dataclass(frozen=True, slots=True)
class Proposal:
    """What holds together from a day, and why."""

    rows: tuple[Said, ...]
    valid_from: date
    reason: str

    def named(self, force: Force) -> Object:
        """What a grant for proposing these very terms names, and their hash."""
        said = [[*one.key, one.bounds, one.source, one.standing, one.surveyed] for one in self.rows]
        plain = json.dumps([said, self.valid_from, self.reason], default=str)
        return f"assumptions-of:{force.code}", sha256(plain.encode()).hexdigest()


def held(force: Force, day: date | None = None) -> Held:
    """What holds of a force on a day, as it was known by the end of that day; today where none is
    given. Figures of one span are all valued by one such set (decision 0061).
    """
    rows = Assumption.objects.filter(force=force).held(day or today())
    return Held.with_shipped(one for row in rows if (one := row.estimate()) is not None)


@transaction.atomic
def propose(*, proposal: Proposal, by: Officer, leave: Leave | None) -> UUID:
    """Ask a second administrator; the batch that waits for them. None is the operator at the
    command line. Takes a step-up grant for `propose-assumptions` on `proposal.named`.

    Raises Problem 403 unless `by` administers the force, 409 where one of them waits already, and
    422 naming what can't be.
    """
    _check_administers(by)
    check(proposal)
    identity.spend(leave, by, PROPOSING, proposal.named(by.force))
    Force.objects.select_for_update(no_key=True).get(pk=by.force_id)
    theirs = Assumption.objects.filter(force=by.force_id)
    batch, now = ids.new(), clock.now()
    newest = {(one.name, one.kind, one.system): one.version for one in theirs.order_by("version")}
    waiting = set(theirs.waiting().values_list("name", "kind", "system"))
    if any(one.key in waiting for one in proposal.rows):
        raise Problem(409, "already-proposed", "This waits for a second person already")
    Assumption.objects.bulk_create(
        _row(one, proposal, by, batch=batch, version=newest.get(one.key, 0) + 1, proposed_at=now)
        for one in proposal.rows
    )
    _record(by, batch, "propose", len(proposal.rows))
    return batch


def check(proposal: Proposal) -> None:
    """Raises Problem 422 assumptions-invalid, naming what can't be."""
    if found := _faults(proposal):
        raise Problem(422, "assumptions-invalid", "These can't be assumed", errors=found)


@transaction.atomic
def accept(*, batch: UUID, by: Officer, leave: Leave | None) -> None:
    """Be the second person: it holds from the day it names, and not before today. Takes a step-up
    grant for `accept-assumptions` on `assumptions:<batch>`; its terms cannot have changed.

    Raises Problem 404 for what is not of their force, 403 unless `by` administers it and did not
    propose it, 409 once it was decided.
    """
    rows = _waiting(batch, by)
    identity.spend(leave, by, ACCEPTING, (_object(batch), ""))
    _decide(rows, by, accepted=True)


@transaction.atomic
def refuse(*, batch: UUID, by: Officer, answer: str) -> None:
    """Be the second person, and leave things as they are. Raises Problem as `accept`, and 422
    without words.
    """
    rows = _waiting(batch, by)
    if not answer.strip():
        fault = Fault("/answer", "required", "Say why not.")
        raise Problem(422, "decision-incomplete", "The refusal needs a reason", errors=[fault])
    _decide(rows, by, accepted=False, answer=answer.strip()[:LONGEST])


def _row(
    said: Said, proposal: Proposal, by: Officer, *, batch: UUID, version: int, proposed_at: datetime
) -> Assumption:
    value, low, high = said.bounds or (None, None, None)
    return Assumption(
        force=by.force,
        batch=batch,
        name=said.name.value,
        kind=said.kind,
        system=said.system,
        version=version,
        value=value,
        low=low,
        high=high,
        source=said.source.strip()[:LONGEST],
        standing=said.standing.value,
        surveyed=said.surveyed,
        surveyed_on=said.surveyed_on,
        valid_from=proposal.valid_from,
        reason=proposal.reason.strip()[:LONGEST],
        proposed_by=by,
        proposed_at=proposed_at,
    )


def _faults(proposal: Proposal) -> list[Fault]:
    found = []
    if not proposal.rows:
        found.append(("/rows", "Say what is assumed."))
    if not proposal.reason.strip():
        found.append(("/reason", "Say why."))
    if proposal.valid_from < today():
        found.append(("/valid_from", "It holds from today or later: what was printed stays true."))
    if len({one.key for one in proposal.rows}) < len(proposal.rows):
        found.append(("/rows", "The same is said twice."))
    kinds = {form.kind for form in catalogue.current_forms()}
    systems = set(System.objects.values_list("code", flat=True))
    for at, one in enumerate(proposal.rows):
        found += [(f"/rows/{at}", text) for text in _wrong(one)]
        if one.kind not in kinds | {""}:
            found.append((f"/rows/{at}", f"{one.kind[:60]}: There is no such form."))
        if one.system not in systems | {""}:
            found.append((f"/rows/{at}", f"{one.system[:40]}: There is no such system."))
    return [Fault(at, "not-possible", text) for at, text in found]


def _wrong(one: Said) -> list[str]:
    named = f"{one.name.value} {one.kind} {one.system}".strip()
    found = faults(one.name, one.kind, one.system, one.bounds) if one.bounds else []
    if not one.source.strip():
        found.append("Say where it is from.")
    if one.standing is Standing.MEASURED and not (one.surveyed > 0 and one.surveyed_on):
        found.append("Say how many were asked, and when.")
    if one.surveyed_on and one.surveyed_on > today():
        found.append("Nobody was asked on a day to come.")
    return [f"{named}: {text}" for text in found]


def _waiting(batch: UUID, by: Officer) -> list[Assumption]:
    rows = list(
        Assumption.objects.visible_to(by)
        .filter(batch=batch)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if not rows:
        raise Problem(404, "not-found", "Not found")
    _check_administers(by)
    if rows[0].decided_at:
        raise Problem(409, "already-decided", "This was decided")
    if rows[0].proposed_by_id == by.pk:
        raise Problem(403, "own-proposal", "A second person decides what you proposed")
    return rows


def _decide(rows: Sequence[Assumption], by: Officer, *, accepted: bool, answer: str = "") -> None:
    Assumption.objects.filter(pk__in=[row.pk for row in rows]).update(
        decided_by=by, decided_at=clock.now(), accepted=accepted, answer=answer
    )
    _record(by, rows[0].batch, "accept" if accepted else "refuse", len(rows))


def _check_administers(by: Officer) -> None:
    if not by.may_administer:
        raise Problem(403, "not-allowed", "An administrator of the force does this")


def _object(batch: UUID) -> str:
    return f"assumptions:{batch}"


def _record(by: Officer, batch: UUID, did: str, count: int) -> None:
    details = {"did": did, "assumptions": count}
    ledger.record(act=Act.DECISION, actor=by.actor, subject=_object(batch), details=details)
