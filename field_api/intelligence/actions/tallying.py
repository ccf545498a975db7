"""In how many reports an indicator stands, of how many forces, and which feeds know it.

Reports the asker may read are counted as they are. Of the others only a number is told, and only
where it may be: of the asker's own force, and of a force with which an agreement covers such
reports, whatever role its reading takes. What is kept to a handling group, marked above the asker
or of another kind than reports from the public is not there for them at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from field_api.intelligence.actions.sight import Shown, seen
from field_api.intelligence.models import Mention, MentionKey, Notice
from field_api.intelligence.rules import indicators, keys
from field_api.intelligence.rules.indicators import FEW, Indicator
from field_api.lib import clock
from field_api.policy.rules import Action, Actor, Shared, allowed
from field_api.policy.rules.deciding import covered

Document = dict[str, Any]

MOST = 500
"""Mentions looked at for one question: of an indicator in more reports, the newest."""

SUSPECTS = Q(mention__category="suspect") | Q(mention__role="recipient")


@dataclass(slots=True)
class Tally:
    """`seen` are the mentions the asker may read, newest first; `unseen` the reports they may not,
    by the code of the force, and `under` the agreements by which those of other forces are told.
    """

    indicator: Indicator
    seen: list[Shown] = field(default_factory=list)
    unseen: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    under: dict[str, Shared] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    @property
    def records(self) -> set[UUID]:
        return {one.record.pk for one in self.seen}

    @property
    def forces(self) -> set[str]:
        return {one.record.force.code for one in self.seen} | set(self.unseen)

    def disclosed(self) -> list[tuple[Shared, set[UUID]]]:
        """Reports of other forces of which a number was told, with the agreement that lets it."""
        return [(shared, self.unseen[code]) for code, shared in self.under.items()]

    def document(self) -> Document:
        """`reports` is a least number where `at_least`: what few there are is not told exactly."""
        few = {code for code, some in self.unseen.items() if len(some) < FEW}
        exact = sum(len(some) for code, some in self.unseen.items() if code not in few)
        last = max((at for one in self.seen if (at := one.record.occurred_at)), default=None)
        return {
            "kind": self.indicator.kind,
            "label": indicators.KINDS[self.indicator.kind],
            "value": indicators.shown(self.indicator),
            "reports": len(self.records) + exact + len(few),
            "at_least": bool(few),
            "seen": len(self.records),
            "forces": len(self.forces),
            "last_at": clock.iso(last) if last else None,
            "feeds": [_notice(one) for one in self.notices],
        }


def tallies(
    actor: Actor,
    wanted: Collection[Indicator],
    action: Action = Action.READ,
    *,
    without: UUID | None = None,
) -> list[Tally]:
    """Of each of these that is in a report the asker may be told of, or known to a feed."""
    if not wanted or not actor.active:
        return []
    found = {one: Tally(one) for one in wanted}
    for one, mention in _mentions(wanted, without):
        _count(found[one], actor, mention, action)
    now = clock.now()
    notices = Notice.objects.cleared(actor.clearance).standing(now)
    rows = notices.filter(held__in=[one.held for one in wanted]).select_related("feed__system")
    for row in rows.order_by("since"):
        found[indicators.read(row.held)].notices.append(row)
    return [one for one in found.values() if one.seen or one.unseen or one.notices]


def _mentions(
    wanted: Collection[Indicator], without: UUID | None
) -> Iterator[tuple[Indicator, Mention]]:
    rows = MentionKey.objects.filter(SUSPECTS, held__in=[one.held for one in wanted])
    if without:
        rows = rows.exclude(mention__record=without)
    rows = rows.select_related("mention__record__force").order_by("-mention")
    for row in rows[:MOST]:
        yield indicators.read(row.held), row.mention


def _count(tally: Tally, actor: Actor, mention: Mention, action: Action) -> None:
    one = seen(actor, mention, action)
    if one is not None:
        # What is above their ceiling, within a report that is not, is not there for them.
        if tally.indicator in indicators.of(one.known):
            tally.seen.append(one)
        return
    told, shared = _may_be_told(actor, mention, tally.indicator)
    if told:
        code = mention.record.force.code
        tally.unseen[code].add(mention.record_id)
        if shared:
            tally.under[code] = shared


def _may_be_told(actor: Actor, mention: Mention, one: Indicator) -> tuple[bool, Shared | None]:
    thing = mention.record.thing
    cleared = allowed(actor.clearance)
    marks = _marks(mention, one)
    if thing.kind not in indicators.COUNTED or thing.groups or not marks <= set(cleared):
        return False, None
    if thing.force == actor.force:
        return True, None
    for shared in actor.shared:
        if covered(shared, thing) and marks <= set(allowed(shared.marking)):
            return True, shared
    return False, None


def _marks(mention: Mention, one: Indicator) -> set[str]:
    """The markings of the record and of the fields the indicator stands in."""
    own = mention.record.marking
    return {own} | {
        str(mention.marks.get(name, own))
        for name, some in mention.keys.items()
        if one in indicators.found(keys.Key(*each) for each in some)
    }


def _notice(row: Notice) -> Document:
    since: datetime = row.since
    return {
        "name": row.feed.system.name,
        "since": clock.iso(since),
        "marking": f"TLP:{row.tlp.upper()}",
        "says": row.name,
    }
