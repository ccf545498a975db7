"""What a handset may recognise by itself: hashes of exact keys, and the entries that hold them.

Nobody reads a name or a number out of it. The salt is the handset's own, so that one handset's list
says nothing of another's; whoever has both list and salt can still try every mark there is, and
the handset keeps them as they are. That is why it is short, and ends soon: docs/decisions/0034.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from field_api.identity.models import Device, Officer, Posting
from field_api.identity.models.officers import today
from field_api.intelligence.actions import documents
from field_api.intelligence.actions.looks import looked
from field_api.intelligence.actions.sight import Shown, shown
from field_api.intelligence.models import Mention
from field_api.intelligence.rules.comparing import HINTS
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.actions import Names
from field_api.policy.actions.asking import selecting
from field_api.policy.rules import Action

DAYS, PAGE, MOST = 28, 500, 2000
_SHORT = 12  # bytes of a hash: two of a million keys agree once in 10^16


def known(*, officer: Officer, device: Device, after: str = "") -> dict[str, Any]:
    """One page: what the officer wrote, and what others of their units did and they may read, of
    the last 28 days; nothing that is kept to a handling group. 2,000 mentions at most, the newest
    first.

    Others' mentions in it are a consultation. Raises Problem 400 for a cursor of no page.
    """
    before, count = _cursor(after)
    found = list(_page(officer, before, min(PAGE, MOST - count)))
    theirs = [one for one in found if one.record.author_id != officer.pk]
    if theirs:
        subject, purpose = f"known:{device.pk}", "recognition"
        looked(officer=officer, subject=subject, purpose=purpose, shown=theirs, details={})
    salt = salt_of(device)
    count += len(found)
    more = len(found) == PAGE and count < MOST
    titles = documents.titles()
    return {
        "salt": b64(salt),
        "until": clock.iso(_until()),
        "days": DAYS,
        "next": f"{count}.{found[-1].mention.pk}" if more else None,
        "known": [_entry(one, salt, titles) for one in found],
    }


def salt_of(device: Device) -> bytes:
    """Sixteen bytes, the same for this handset for as long as the site's secret is."""
    secret = sha256(b"fieldbook/known\n" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(secret, str(device.pk).encode(), "sha256")[:16]


def hashed(salt: bytes, kind: str, value: str) -> str:
    """As the handset makes it of what is typed."""
    return b64(hmac.digest(salt, f"{kind}:{value}".encode(), "sha256")[:_SHORT])


def _page(officer: Officer, before: UUID | None, most: int) -> Iterable[Shown]:
    actor = policy.actor_of(officer)
    day = today()
    units = Posting.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), officer=officer, starts_on__lte=day
    )
    near = Q(record__author=officer) | Q(record__unit__in=units.values("unit"))
    rows = Mention.objects.filter(
        near,
        selecting(actor, Action.RECOGNISE, Names.under("record")),
        record__occurred_at__gt=clock.now() - timedelta(days=DAYS),
        record__groups=[],
    ).exclude(keys={})
    if before:
        rows = rows.filter(pk__lt=before)
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[:most])
    found = shown(actor, ids, Action.RECOGNISE)
    return [found[key] for key in ids if key in found]


def _entry(one: Shown, salt: bytes, titles: documents.Titles) -> dict[str, Any]:
    record = one.record
    return {
        "link": str(one.mention.pk),
        "type": one.mention.type,
        "reference": record.reference,
        "kind": record.kind,
        "title": titles.get(record.kind, record.kind),
        "at": clock.iso(record.occurred_at) if record.occurred_at else None,
        "marking": documents.marking((one,)),
        "keys": sorted(
            hashed(salt, key.kind, key.value) for key in one.known.keys if key.kind not in HINTS
        ),
    }


def _until() -> datetime:
    """The end of tomorrow: a handset that does not ask again forgets it all then."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)


def _cursor(after: str) -> tuple[UUID | None, int]:
    if not after:
        return None, 0
    count, _, key = after.partition(".")
    try:
        found = UUID(key), int(count)
    except ValueError:
        raise Problem(
            400, "malformed-request", "`after` is the `next` of the page before"
        ) from None
    return (found[0], max(0, min(found[1], MOST)))


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
