"""What a force of the tests assumes, said by one administrator and accepted by another."""

from datetime import date
from typing import Any

from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.insights.actions import assuming
from field_api.insights.actions.assuming import Proposal, Said
from field_api.insights.rules.assumptions import Name, Standing
from tests import make


def administrator() -> Officer:
    return make.officer(role=Role.FORCE_ADMIN)


def said(name: Name, value: float | None, kind: str = "", system: str = "", **other: Any) -> Said:
    bounds = None if value is None else (other.pop("low", value), other.pop("high", value))
    return Said(
        name,
        None if value is None or bounds is None else (value, *bounds),
        other.pop("source", "A test"),
        other.pop("standing", Standing.AGREED),
        kind,
        system,
        **other,
    )


def proposal(*rows: Said, valid_from: date | None = None, reason: str = "As asked") -> Proposal:
    return Proposal(rows, valid_from or today(), reason)


def hold(*rows: Said, by: Officer | None = None, valid_from: date | None = None) -> None:
    """Said and accepted at once, as the operator does it."""
    one = by or administrator()
    asked = proposal(*rows, valid_from=valid_from)
    batch = assuming.propose(proposal=asked, by=one, leave=None)
    assuming.accept(batch=batch, by=administrator(), leave=None)
