"""What may go to an organisation's systems."""

from dataclasses import dataclass

from django.db.models import Q

from field_api.identity.models import Force
from field_api.identity.models.officers import today
from field_api.policy.models import Agreement
from field_api.policy.rules import Direction

_OUT = (Direction.GIVES.value, Direction.BOTH.value)
_BACK = (Direction.TAKES.value, Direction.BOTH.value)


@dataclass(frozen=True, slots=True)
class Cover:
    """One running agreement: a force, by code, may send these kinds up to a marking."""

    agreement: str
    force: str
    kinds: frozenset[str]
    marking: str


def cover(organisation: str) -> list[Cover]:
    """What may be sent today to systems of `organisation`: a partner's name, or a force's code."""
    gives = Q(direction__in=_OUT) & (Q(partner=organisation) | Q(with_force__code=organisation))
    lets_take = Q(direction__in=_BACK, force__code=organisation)
    rows = Agreement.objects.running().filter(gives | lets_take)
    found = rows.select_related("force", "with_force").order_by("pk")
    return [
        Cover(str(row.pk), _giver(row, organisation), frozenset(row.kinds), row.marking)
        for row in found
    ]


def _giver(row: Agreement, organisation: str) -> str:
    if row.with_force is not None and row.force.code == organisation:
        return row.with_force.code
    return row.force.code


def agreed_with(force: Force, partner: str, kind: str) -> bool:
    """Whether the force has an agreement with a partner about a kind that has not run out: waiting,
    running, or ended by a person.
    """
    rows = Agreement.objects.filter(force=force, partner=partner, kinds__contains=[kind])
    return rows.filter(ends_on__gt=today()).exists()
