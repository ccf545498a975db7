"""Raising an alert, in the transaction of what raises it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from field_api.alerts import rules
from field_api.alerts.actions import telling
from field_api.alerts.actions.reaching import Reach, Whom, reach
from field_api.alerts.models import Alert, Target
from field_api.alerts.rules import UNSEEN_FOR, Priority, Subject
from field_api.feed import actions as feed
from field_api.identity.models import Officer, Unit
from field_api.intelligence.models import Record
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy.rules import MARKINGS, higher

DESK = "desk"


@dataclass(frozen=True, slots=True)
class Saying:
    """What an alert says. `subject` is a submission or a query by id; `groups` are tags."""

    what: str
    words: str
    advice: str
    priority: Priority
    valid_until: datetime
    marking: str
    groups: Sequence[str] = ()
    valid_from: datetime | None = None
    subject_kind: Subject | None = None
    subject: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """What raised it: a subject by its name, its row, and what it raises no second alert for."""

    source: str = DESK
    row: UUID | None = None
    once: str = ""


def raise_(
    *,
    saying: Saying,
    to: Sequence[Whom],
    by: Officer,
    unit: Unit,
    cause: Cause | None = None,
    supersedes: Alert | None = None,
) -> tuple[Alert, Reach]:
    """Raise an alert that `unit` answers for, on the authority of `by`. Whom it reaches hears of it
    with the commit of the outermost `feed.work()`; of more than 500 the rest within seconds.

    Asked again for what was raised once already, it gives that one, and reaches nobody anew. Raises
    Problem 422 alert-invalid. Whether `by` may is for the caller to have asked.
    """
    cause = cause or Cause()
    valid_from = saying.valid_from or clock.now()
    _check(saying, to, valid_from)
    with feed.work():
        standing = _standing(cause)
        if standing is not None:
            return standing, Reach((), 0)
        alert = _made(saying, valid_from, by, unit, cause, supersedes)
        Target.objects.bulk_create(_of(alert, whom) for whom in dict.fromkeys(to))
        found = reach(to, marking=alert.marking, groups=alert.groups)
        telling.address(alert, found.officers)
        _record(alert, by, found)
    return alert, found


def _standing(cause: Cause) -> Alert | None:
    if not cause.once:
        return None
    # Two that come upon the same at once: the second waits here for the first to have raised it.
    telling.one_at_a_time(f"{cause.source} {cause.once}")
    return Alert.objects.filter(source=cause.source, once=cause.once).first()


def _check(saying: Saying, to: Sequence[Whom], valid_from: datetime) -> None:
    found = rules.faults(
        what=saying.what,
        words=saying.words,
        advice=saying.advice,
        valid_from=valid_from,
        valid_until=saying.valid_until,
    )
    if saying.valid_until <= clock.now():
        found.append(("/valid_until", "It ends after now."))
    if saying.marking not in MARKINGS:
        found.append(("/marking", "A marking we know."))
    elif higher(saying.marking, _marking_of(saying)) != saying.marking:
        found.append(("/marking", "What it speaks of is marked higher."))
    if not set(_groups_of(saying)) <= set(saying.groups):
        found.append(("/groups", "What it speaks of is kept to a group that this is not."))
    if not to:
        found.append(("/to", "Say whom it is for."))
    if found:
        faults = [Fault(pointer, "not-possible", said) for pointer, said in found]
        raise Problem(422, "alert-invalid", "Nothing was issued yet", errors=faults)


def _record_of(saying: Saying) -> Record | None:
    """An alert may not tell of an entry what the entry itself may not."""
    if saying.subject is None or saying.subject_kind is not Subject.SUBMISSION:
        return None
    return Record.objects.filter(pk=saying.subject).first()


def _marking_of(saying: Saying) -> str:
    found = _record_of(saying)
    return found.marking if found else MARKINGS[0]


def _groups_of(saying: Saying) -> Sequence[str]:
    found = _record_of(saying)
    return found.groups if found else ()


def _made(
    saying: Saying,
    valid_from: datetime,
    by: Officer,
    unit: Unit,
    cause: Cause,
    supersedes: Alert | None,
) -> Alert:
    unseen_for: timedelta | None = UNSEEN_FOR[saying.priority]
    return Alert.objects.create(
        force=unit.force,
        unit=unit,
        author=by,
        source=cause.source,
        cause=cause.row,
        once=cause.once,
        subject_kind=saying.subject_kind.value if saying.subject_kind else "",
        subject=saying.subject,
        what=saying.what.strip(),
        words=saying.words.strip(),
        advice=saying.advice.strip(),
        priority=saying.priority.value,
        marking=saying.marking,
        groups=sorted(set(saying.groups)),
        issued_at=clock.now(),
        valid_from=valid_from,
        valid_until=saying.valid_until,
        unseen_for=unseen_for,
        supersedes=supersedes,
    )


def _of(alert: Alert, whom: Whom) -> Target:
    target = whom.target()
    target.alert = alert
    return target


def _record(alert: Alert, by: Officer, found: Reach) -> None:
    """DPA 2018 s.62(1)(d): what is told to officers is disclosed to them; who they are stands in
    `Addressed`. What each then reads is a consultation of theirs."""
    ledger.record(
        act=Act.DISCLOSURE,
        actor=by.actor,
        subject=f"alert:{alert.pk}",
        recipient=f"{len(found.officers)} officers",
        details={
            "priority": alert.priority,
            "marking": alert.marking,
            "source": alert.source,
            "until": clock.iso(alert.valid_until),
            **({alert.subject_kind: str(alert.subject)} if alert.subject else {}),
        },
    )
