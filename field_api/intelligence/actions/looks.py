"""The record of who was shown which mentions."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from field_api.identity.models import Officer
from field_api.intelligence.actions.sight import Shown
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.policy.rules import Shared

Counted = Sequence[tuple[Shared, Collection[UUID]]]
"""Submissions of which only a number was told, and the agreement that let it be."""


def looked(
    *,
    officer: Officer,
    subject: str,
    purpose: str,
    shown: Sequence[Shown],
    details: dict[str, Any],
    counted: Counted = (),
) -> None:
    """Write down who looked at what (DPA 2018 s.62(1)(c)), and for what only an agreement let them
    see, that it was disclosed to their force (s.62(1)(d)). Comes before anything is shown.
    """
    theirs = [one for one in shown if one.record.author_id != officer.pk]
    look = Event(
        act=Act.CONSULTATION.value,
        actor=officer.actor,
        subject=subject,
        purpose=purpose,
        details={**details, **_ids(shown)},
    )
    given = [*_given(officer, subject, theirs), *_numbers(officer, subject, counted)]
    ledger.record_looks([look, *given])


def _given(officer: Officer, subject: str, shown: Iterable[Shown]) -> list[Event]:
    by_agreement: dict[str, list[Shown]] = {}
    purposes: dict[str, str] = {}
    for one in shown:
        if one.under is not None:
            by_agreement.setdefault(one.under.agreement, []).append(one)
            purposes[one.under.agreement] = one.under.purpose.value
    return [
        Event(
            act=Act.DISCLOSURE.value,
            actor=officer.actor,
            subject=subject,
            purpose=purposes[agreement],
            recipient=f"force:{officer.force.code}",
            details={"agreement": agreement, **_ids(some)},
        )
        for agreement, some in by_agreement.items()
    ]


def _numbers(officer: Officer, subject: str, counted: Counted) -> list[Event]:
    return [
        Event(
            act=Act.DISCLOSURE.value,
            actor=officer.actor,
            subject=subject,
            purpose=shared.purpose.value,
            recipient=f"force:{officer.force.code}",
            details={"agreement": shared.agreement, "counted": sorted(map(str, some))},
        )
        for shared, some in counted
    ]


def _ids(shown: Iterable[Shown]) -> dict[str, list[str]]:
    some = list(shown)
    return {
        "mentions": sorted({str(one.mention.pk) for one in some}),
        "submissions": sorted({str(one.record.pk) for one in some}),
    }
