"""Whom and what an officer is just typing, as far as entries they may recognise by know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import NoSuchForm
from field_api.catalogue.rules import Entity, entities
from field_api.identity.models import Officer
from field_api.intelligence.actions import documents, indicators
from field_api.intelligence.actions.finding import Candidate, candidates
from field_api.intelligence.actions.looks import looked
from field_api.intelligence.rules import Known
from field_api.lib import ids
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.rules import Action

MOST = 20
"""Entities of one request. A form with more is asked about as it is written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One entity as typed so far; `pointers` say where in the body each attribute stands."""

    key: str
    type: str
    attributes: Mapping[str, Any]
    pointers: Mapping[str, str] = field(default_factory=dict)


def of_body(kind: str, version: int, body: Mapping[str, Any]) -> list[Asked]:
    """What a body speaks of, a person's own telephone and home with the person.

    Raises Problem 404 for a form that was never published here.
    """
    try:
        form = catalogue.get(kind, version)
    except NoSuchForm:
        raise Problem(404, "unknown-form", "There is no such form") from None
    found = entities(form, body)
    return [
        Asked(one.key, one.type, one.attributes, one.pointers)
        for one in found
        if not any(_within(one, other) for other in found)
    ]


def _within(one: Entity, other: Entity) -> bool:
    mine, theirs = {*one.pointers.values()}, {*other.pointers.values()}
    return one is not other and mine < theirs


def recognise(
    *, officer: Officer, asked: Sequence[Asked], without: UUID | None = None
) -> list[dict[str, Any]]:
    """For each entity the candidates, likest first, as documents. `without` is the submission being
    written.

    That they were shown is a consultation of them (DPA 2018 s.62(1)(c)): which, and never what was
    typed, is in the ledger before this returns. Raises Problem 422 for more than 20 entities.
    """
    if len(asked) > MOST:
        raise Problem(422, "too-many", f"At most {MOST} at a time")
    actor = policy.actor_of(officer)
    found: list[tuple[Asked, list[Candidate]]] = [
        (one, candidates(actor, _typed(one), Action.RECOGNISE, without=without)) for one in asked
    ]
    known = {one.key: _typed(one) for one in asked}
    told, counted = indicators.of_entities(actor=actor, asked=known, without=without)
    everyone = [shown for _, some in found for one in some for shown in one.shown]
    everyone += [shown for one in counted for shown in one.seen]
    looked(
        officer=officer,
        subject=f"recognition:{ids.new()}",
        purpose="recognition",
        shown=everyone,
        details={"asked": len(asked)},
        counted=[each for one in counted for each in one.disclosed()],
    )
    titles = documents.titles()
    return [
        {
            "key": one.key,
            "type": one.type,
            "pointers": dict(one.pointers),
            "candidates": [documents.candidate(each, titles) for each in some],
            "indicators": told[one.key],
        }
        for one, some in found
    ]


def _typed(one: Asked) -> Known:
    return Known.typed(one.type, one.attributes)
