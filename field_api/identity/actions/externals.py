"""Which officer a provider's account is: said beforehand, by somebody else."""

from django.conf import settings
from django.db import transaction

from field_api.identity.actions import notices
from field_api.identity.models import ExternalIdentity, Officer
from field_api.identity.rules.notices import Changed
from field_api.identity.rules.providers import Provider
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem


def provider() -> Provider:
    """The one of this installation. Raises Problem 404 where there is none."""
    known: Provider | None = settings.OIDC
    if known is None:
        raise Problem(404, "not-found", "Not found")
    return known


@transaction.atomic
def link_identity(*, officer: Officer, subject: str, by: Officer | None = None) -> ExternalIdentity:
    """Let whoever the provider knows as `subject` in as this officer. `by` None is the operator.

    Raises Problem 404 where no provider is set, 403 for oneself or without being the force's
    administrator, 409 where the account is an officer's already, 400 without a subject.
    """
    known = provider()
    _check_administers(by, officer)
    if not 0 < len(subject) <= 255 or "\0" in subject:
        raise Problem(400, "malformed-subject", "Not what a provider calls an account")
    key = {"issuer": known.issuer, "tenant": known.tenant, "subject": subject}
    fresh = ExternalIdentity(officer=officer, made_at=clock.now(), linked_by=by, **key)
    ExternalIdentity.objects.bulk_create([fresh], ignore_conflicts=True)
    link = ExternalIdentity.objects.get(**key)
    if link.officer_id != officer.pk:
        raise Problem(409, "already-linked", "This account is another officer's")
    if link.made_at == fresh.made_at:
        notices.tell(officer, Changed.ACCOUNT)
    _record_link(by, officer, "link-identity")
    return link


@transaction.atomic
def unlink_identity(*, officer: Officer, by: Officer | None = None) -> int:
    """Let no account in as this officer any more; how many could. Raises Problem 403 as linking.

    Sessions that are open end by the officer's standing, not by this.
    """
    _check_administers(by, officer)
    gone, _ = ExternalIdentity.objects.filter(officer=officer).delete()
    if gone:
        _record_link(by, officer, "unlink-identity")
    return gone


def _check_administers(by: Officer | None, officer: Officer) -> None:
    if by is None:
        return
    if by.pk == officer.pk:
        raise Problem(403, "own-account", "Nobody links an account to themselves.")
    if not (by.may_configure and by.force_id == officer.force_id):
        raise Problem(403, "not-an-administrator", "Your force's administrator does this.")


def _record_link(by: Officer | None, officer: Officer, did: str) -> None:
    actor = by.actor if by else "operator"
    ledger.record(act=Act.ACCESS, actor=actor, subject=officer.actor, details={"did": did})
