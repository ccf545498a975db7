"""How each system stands for one who looks on: one word, and what ended in the last hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, QuerySet
from django.db.models.functions import Extract, Floor

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.oversight.actions import health, letters
from field_api.oversight.actions.health import Breaker, Health
from field_api.oversight.rules.alarms import LEVELS

STEP = timedelta(minutes=5)
STEPS = 36


class Word(StrEnum):
    """What one word says of a system, the first that is true.

    paused, draining: a person said so. blocked: its breaker is open, nothing gets through. slow:
    the oldest has waited long enough for the first alarm. recovering; sending; quiet.
    """

    PAUSED = "paused"
    DRAINING = "draining"
    BLOCKED = "blocked"
    SLOW = "slow"
    RECOVERING = "recovering"
    SENDING = "sending"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Standing:
    """One system at this moment. `settled` counts what ended in each `STEP`, the oldest first; the
    last step is still running. `limit` is the most in flight just now: less than the system's own
    while it recovers. `letters` are dead letters of the officer's force.
    """

    facts: Health
    word: Word
    limit: int
    letters: int
    settled: list[int]

    @property
    def system(self) -> System:
        return self.facts.system


_ORDER = (Word.BLOCKED, Word.SLOW, Word.DRAINING, Word.PAUSED)


def standings(officer: Officer) -> list[Standing]:
    """Every system the officer may know of: what needs looking after first, then by name."""
    found = _standings(officer, System.objects.visible_to(officer))
    return sorted(found, key=lambda one: _ORDER.index(one.word) if one.word in _ORDER else 9)


def standing(officer: Officer, code: str) -> Standing | None:
    found = _standings(officer, System.objects.visible_to(officer).filter(code=code))
    return found[0] if found else None


def _standings(officer: Officer, rows: QuerySet[System]) -> list[Standing]:
    found = health.facts(rows, certificates=True, pace=True)
    settled, dead = _settled([one.system.pk for one in found]), letters.counts(officer)
    return [
        Standing(one, _word(one), _limit(one), dead[one.system.pk], settled[one.system.pk])
        for one in found
    ]


def _settled(keys: Sequence[int]) -> dict[int, list[int]]:
    # Reads an index alone: 0.1 s for the 100,000 of a busy force's hours, and seconds for what
    # only a bench settles.
    step = int(STEP.total_seconds())
    last = int(clock.now().timestamp()) // step
    since = datetime.fromtimestamp((last - STEPS + 1) * step, tz=UTC)
    rows = Delivery.objects.filter(system__in=keys, settled_at__gte=since)
    steps_of = rows.annotate(step=Floor(Extract("settled_at", "epoch") / step))
    by_step = steps_of.order_by().values_list("system", "step").annotate(n=Count("pk"))
    counted = {(system, int(at)): n for system, at, n in by_step}
    steps = range(last - STEPS + 1, last + 1)
    return {key: [counted.get((key, one), 0) for one in steps] for key in keys}


def _limit(one: Health) -> int:
    circuit = getattr(one.system, "circuit", None)
    ceiling = circuit.ceiling if circuit else None
    return one.system.max_in_flight if ceiling is None else min(ceiling, one.system.max_in_flight)


def _word(one: Health) -> Word:
    if not one.active:
        return Word(one.system.state)
    if one.breaker in (Breaker.OPEN, Breaker.TRYING):
        return Word.BLOCKED
    if (one.lag_used or 0.0) * 100 >= LEVELS[0]:
        return Word.SLOW
    if one.breaker is Breaker.RECOVERING:
        return Word.RECOVERING
    return Word.SENDING if one.backlog.open else Word.QUIET
