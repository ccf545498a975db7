"""What officers may be asked to do, what may come of it, and what it has to say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from field_api.alerts.rules import Priority


class Verb(StrEnum):
    """What is to be done. That it is asked gives nobody a power: each officer has their own
    grounds, or has none (PACE 1984 ss.1, 24; O'Hara v Chief Constable of the RUC [1997] AC 286)."""

    ARREST = "arrest"
    STOP = "stop"
    WELFARE = "welfare"
    RECOVER = "recover"
    ENQUIRE = "enquire"


class Outcome(StrEnum):
    """What came of it."""

    ARRESTED = "arrested"
    LOCATED = "located"  # where they are is known; they are not in custody
    STOPPED = "stopped"
    SAFE = "safe"
    RECOVERED = "recovered"
    DONE = "done"
    NOT_FOUND = "not_found"


VERBS: tuple[str, ...] = tuple(one.value for one in Verb)
OUTCOMES: tuple[str, ...] = tuple(one.value for one in Outcome)


@dataclass(frozen=True, slots=True)
class Course:
    """How one verb runs. `ends`: outcomes after which nobody has to look any longer; `other`: those
    that are told and leave it open; `forms`: kinds of entry it is written up as, the likeliest
    first."""

    ends: tuple[Outcome, ...]
    other: tuple[Outcome, ...]
    forms: tuple[str, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return (*self.ends, *self.other)


COURSES = {
    Verb.ARREST: Course(
        (Outcome.ARRESTED,),
        (Outcome.LOCATED, Outcome.NOT_FOUND),
        ("arrest", "stop-search", "note"),
    ),
    Verb.STOP: Course(
        (Outcome.STOPPED, Outcome.ARRESTED),
        (Outcome.LOCATED, Outcome.NOT_FOUND),
        ("stop-search", "arrest", "traffic-offence", "note"),
    ),
    Verb.WELFARE: Course(
        (Outcome.SAFE,),
        (Outcome.LOCATED, Outcome.NOT_FOUND),
        ("public-protection-notice", "note"),
    ),
    Verb.RECOVER: Course(
        (Outcome.RECOVERED,),
        (Outcome.LOCATED, Outcome.NOT_FOUND),
        ("note", "stop-search", "arrest"),
    ),
    Verb.ENQUIRE: Course((Outcome.DONE,), (Outcome.NOT_FOUND,), ("note", "intelligence-report")),
}

WHAT, WORDS, ADVICE, WHY, PLACE = 120, 2000, 300, 300, 200
"""The most characters of each text."""

VALUE = 300
"""The most characters of one thing known of who or what is sought."""

LONGEST = timedelta(days=28)
"""As of an alert: what is to be done later is no tasking of today."""

DUE_IN = {
    Priority.IMMEDIATE: timedelta(hours=2),
    Priority.HIGH: timedelta(hours=12),
    Priority.ROUTINE: timedelta(days=3),
}
"""What the desk proposes."""

ANSWERED_IN = {
    Priority.IMMEDIATE: timedelta(minutes=5),
    Priority.HIGH: timedelta(minutes=30),
    Priority.ROUTINE: timedelta(hours=8),
}
"""After this long with nobody who took it on, whoever asked for it is told."""

KEPT = timedelta(days=365)
"""After its end, as of an alert: long enough to ask who was sent, and what they found."""


def faults(
    *, what: str, words: str, advice: str, place: str, now: datetime, due: datetime | None
) -> list[tuple[str, str]]:
    """What stands in the way of it, as (JSON pointer, sentence); [] for nothing."""
    long = (("what", what, WHAT), ("words", words, WORDS), ("advice", advice, ADVICE))
    found = [
        (f"/{name}", f"At most {most} characters.")
        for name, text, most in (*long, ("place", place, PLACE))
        if len(text) > most
    ]
    if not what.strip():
        found.append(("/what", "Say in a line whom or what it is about."))
    if due is not None and not now < due <= now + LONGEST:
        found.append(("/due", f"It is due after now, and within {LONGEST.days} days."))
    return found
