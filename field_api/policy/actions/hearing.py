"""Whom something that is meant for officers may reach: `deciding.hears` as a filter, both ways.

A record is read by who wrote it or answers for it; what is meant for somebody is heard by them, if
they are cleared for its marking and read in to every group it is kept to. Who it is meant for, the
floor above knows.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.policy import rules
from field_api.policy.models import Membership
from field_api.policy.rules import MARKINGS, USUAL, Actor


def hearing(actor: Actor, *, marking: str = "marking", groups: str = "groups") -> Q:
    """The rows of a table that may reach one officer, by what it calls these columns."""
    if not actor.active:
        return Q(pk__in=())
    cleared: dict[str, Any] = {f"{marking}__in": rules.allowed(actor.clearance)}
    return Q(**cleared, **{f"{groups}__contained_by": sorted(actor.groups)})


def hearers(officers: Iterable[int], *, marking: str, groups: Collection[str]) -> QuerySet[Officer]:
    """Those of `officers` whom one thing may reach."""
    found = Officer.objects.filter(pk__in=set(officers), is_active=True).filter(_cleared(marking))
    for tag in groups:
        force, _, code = tag.partition(":")
        within = Membership.objects.on(today()).filter(group__force__code=force, group__code=code)
        found = found.filter(pk__in=within.values("officer"))
    return found


def _cleared(marking: str) -> Q:
    ceilings = [ceiling for ceiling in MARKINGS if marking in rules.allowed(ceiling)]
    cleared = Q(clearance__marking__in=ceilings)
    return cleared | Q(clearance=None) if USUAL in ceilings else cleared
