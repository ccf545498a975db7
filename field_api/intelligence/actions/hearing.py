"""Reading feeds of cyber intelligence: every few minutes, from where the last reading ended.

What was read and where it ended is kept in one transaction, so that a reader who dies reads a
portion again, and none is missed. No transaction is held while a server is waited for.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import NoAnswer, State
from field_api.connectors.rules.hearing import Heard, Hears
from field_api.intelligence.models import Feed, Notice
from field_api.intelligence.rules import hearing
from field_api.intelligence.rules.hearing import Said
from field_api.lib import clock, hints

log = logging.getLogger(__name__)

HEAR = "intelligence.hear"
QUEUE = "periodic"
EVERY = timedelta(minutes=5)
SECONDS = 30.0
KEPT = timedelta(days=90)
"""After it was revoked or ran out."""


def hear(*, at_once: bool = False) -> int:
    """Read the feeds that are due, or all `at_once`. How many indicators were kept or taken back.

    A system is read from where its settings say `reads`, while it is not paused. A feed that does
    not answer waits for its next turn, and its row says why.
    """
    return sum(_read(system) for system in _systems() if _claimed(system, at_once))


def listen() -> None:
    """Have it done where a slow server holds up nobody: rounds have other things to do."""
    if _systems().exists():
        hints.send(HEAR, queue=QUEUE)


def forget() -> int:
    """Remove what was revoked or ran out long ago. How many."""
    long_ago = clock.now() - KEPT
    gone = Q(revoked=True, modified__lt=long_ago) | Q(until__lt=long_ago)
    return Notice.objects.filter(gone).delete()[0]


def _systems() -> QuerySet[System]:
    here = System.objects.filter(kind="taxii", config__has_key="reads", state=State.ACTIVE.value)
    return here.order_by("pk")


def _claimed(system: System, at_once: bool) -> bool:
    """Whether this reader is the one of this turn: two that look at once are told apart here."""
    Feed.objects.get_or_create(system=system)
    due = Feed.objects.filter(pk=system.pk)
    if not at_once:
        due = due.filter(Q(read_at=None) | Q(read_at__lt=clock.now() - EVERY))
    return bool(due.update(read_at=clock.now()))


def _read(system: System) -> int:
    connector = connectors.connector(system)
    feed = Feed.objects.get(pk=system.pk)
    if not isinstance(connector, Hears):
        _failed(feed, "its settings or its secret can't be used")
        return 0
    count = 0
    try:
        for portion in connector.heard(feed.after, deadline=SECONDS):
            count += _kept(feed, portion)
    except NoAnswer as error:
        _failed(feed, error.reason)
    else:
        Feed.objects.filter(pk=feed.pk).exclude(failed="").update(failed="")
    return count


def _failed(feed: Feed, reason: str) -> None:
    log.warning("a feed could not be read", extra={"system": feed.system.code, "reason": reason})
    Feed.objects.filter(pk=feed.pk).update(failed=reason[:200])


@transaction.atomic
def _kept(feed: Feed, portion: Heard) -> int:
    said = [one for one in map(hearing.read, portion.objects) if one is not None]
    # Several readers at once (a person beside the round) write one after the other.
    Feed.objects.select_for_update().get(pk=feed.pk)
    changed = sum(_keep(feed, one) for one in said)
    Feed.objects.filter(pk=feed.pk).update(after=portion.after)
    return changed


def _keep(feed: Feed, said: Said) -> bool:
    """Whether it changed anything: what is held is as late, or later, more often than not."""
    held = Notice.objects.filter(feed=feed, stix=said.stix)
    if held.filter(modified__gte=said.modified).exists():
        return False
    if said.revoked:
        return bool(held.update(revoked=True, name="", modified=said.modified))
    held.exclude(held__in=said.held).delete()
    Notice.objects.bulk_create(
        _rows(feed, said),
        update_conflicts=True,
        unique_fields=["feed", "stix", "held"],
        update_fields=["name", "tlp", "since", "until", "modified", "revoked"],
    )
    return bool(said.held)


def _rows(feed: Feed, said: Said) -> Iterable[Notice]:
    return [
        Notice(
            feed=feed,
            stix=said.stix,
            held=held,
            name=said.name,
            tlp=said.tlp,
            since=said.since,
            until=said.until,
            modified=said.modified,
        )
        for held in said.held
    ]
