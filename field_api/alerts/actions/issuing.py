"""Issuing an alert by hand: who may, to whom, and when that takes a code."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from field_api.alerts.actions.raising import DESK, Cause, Saying, raise_
from field_api.alerts.actions.reaching import Reach, Whom, reach
from field_api.alerts.actions.recalling import end
from field_api.alerts.actions.telling import tell_the_rest
from field_api.alerts.models import Alert
from field_api.alerts.rules import Priority
from field_api.alerts.rules.saying import BEYOND, RAISING
from field_api.feed import actions as feed
from field_api.identity import actions as identity
from field_api.identity.actions import Leave
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy import actions as policy

ISSUE = "issue-alert"


@dataclass(frozen=True, slots=True)
class Issuing:
    """What an officer is about to issue. `key` is minted with the form, so that the same form sent
    twice is one alert; `supersedes` is one that they oversee."""

    key: UUID
    saying: Saying
    to: Sequence[Whom]
    supersedes: UUID | None = None

    @property
    def object(self) -> str:
        """What a grant for it names."""
        return f"alert:{self.key}"

    @property
    def hash(self) -> str:
        """Of all that was shown before it was issued."""
        said = self.saying
        shown = [said.what, said.words, said.advice, said.priority, said.marking]
        shown += [clock.iso(said.valid_until), *sorted(said.groups)]
        named = [
            (one.officer and one.officer.pk, one.unit and one.unit.pk, one.role, one.below)
            for one in self.to
        ]
        return sha256(json.dumps([shown, named, str(self.supersedes)]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What issuing it would do. `takes_code`: it comes over everything a whole force does."""

    reach: Reach
    unit: Unit
    takes_code: bool


def foreseen(*, issuing: Issuing, by: Officer) -> Foreseen:
    """Whom it would reach now. Raises Problem 403 alert-not-allowed."""
    unit = _answering(by, issuing)
    said = issuing.saying
    found = reach(issuing.to, marking=said.marking, groups=said.groups)
    return Foreseen(found, unit, takes_code(issuing))


def takes_code(issuing: Issuing) -> bool:
    """Whether it interrupts everybody: immediate, and to a unit at the top of the force."""
    tops = [one for one in issuing.to if one.unit is not None and one.unit.parent_id is None]
    return issuing.saying.priority is Priority.IMMEDIATE and any(one.role is None for one in tops)


def issue(*, issuing: Issuing, by: Officer, leave: Leave) -> tuple[Alert, Reach]:
    """Issue it, and take back what it supersedes. The same `key` again gives the same alert.

    Takes a grant for `issue-alert` on `alert:<key>` where it is immediate and for a whole force.
    Raises Problem 403 alert-not-allowed, step-up-needed, 404 for what can't be superseded, 409
    grant-stale, 422 alert-invalid.
    """
    unit = _answering(by, issuing)
    cause = Cause(DESK, once=f"{by.pk}:{issuing.key}")
    with feed.work():
        old = _superseded(issuing, by)
        if takes_code(issuing) and not _issued(cause):
            identity.use_grant(
                officer=by,
                holder=leave.holder,
                secret=leave.secret,
                action=ISSUE,
                object=issuing.object,
                hash=issuing.hash,
            )
        made, found = raise_(
            saying=issuing.saying, to=issuing.to, by=by, unit=unit, cause=cause, supersedes=old
        )
        if old is not None and old.is_running:
            end(old, by, "Replaced by a newer one")
    tell_the_rest()
    return made, found


def _issued(cause: Cause) -> bool:
    return Alert.objects.filter(source=cause.source, once=cause.once).exists()


def _superseded(issuing: Issuing, by: Officer) -> Alert | None:
    if issuing.supersedes is None:
        return None
    may = Alert.objects.overseen_by(by).filter(pk=issuing.supersedes)
    row = Alert.objects.filter(pk__in=may).select_for_update(no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row


def _answering(by: Officer, issuing: Issuing) -> Unit:
    """The unit that answers for it. Raises Problem 403."""
    held = Posting.objects.current(by).filter(role__in=[role.value for role in RAISING])
    rows = held.filter(unit__force=by.force_id).select_related("unit").order_by("starts_on", "pk")
    row = rows.last()
    if row is None:
        raise _refused("Supervisors, inspectors and intelligence staff issue alerts.")
    within = _units(by)
    for whom in issuing.to:
        if whom.unit is not None and whom.unit.pk not in within:
            raise _refused(
                "An inspector or intelligence issues it beyond the units you answer for."
            )
        if whom.officer is not None and not _serves(whom.officer, within):
            raise _refused("This officer serves in none of the units you may alert.")
    if not set(issuing.saying.groups) <= policy.actor_of(by).groups:
        raise _refused("You are not in the group it would be kept to.")
    return row.unit


def may_issue(by: Officer) -> bool:
    held = Posting.objects.current(by).filter(unit__force=by.force_id)
    return held.filter(role__in=[role.value for role in RAISING]).exists()


def units_for(by: Officer) -> list[Unit]:
    """The units an officer may alert."""
    rows = Unit.objects.filter(pk__in=_units(by)).select_related("parent")
    return sorted(rows, key=lambda unit: (unit.parent_id is not None, unit.name))


def _units(by: Officer) -> set[int]:
    held = Posting.objects.current(by).filter(unit__force=by.force_id)
    beyond = held.filter(role__in=[role.value for role in BEYOND])
    if beyond.exists():
        return set(Unit.objects.filter(force=by.force_id).values_list("pk", flat=True))
    posted = held.filter(role__in=[role.value for role in RAISING]).values_list("unit", flat=True)
    return set(Unit.objects.below(posted).values_list("pk", flat=True))


def _serves(officer: Officer, units: set[int]) -> bool:
    return Posting.objects.on(today()).filter(officer=officer, unit__in=units).exists()


def _refused(detail: str) -> Problem:
    return Problem(403, "alert-not-allowed", "You can't issue this", detail)
