"""Which drafts, and who is to have them, as a supervisor names them: by login and installation.

Problem 404 for all they don't cover.
"""

from collections.abc import Collection
from uuid import UUID

from field_api.drafts.actions.handing import HandedTo, covers
from field_api.drafts.models import Draft
from field_api.identity.models import Device, Officer
from field_api.lib.problems import Problem


def chosen(
    *, by: Officer, author: str, drafts: Collection[UUID] | None, device: UUID | None
) -> list[UUID]:
    """Ids of the named drafts of an officer (by login), or of all of one installation of theirs."""
    if drafts is None and device is None:
        raise Problem(422, "hand-over-incomplete", "Name drafts, or a device")
    rows = Draft.objects.filter(officer=_covered(by, author))
    if drafts is not None:
        rows = rows.filter(pk__in=drafts)
    if device is not None:
        rows = rows.filter(device__installation=device)
    found = list(rows.values_list("pk", flat=True))
    if not found or len(found) < len(set(drafts or ())):
        raise Problem(404, "not-found", "Not found")
    return found


def receiver(*, by: Officer, author: str, officer: str, device: UUID | None) -> HandedTo:
    """Another installation of the author's where `device` names one, else the colleague."""
    if device is None:
        return HandedTo(_covered(by, officer), None)
    if officer not in ("", author):
        raise Problem(404, "not-found", "Not found")  # a colleague's devices are their own business
    whose = _covered(by, author)
    found = Device.objects.filter(officer=whose, installation=device, revoked_at=None).first()
    if found is None:
        raise Problem(404, "not-found", "Not found")
    return HandedTo(whose, found)


def _covered(by: Officer, login: str) -> Officer:
    officer = Officer.objects.visible_to(by).filter(login=login).first()
    if officer is None or not covers(by, officer):
        raise Problem(404, "not-found", "Not found")
    return officer
