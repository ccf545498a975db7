"""What a tasking is made from: a listing, a hit, an alert, or a sergeant's own word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from field_api.alerts.models import Alert
from field_api.alerts.rules import Priority
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib.problems import Problem
from field_api.policy.rules import USUAL, higher
from field_api.tasking.rules import Verb
from field_api.tasking.rules.doing import WHAT, WORDS
from field_api.tasking.rules.seeking import label, sought_of
from field_api.watch.models import Hit, Listing
from field_api.watch.rules import Category

DESK, LISTING, HIT, ALERT = "desk", "listing", "hit", "alert"
SOURCES = (LISTING, HIT, ALERT)

_VERBS = {
    Category.WANTED: Verb.ARREST,
    Category.BAIL: Verb.ARREST,
    Category.MISSING: Verb.WELFARE,
    Category.SAFEGUARDING: Verb.WELFARE,
    Category.STOLEN: Verb.RECOVER,
    Category.NO_INSURANCE: Verb.STOP,
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What it rests on, and what its form begins with. A tasking made from it bears at least this
    `marking` and is kept at least to these `groups`."""

    source: str = DESK
    row: UUID | None = None
    listing: Listing | None = None
    alert: Alert | None = None
    verb: Verb = Verb.ENQUIRE
    what: str = ""
    words: str = ""
    advice: str = ""
    place: str = ""
    sought: Mapping[str, Any] = field(default_factory=dict)
    priority: Priority = Priority.HIGH
    marking: str = USUAL
    groups: Sequence[str] = ()

    @property
    def is_bound(self) -> bool:
        """Whether something besides the desk says how it is to be marked."""
        return self.source != DESK


def ground(*, source: str, row: UUID | None, by: Officer) -> Ground:
    """What a new tasking would rest on, read by who is about to make it (DPA 2018 s.62(1)(c)).

    Raises Problem 404 for what `by` may not see, 409 tasking-covert for what no handset may hold.
    """
    if source == DESK or row is None:
        return Ground()
    found = {LISTING: _by_listing, HIT: _by_hit, ALERT: _by_alert}[source](row, by)
    if found.listing is not None and found.listing.covert:
        raise Problem(
            409,
            "tasking-covert",
            "It is covert: no handset may hold it",
            "Tell the officers who are to act on it by word.",
        )
    _looked(found, by)
    return found


def _by_listing(row: UUID, by: Officer) -> Ground:
    listing = Listing.objects.visible_to(by).filter(pk=row, weeded_at=None).first()
    if listing is None:
        raise _missing()
    return _of(listing, LISTING, row)


def _by_hit(row: UUID, by: Officer) -> Ground:
    hit = Hit.objects.visible_to(by).select_related("listing", "alert").filter(pk=row).first()
    if hit is None:
        raise _missing()
    marking = higher(hit.marking, hit.listing.marking)
    groups = sorted({*hit.groups, *hit.listing.groups})
    return _of(
        hit.listing, HIT, row, alert=hit.alert, place=hit.place, marking=marking, groups=groups
    )


def _by_alert(row: UUID, by: Officer) -> Ground:
    alert = Alert.objects.visible_to(by).filter(pk=row).first()
    if alert is None:
        raise _missing()
    hits = Hit.objects.visible_to(by).filter(alert=alert).select_related("listing")
    hit = hits.order_by("-at").first()
    said: dict[str, Any] = {
        "alert": alert,
        "what": alert.what,
        "words": alert.words,
        "advice": alert.advice,
        "priority": Priority(alert.priority),
        "marking": alert.marking,
        "groups": alert.groups,
    }
    if hit is None:
        return Ground(ALERT, row, **said)
    said["marking"] = higher(alert.marking, hit.listing.marking)
    said["groups"] = sorted({*alert.groups, *hit.listing.groups})
    return _of(hit.listing, ALERT, row, place=hit.place, **said)


def _of(listing: Listing, source: str, row: UUID, **other: Any) -> Ground:
    said: dict[str, Any] = {
        "verb": _VERBS.get(Category(listing.category), Verb.ENQUIRE),
        "what": label(listing.kind, listing.known)[:WHAT],
        "words": listing.reason[:WORDS],
        "advice": listing.action,
        "sought": sought_of(listing.kind, listing.known),
        "priority": Priority(listing.priority),
        "marking": listing.marking,
        "groups": listing.groups,
    }
    return Ground(source, row, listing, **said | other)


def _looked(found: Ground, by: Officer) -> None:
    subjects = [f"alert:{found.alert.pk}"] if found.alert and found.source == ALERT else []
    subjects += [f"listing:{found.listing.pk}"] if found.listing else []
    ledger.record_looks(
        [
            Event(
                act=Act.CONSULTATION.value,
                actor=by.actor,
                subject=subject,
                purpose="tasking",
                details={},
            )
            for subject in subjects
        ]
    )


def _missing() -> Problem:
    return Problem(404, "not-found", "Not found")
