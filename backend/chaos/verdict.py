"""What is true after the storm, by what the systems themselves hold."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import close_old_connections

from backend.chaos.patrol import Officer
from backend.runtime.stack import Running
from backend.story import doubts, proof
from backend.story.tale import Failed, until
from field_api.delivery.models import Delivery
from field_api.delivery.rules import OPEN
from field_api.lib import clock
from field_api.notebook.models import Entry

SETTLED_WITHIN = 240.0
_OPEN = [state.value for state in OPEN]


def recovered(house: Running) -> float:
    """Milliseconds until every delivery was settled. Raises Failed."""
    begun = time.monotonic()
    _settled()
    return (time.monotonic() - begun) * 1000


def _settled() -> None:
    try:
        until(_nothing_open, SETTLED_WITHIN, "deliveries are still open")
    except Failed as failure:
        raise Failed(f"{failure}: {'; '.join(_open())}") from None


def _open() -> list[str]:
    """What is open and why, a line for each that is alike: the one trace of what stood still once
    the house is gone.
    """
    now = clock.now()
    rows = Delivery.objects.filter(state__in=_OPEN).select_related("system__circuit")
    alike = Counter(
        f"{one.system.code} ({one.system.state}, opens {_in(one.system.circuit.open_until, now)}):"
        f" {one.state}, due {_in(one.due_at, now)}, {one.tries} tries, {one.unsettled} unsettled,"
        f" {one.reason or 'no word'}"
        for one in rows
    )
    return [f"{count} of {what}" for what, count in alike.most_common(20)]


def _in(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else f"in {(moment - now).total_seconds():.0f} s"


def _nothing_open() -> bool:
    close_old_connections()
    try:
        return not Delivery.objects.filter(state__in=_OPEN).exists()
    except Exception:
        return False  # the database comes back in a moment, or `until` says that it does not


def vouched(house: Running) -> int:
    """What is left to a person, decided as a person would: look whether the system has it. How
    many; each is then carried on by the engine.
    """
    decided = doubts.settle(house)
    if decided:
        _settled()
    return decided


def found(house: Running, officers: Sequence[Officer]) -> dict[str, Any]:
    """Counts, without an opinion. `lost` are entries that were signed for and are not kept, and
    deliveries no system holds.
    """
    signed = {key for one in officers for key in one.handset.receipts}
    kept = Entry.objects.filter(pk__in=signed).count()
    counts = proof.counted(house.sandboxes)
    counts["lost"] += len(signed) - kept
    unsettled = Delivery.objects.exclude(state="delivered").exclude(state="cancelled").count()
    return {"accepted": len(signed), **counts, "unsettled": unsettled}


_PROMISES = ("lost", "doubled", "disordered", "altered", "foreign", "unsettled")


def must_hold(figures: dict[str, Any]) -> None:
    """Raises Failed with the first promise that was broken."""
    for promise in (
        "lost",
        "doubled",
        "disordered",
        "altered",
        "unsettled",
        "refused_after_commit",
    ):
        if figures[promise]:
            raise Failed(f"{promise}: {figures[promise]}")
