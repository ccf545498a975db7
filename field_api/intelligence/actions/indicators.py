"""The indicators of fraud and cyber crime: a list of them, and one with all that is told of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.intelligence.actions import documents
from field_api.intelligence.actions.looks import looked
from field_api.intelligence.actions.sight import Shown, shown
from field_api.intelligence.actions.tallying import SUSPECTS, Tally, tallies
from field_api.intelligence.models import MentionKey, Notice
from field_api.intelligence.rules import Known, indicators, protecting
from field_api.intelligence.rules.indicators import Indicator
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.actions import Names
from field_api.policy.actions.asking import selecting
from field_api.policy.rules import Action, Actor

Document = dict[str, Any]

DAYS = 365
LISTED = 100
"""Of the list; the most frequent of them are looked at."""
_PURPOSE = "indicators"


def listing(*, officer: Officer, order: str = "newest") -> Document:
    """Those in two reports or more of the last year that the officer may read, or known to a feed
    besides; by `newest`, `reports`, `forces` or `loss`, the newest first where those are equal.
    A consultation. Raises Problem 422 for another order.
    """
    if order not in _ORDERS:
        raise Problem(422, "no-such-order", "By newest, reports, forces or loss")
    actor = policy.actor_of(officer)
    found = [one for one in tallies(actor, _frequent(actor)) if _worth(one)]
    _look(officer, "indicators", found)
    rows = [_row(one) for one in found]
    rows.sort(key=lambda row: row["last_at"] or "", reverse=True)
    rows.sort(key=_ORDERS[order], reverse=True)
    return {"order": order, "orders": list(_ORDERS), "rows": rows}


def indicator(*, officer: Officer, mention: UUID, kind: str) -> Document:
    """One, found by a mention that the officer may read: its reports by month, what they lost, the
    number of those the officer may not read, who else knows it, and what to tell the public.

    A consultation. Raises Problem 404 where the mention is not theirs to read, or has none.
    """
    actor = policy.actor_of(officer)
    one = _named(actor, mention, kind)
    # In the mention it was found by, at least.
    (found,) = tallies(actor, [one])
    _look(officer, f"mention:{mention}", [found])
    titles = documents.titles()
    return {
        **_row(found),
        "unseen": [
            {"force": code, "reports": len(some), "few": len(some) < indicators.FEW}
            for code, some in sorted(found.unseen.items())
        ],
        "few": indicators.FEW,
        "months": _months(found.seen),
        "records": [_report(each, titles) for each in _by_record(found.seen)],
        "advice": advice(one.kind),
        "marking": documents.marking(found.seen),
    }


def of_entities(
    *, actor: Actor, asked: Mapping[str, Known], without: UUID | None
) -> tuple[dict[str, list[Document]], list[Tally]]:
    """For each entity an officer is typing, what is told of the indicators in it."""
    wanted = {key: indicators.of(known) for key, known in asked.items()}
    every = {one for some in wanted.values() for one in some}
    found = {one.indicator: one for one in tallies(actor, every, Action.RECOGNISE, without=without)}
    told = {
        key: [_told(found[one]) for one in some if one in found] for key, some in wanted.items()
    }
    return told, list(found.values())


def advice(kind: str) -> list[str]:
    """In the words of the newest form that has advice given."""
    forms = [one for one in catalogue.current_forms() if one.kind == protecting.FORM]
    labels = forms[0].schema["properties"]["advice"]["items"]["x-labels"] if forms else {}
    return protecting.advice(kind, labels)


def _told(one: Tally) -> Document:
    return {**one.document(), "advice": advice(one.indicator.kind)}


def _frequent(actor: Actor) -> list[Indicator]:
    since = clock.now() - timedelta(days=DAYS)
    rows = MentionKey.objects.filter(
        SUSPECTS,
        selecting(actor, Action.READ, Names.under("mention__record")),
        kind__in=list(indicators.KINDS),
        mention__record__occurred_at__gt=since,
    )
    counted = rows.values("held").annotate(
        reports=Count("mention__record", distinct=True), last=Max("mention__record__occurred_at")
    )
    known = Notice.objects.cleared(actor.clearance).standing(clock.now()).values("held")
    several = counted.filter(Q(reports__gt=1) | Q(held__in=known)).order_by(
        "-reports", "-last", "held"
    )
    return [indicators.read(row["held"]) for row in several[:LISTED]]


def _worth(one: Tally) -> bool:
    return len(one.records) > 1 or bool(one.seen and one.notices)


def _named(actor: Actor, mention: UUID, kind: str) -> Indicator:
    found = shown(actor, [mention]).get(mention)
    if found and indicators.belongs(found.mention.category, found.mention.role):
        for one in indicators.of(found.known):
            if one.kind == kind:
                return one
    raise Problem(404, "not-found", "Not found")


def _row(one: Tally) -> Document:
    losses = {each.record.pk: each.record.loss for each in one.seen}
    newest = one.seen[0].mention if one.seen else None
    return {
        **one.document(),
        "mention": str(newest.pk) if newest else "",
        "loss": sum(loss or 0 for loss in losses.values()),
    }


_ORDERS: dict[str, Callable[[Document], Any]] = {
    "newest": lambda row: row["last_at"] or "",
    "reports": lambda row: row["reports"],
    "forces": lambda row: row["forces"],
    "loss": lambda row: row["loss"],
}


def _months(some: Iterable[Shown]) -> list[Document]:
    """A line for each month in which something happened, the newest first."""
    counted: Counter[str] = Counter()
    losses: defaultdict[str, int] = defaultdict(int)
    for one in _by_record(some):
        at = one.record.occurred_at
        month = at.strftime("%Y-%m") if at else ""
        counted[month] += 1
        losses[month] += one.record.loss or 0
    most = max(counted.values(), default=1)
    return [
        {"month": month, "reports": counted[month], "most": most, "loss": losses[month]}
        for month in sorted(counted, reverse=True)
    ]


def _by_record(some: Iterable[Shown]) -> list[Shown]:
    """One for each report, by when it happened, the newest first."""
    each = {one.record.pk: one for one in some}
    return sorted(each.values(), key=_at, reverse=True)


def _at(one: Shown) -> str:
    at = one.record.occurred_at
    return clock.iso(at) if at else ""


def _report(one: Shown, titles: documents.Titles) -> Document:
    record = one.record
    return {
        **documents.source(one, titles),
        "force": record.force.code,
        "at": record.occurred_at,
        "loss": record.loss,
        "role": one.mention.role.replace("-", " "),
    }


def _look(officer: Officer, subject: str, found: Iterable[Tally]) -> None:
    some = list(found)
    looked(
        officer=officer,
        subject=subject,
        purpose=_PURPOSE,
        shown=[each for one in some for each in one.seen],
        details={"indicators": len(some)},
        counted=[one for tally in some for one in tally.disclosed()],
    )
