"""What a mail says of an alert: names of systems, counts and times; never content, never people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from field_api.oversight.rules.alarms import What

HOUSE = "Fieldbook itself"
CONSOLE = "/console/"

_NAMES = {
    What.LAG: "waiting time",
    What.DEAD_LETTERS: "deliveries that need a person",
    What.BREAKER: "left alone",
    What.CERTIFICATE: "certificate",
    What.LATE: "past their time",
    What.STALLED: "standing still",
    What.RECONCILIATION: "reconciliation",
    What.SEALING: "sealing the ledger",
    What.GLASS: "broken glass",
    What.LOST: "a lost handset",
    What.RECORD: "the ledger and its witnesses",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One alert, as a mail needs it."""

    what: What
    level: int
    raised_at: datetime
    cleared_at: datetime | None
    details: Mapping[str, Any]


# A comparison that failed has no count.
_SENTENCES: Mapping[What, Callable[[Mapping[str, Any]], str]] = {
    What.LAG: lambda d: (
        f"the oldest delivery waits for {duration(d['seconds'])}; allowed are "
        f"{duration(d['budget'])}"
    ),
    What.DEAD_LETTERS: lambda d: f"{d['count']} deliveries need a person",
    What.BREAKER: lambda d: f"it has not answered for {duration(d['seconds'])}",
    What.CERTIFICATE: lambda d: f"{d['name']} ends on {d['ends_on']}",
    What.LATE: lambda d: f"{d['count']} deliveries are past the time they had to be there by",
    What.STALLED: lambda d: f"work has been due for {duration(d['seconds'])} and nothing is tried",
    What.RECONCILIATION: lambda d: (
        f"{d['count']} differences between what was sent and what it holds"
        if "count" in d
        else "the nightly comparison could not be made"
    ),
    What.SEALING: lambda d: f"an event has waited for {duration(d['seconds'])} to be sealed",
    What.GLASS: lambda d: (
        f"{d['unreviewed']} times glass was broken and nobody judged it, {d['overdue']} of them "
        "for more than a day"
    ),
    What.LOST: lambda d: (
        f"a handset was reported lost with {d['count']} entries on it that never came; its page "
        "says which places, and its officer writes them again"
    ),
    What.RECORD: lambda d: (
        f"{d['count']} handsets saw the ledger put back to an earlier moment"
        if d["what"] == "put_back"
        else f"{d['count']} handsets hold proof that the ledger was altered; see docs/ledger.md"
    ),
}


def subject(name: str, told: Sequence[Told]) -> str:
    """One line; a name with line breaks in it can't add a header."""
    name = " ".join(name.split())
    raised = [one for one in told if one.cleared_at is None]
    if not raised:
        return f"[Fieldbook] {name}: over"
    if len(raised) > 1:
        return f"[Fieldbook] {name}: {len(raised)} alerts"
    return f"[Fieldbook] {name}: {_NAMES[raised[0].what]} ({raised[0].level} %)"


def body(name: str, told: Sequence[Told], link: str, zone: str) -> str:
    said = "\n".join(f"- {line(one, zone)}" for one in _sorted(told))
    return (
        f"{' '.join(name.split())}\n\n{said}\n\nSee and acknowledge: {link}\n\n"
        "Sent by Fieldbook, not read by anybody: answers go unseen. 100 % means: act now.\n"
    )


def own(words: str, at: datetime, link: str, zone: str) -> str:
    """To an officer, of their own sign-in: what, when, and what to do if it was somebody else."""
    return (
        f"{words}, {_moment(at, zone)}.\n\nIf that was you, there is nothing to do. If not: tell "
        f"your supervisor now, and change your password here: {link}\n\n"
        "Sent by Fieldbook, not read by anybody: answers go unseen.\n"
    )


def line(one: Told, zone: str) -> str:
    """One alert in one line."""
    since = _moment(one.raised_at, zone)
    if one.cleared_at is not None:
        return f"Over: {_NAMES[one.what]} (from {since} to {_moment(one.cleared_at, zone)})"
    return f"{one.level} %: {_SENTENCES[one.what](one.details)} (since {since})"


def duration(seconds: float) -> str:
    """`45 s`, `12 min`, `3 h`, `4 days`."""
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"


def _sorted(told: Sequence[Told]) -> list[Told]:
    return sorted(told, key=lambda one: (one.cleared_at is not None, -one.level, one.raised_at))


def _moment(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%d %b %H:%M")
