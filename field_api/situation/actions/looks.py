"""The record of who looked at the map, and what an open page holds already."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.core import signing

from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.situation.actions.gathering import Situation
from field_api.situation.rules import Kind, Spot

_SALT = "situation"
_NAMED = 500
_LATE = timedelta(minutes=1)


def tag(officer: Officer, shown: Situation) -> str:
    """An entity tag (RFC 9110 s.8.8.3) of one officer's map. It says in our own hand when they were
    shown it, so that a page which asks again is told apart without being believed.
    """
    said = [_digest(shown), clock.iso(shown.at), officer.pk]
    return f'"{signing.dumps(said, salt=_SALT)}"'


def looked(*, officer: Officer, shown: Situation, held: str) -> bool:
    """Write down who was shown what (DPA 2018 s.62(1)(c)), before it is shown. `held` is the tag of
    what the page has. False, and nothing is written, where that is the same.

    An open page names what came since, not the whole map again: whoever watched it for a shift
    would fill the ledger. What was written a minute before counts as new, for it may have been
    committed after. Raises ledger.NotRecorded.
    """
    digest, before = _held(officer, held)
    if digest == _digest(shown):
        return False
    fresh = [one for one in shown.spots if before is None or one.known_at > before - _LATE]
    named = [one for one in fresh if not (one.kind == Kind.ENTRY and one.mine)]
    parts = [named[at : at + _NAMED] for at in range(0, len(named), _NAMED)]
    ledger.record_looks([_event(officer, shown, part) for part in parts])
    return True


def _held(officer: Officer, given: str) -> tuple[str, datetime | None]:
    """Of a tag; nothing of one that we did not give this officer."""
    try:
        said = signing.loads(given.removeprefix("W/").strip('"'), salt=_SALT)
        digest, moment, whose = said
        at = clock.parse(moment)
    except (signing.BadSignature, ValueError, TypeError):
        return "", None
    return (digest, at) if whose == officer.pk else ("", None)


def _digest(shown: Situation) -> str:
    said = repr((shown.hours, shown.whole, list(shown.spots)))
    return sha256(said.encode()).hexdigest()[:16]


def _event(officer: Officer, shown: Situation, named: Sequence[Spot]) -> Event:
    ids: dict[str, list[str]] = {}
    for one in named:
        ids.setdefault(one.kind.value, []).append(str(one.opens or one.id))
    return Event(
        act=Act.CONSULTATION.value,
        actor=officer.actor,
        subject="situation",
        purpose="map",
        details={"hours": shown.hours, **{kind: sorted(set(some)) for kind, some in ids.items()}},
    )
