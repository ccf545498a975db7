"""Breaking the glass: one record for half an hour, told to those it concerns, judged by another."""

from collections import Counter
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from field_api.identity import actions as identity
from field_api.identity.actions import Leave
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy import rules
from field_api.policy.actions.asking import actor_of
from field_api.policy.models import Glass, GlassQuerySet
from field_api.policy.rules import Action, Thing
from field_api.policy.rules.breaking import (
    LASTS,
    LONGEST_REASON,
    LONGEST_WORDS,
    PURPOSE,
    REVIEW_WITHIN,
    SHORTEST_REASON,
    Finding,
)

_WATCHING = (Role.SUPERVISOR.value, Role.INSPECTOR.value)


@transaction.atomic
def open_record(
    *, officer: Officer, thing: Thing, reference: str, object: str, reason: str, leave: Leave
) -> Glass:
    """Let an officer read one record of their own force for thirty minutes from now.

    Takes a step-up grant for `break-glass` on `object`, as the officer named the record. The look
    and its purpose are in the ledger before it can begin, or it does not begin. Raises Problem 404
    where even broken glass would not show it (another force's, above their clearance, a marking
    nobody knows), 409 already-yours where it needs none, 422 without a reason.
    """
    _check_reason(reason)
    actor = actor_of(officer)
    if rules.can(actor, Action.READ, thing).allow:
        raise Problem(409, "already-yours", "You can read this without breaking the glass")
    opened = replace(actor, opened=actor.opened | {thing.id})
    if not rules.can(opened, Action.READ, thing).allow:
        raise Problem(404, "not-found", "Not found")
    identity.use_grant(
        officer=officer,
        holder=leave.holder,
        secret=leave.secret,
        action="break-glass",
        object=object,
    )
    now = clock.now()
    made = Glass.objects.create(
        officer=officer,
        submission=thing.id,
        reference=reference,
        author_id=thing.author,
        unit_id=thing.unit,
        force_id=thing.force,
        reason=reason.strip(),
        opened_at=now,
        expires_at=now + LASTS,
        review_by=now + REVIEW_WITHIN,
    )
    said = {"glass": str(made.pk), "until": clock.iso(made.expires_at)}
    _record(Act.CONSULTATION, officer, f"submission:{thing.id}", said)
    _record(Act.ACCESS, officer, f"glass:{made.pk}", {"did": "break-glass", **said})
    return made


@transaction.atomic
def review(*, glass: UUID, by: Officer, finding: Finding, words: str) -> Glass:
    """Judge afterwards whether it was right. Once: what was found stays, by a trigger.

    By a supervisor or inspector whose units the record's is one of. Raises Problem 404 where it is
    not theirs to see, 403 for whoever opened or wrote it and for every other role, 409 when it was
    reviewed, 422 without words.
    """
    rows = Glass.objects.visible_to(by).filter(pk=glass)
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if by.pk in (row.officer_id, row.author_id):
        raise Problem(403, "own-glass", "Another supervisor reviews this")
    if by.pk not in watchers(row.unit_id):
        raise Problem(403, "above-your-role", "A supervisor of the record's unit reviews this")
    if row.reviewed_at is not None:
        raise Problem(409, "already-reviewed", "This was reviewed")
    if not 0 < len(words.strip()) <= LONGEST_WORDS:
        fault = Fault("/words", "required", "Say what you found.")
        raise Problem(422, "decision-incomplete", "The review needs words", errors=[fault])
    row.reviewed_by, row.reviewed_at = by, clock.now()
    row.finding, row.words = finding.value, words.strip()
    row.save(update_fields=["reviewed_by", "reviewed_at", "finding", "words"])
    said = {"verb": "review glass", "finding": finding.value, "glass": str(row.pk)}
    _record(Act.DECISION, by, f"submission:{row.submission}", said)
    return row


def watchers(unit: int) -> set[int]:
    """Ids of the supervisors and inspectors whose units this one is, today."""
    held = Posting.objects.on(today()).filter(unit__in=_with_above(unit), role__in=_WATCHING)
    return set(held.filter(officer__is_active=True).values_list("officer_id", flat=True))


def to_review(by: Officer) -> GlassQuerySet:
    """What waits for this officer's judgement, the longest first."""
    posted = (
        Posting.objects.current(by).filter(role__in=_WATCHING).values_list("unit_id", flat=True)
    )
    rows = Glass.objects.unreviewed().filter(unit__in=Unit.objects.below(posted))
    return rows.exclude(Q(officer=by) | Q(author=by)).order_by("review_by")


def by_month(by: Officer) -> list[dict[str, object]]:
    """How often glass was broken where this officer may see it, the newest month first."""
    rows = Glass.objects.visible_to(by).annotate(month=TruncMonth("opened_at")).values("month")
    counted = rows.annotate(
        opened=Count("pk"),
        unreviewed=Count("pk", filter=Q(reviewed_at=None)),
        not_justified=Count("pk", filter=Q(finding=Finding.NOT_JUSTIFIED.value)),
    )
    return [dict(one) for one in counted.order_by("-month")[:24]]


def waiting() -> Counter[str]:
    """Of the whole house, for its alerts: how many wait for a review, and how many for too long."""
    overdue = Glass.objects.overdue().count()
    return Counter(unreviewed=Glass.objects.unreviewed().count(), overdue=overdue)


def _check_reason(reason: str) -> None:
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        said = f"Say why, in {SHORTEST_REASON} to {LONGEST_REASON} characters."
        fault = Fault("/reason", "required", said)
        raise Problem(
            422, "decision-incomplete", "Breaking the glass needs a reason", errors=[fault]
        )


def _with_above(unit: int) -> set[int]:
    found: set[int] = set()
    last: int | None = unit
    while last is not None and last not in found:
        found.add(last)
        last = Unit.objects.filter(pk=last).values_list("parent_id", flat=True).first()
    return found


def _record(act: Act, by: Officer, subject: str, details: dict[str, str]) -> None:
    ledger.record(act=act, actor=by.actor, subject=subject, purpose=PURPOSE, details=details)
