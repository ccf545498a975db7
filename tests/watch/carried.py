"""Listings as a handset may carry them, made without the acts that make them elsewhere."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from field_api.identity.models import Officer, Unit
from field_api.lib import clock
from field_api.watch.models import Listing, WatchKey
from tests import make

FOCUS = {"vrm": "FB26DEM", "make": "Ford", "model": "Focus", "colour": "Blue"}


def listing(
    owner: Officer,
    *,
    unit: Unit | None = None,
    held: tuple[str, ...] = ("vrm:FB26DEM",),
    hints: tuple[str, ...] = (),
    **said: Any,
) -> Listing:
    """A stolen vehicle of the Response unit, looked for until tomorrow, unless said."""
    at = unit or make.unit()
    now = clock.now()
    stated: dict[str, Any] = {
        "kind": "vehicle",
        "known": FOCUS,
        "category": "stolen",
        "priority": "high",
        "authority": "Inspector Sample",
        "reason": "Taken from a drive.",
        "action": "Stop and tell the control room.",
        "marking": "OFFICIAL",
        "source": "desk",
        "valid_from": now - timedelta(minutes=1),
        "valid_until": now + timedelta(days=1),
        "weed_date": (now + timedelta(days=30)).date(),
        "listed_at": now,
        "changed_at": now,
    }
    made = Listing.objects.create(force=at.force, unit=at, owner=owner, **stated | said)
    keys = [(one, True) for one in held] + [(one, False) for one in hints]
    WatchKey.objects.bulk_create(
        WatchKey(listing=made, held=one, exact=exact) for one, exact in keys
    )
    return made


def hashed(salt: str, text: str) -> str:
    """As a handset makes it of what is typed."""
    raw = hmac.new(base64.urlsafe_b64decode(salt + "=="), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(raw[:12]).decode().rstrip("=")
