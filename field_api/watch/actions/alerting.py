"""The alert that hits raise: one for all that those who hear it have not heard yet."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from field_api.alerts import actions as alerts
from field_api.alerts.actions import Cause, Saying, Whom
from field_api.alerts.actions.recalling import end
from field_api.alerts.models import Alert
from field_api.alerts.rules import LASTS, Priority, Subject
from field_api.feed import actions as feed
from field_api.intelligence.models import Record
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy.rules import higher
from field_api.watch.actions import audience, wording
from field_api.watch.models import Hit, Listing
from field_api.watch.rules import Source
from field_api.watch.rules.found import AGAIN

log = logging.getLogger(__name__)

WATCH = "watch"
_NEWER = "Seen again: a newer one says where"
_Known = tuple[str, tuple[str, ...]]


def tell(listing: UUID) -> int:
    """Raise what is due for a listing; how many hits were told. Nothing where another transaction
    has it in hand: the next round finds what is left.

    Who was told within five minutes hears of more with the next alert, which says how often;
    whoever else it concerns by now (another ground, another officer) hears at once.
    """
    with feed.work():
        rows = Listing.objects.select_related("owner__force", "unit__force")
        row = (
            rows.filter(pk=listing)
            .select_for_update(of=("self",), skip_locked=True, no_key=True)
            .first()
        )
        if row is None:
            return 0
        waiting = Hit.objects.to_tell().filter(listing=row).select_related("officer", "unit")
        hits = list(waiting.order_by("at", "pk"))
        if not row.is_running:
            return _told(hits, None)
        return sum(_raise(row, known, some) for known, some in _by_need(row, hits).items())


def _by_need(listing: Listing, hits: Sequence[Hit]) -> dict[_Known, list[Hit]]:
    """By the marking and the groups that an alert for them has to bear, as of now: an entry may
    have been kept to fewer people since."""
    records = Record.objects.in_bulk([one.row for one in hits if one.source == Source.ENTRY])
    found: dict[_Known, list[Hit]] = defaultdict(list)
    for hit in hits:
        record = records.get(hit.row)
        marking, groups = (record or hit).marking, (record or hit).groups
        bears = higher(listing.marking, higher(hit.marking, marking))
        kept = {*listing.groups, *hit.groups, *groups}
        found[bears, tuple(sorted(kept))].append(hit)
    return found


def _raise(listing: Listing, known: _Known, hits: list[Hit]) -> int:
    marking, groups = known
    to = audience.meant(listing, hits)
    if not to:
        return _told(hits, None)
    last = _last(listing, known)
    if last is not None:
        before = [Whom.of(one) for one in last.targets.select_related("officer", "unit")]
        if last.issued_at > clock.now() - AGAIN and set(to) <= set(before):
            return 0
        to = list(dict.fromkeys([*to, *before]))
    earlier = _so_far(last)
    try:
        made, _ = alerts.raise_(
            saying=_saying(listing, marking, groups, hits, earlier),
            to=to,
            by=listing.owner,
            unit=listing.unit,
            cause=Cause(WATCH, listing.pk, once=f"hit {hits[-1].pk}"),
            supersedes=last,
        )
    except Problem as problem:
        # What an alert refuses it refuses each time; the hit is on its owner's desk.
        log.error("a hit raised no alert", extra={"reason": problem.code})
        return _told(hits, None)
    if last is not None and last.is_running:
        end(last, listing.owner, _NEWER)
    return _told(hits, made)


def _last(listing: Listing, known: _Known) -> Alert | None:
    """The one that runs for the same readers, unless a person has put another in its place."""
    marking, groups = known
    rows = Alert.objects.running().filter(source=WATCH, cause=listing.pk, marking=marking)
    last = rows.filter(groups=list(groups)).order_by("-issued_at").first()
    replaced = last is not None and Alert.objects.filter(supersedes=last).exists()
    return None if replaced else last


def _so_far(last: Alert | None) -> list[Hit]:
    """The hits that it and those before it spoke of, the oldest first."""
    if last is None:
        return []
    chain, row = [last.pk], last
    while row.supersedes is not None and len(chain) < 100:
        row = row.supersedes
        chain.append(row.pk)
    return list(Hit.objects.filter(alert__in=chain).order_by("at", "pk"))


def _saying(
    listing: Listing, marking: str, groups: Sequence[str], hits: list[Hit], earlier: list[Hit]
) -> Saying:
    newest = hits[-1]
    said = wording.alert(listing, hits, earlier)
    priority = _priority(listing, hits)
    until = min(clock.now() + LASTS[priority], listing.valid_until)
    subject = {Source.ENTRY.value: Subject.SUBMISSION, Source.QUERY.value: Subject.QUERY}
    return Saying(
        what=said.what,
        words=said.words,
        advice=said.advice,
        priority=priority,
        valid_until=until,
        marking=marking,
        groups=groups,
        subject_kind=subject.get(newest.source),
        subject=newest.row if newest.source in subject else None,
    )


def _priority(listing: Listing, hits: Sequence[Hit]) -> Priority:
    """A covert one comes into a list, not over a screen that others may see, and is brought up to
    nobody; neither interrupts what is long past."""
    if listing.covert or not any(map(audience.is_fresh, hits)):
        return Priority.ROUTINE
    return Priority(listing.priority)


def _told(hits: Sequence[Hit], alert: Alert | None) -> int:
    now = clock.now()
    Hit.objects.filter(pk__in=[one.pk for one in hits]).update(told_at=now, alert=alert)
    return len(hits)


def recall(listing: Listing, why: str) -> None:
    """Within the feed's work: take back what still stands of it. By whose word, the ledger says of
    the listing; the alert names its owner, whose it was."""
    rows = Alert.objects.running().filter(source=WATCH, cause=listing.pk)
    for row in rows.select_for_update(no_key=True).order_by("pk"):
        end(row, listing.owner, why[:300])
