"""Who may act for an officer's handsets."""

from field_api.identity.models import Officer, Posting
from field_api.identity.rules import Role


def answers_for(by: Officer, officer: Officer) -> bool:
    """The officer, whoever covers a unit they serve in today, their force's administrator."""
    if by.pk == officer.pk:
        return True
    if Role.FORCE_ADMIN in by.roles() and by.force_id == officer.force_id:
        return True
    return Posting.objects.current(officer).filter(unit__in=by.units_covered()).exists()
