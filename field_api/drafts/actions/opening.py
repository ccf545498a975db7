"""The one moment in which a draft is unsealed: to go, over TLS, to a device that may have it."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from field_api.drafts import rules
from field_api.drafts.models import Draft, HandOver
from field_api.identity.models import Device
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, envelope, es256
from field_api.lib.problems import Problem


@dataclass(frozen=True, slots=True)
class Opened:
    """`texts` are what the handset sealed, the standing one first, then copies that conflicts set
    aside. `handed` is None on the device that saved it.
    """

    draft: Draft
    texts: list[str]
    handed: HandOver | None


@transaction.atomic
def open_draft(*, device: Device, id: UUID) -> Opened:
    """What a draft says, for the device that saved it, or one it was handed over to. An officer's
    own new device becomes the one it is saved from.

    Raises Problem 404 for everybody else, and 409 cannot-unseal.
    """
    draft = Draft.objects.select_for_update(no_key=True).filter(pk=id).first()
    if draft is None:
        raise Problem(404, "not-found", "Not found")
    handed = None if draft.device_id == device.pk else _taken(draft, device)
    author = draft.officer
    sealed = [draft.sealed, *draft.copies.order_by("-version").values_list("sealed", flat=True)]
    texts = [_unsealed(bytes(one), draft.pk, author.login) for one in sealed]
    ledger.record(
        act=Act.CONSULTATION,
        actor=device.officer.actor,
        subject=f"draft:{draft.pk}",
        purpose=handed.reason if handed else "read back",
        on_behalf_of="" if draft.officer_id == device.officer_id else author.actor,
        details={"device": str(device.pk), "version": draft.version},
    )
    if handed and draft.officer_id == device.officer_id:
        draft.device = device
        draft.save(update_fields=["device"])
    return Opened(draft, texts, handed)


def _taken(draft: Draft, device: Device) -> HandOver:
    """The leave to read it, from now on this device's alone; until it expires the answer may be
    lost and asked for again."""
    now = clock.now()
    rows = HandOver.objects.select_for_update(of=("self",)).filter(
        Q(device=None) | Q(device=device),
        Q(taken_on=None) | Q(taken_on=device),
        draft=draft.pk,
        receiver=device.officer_id,
        expires_at__gt=now,
    )
    found = rows.order_by("-handed_at").first()
    if found is None:
        raise Problem(404, "not-found", "Not found")
    if found.taken_at is None:
        found.taken_at, found.taken_on = now, device
        found.save(update_fields=["taken_at", "taken_on"])
    return found


def _unsealed(sealed: bytes, draft: UUID, login: str) -> str:
    try:
        pems = settings.SEAL_KEY + "\n" + settings.SEAL_KEY_OLD
        plain = envelope.unseal(sealed, rules.bound_to(draft, login), *es256.each(pems))
        return plain.decode()
    except ValueError:
        detail = "It was not sealed to this server's key, or not for this draft."
        raise Problem(409, "cannot-unseal", "The draft does not open", detail) from None
