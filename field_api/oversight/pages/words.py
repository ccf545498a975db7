"""Spans, moments and states as the console says them."""

from datetime import datetime, timedelta

from django.utils import timezone

from field_api.delivery.rules import State, Todo
from field_api.lib import clock

_SPANS = ((86400, "day"), (3600, "h"), (60, "min"))


def span(length: timedelta) -> str:
    """`12 s`, `4 min`, `3 h`, `2 days`: the largest unit, rounded down."""
    seconds = max(int(length.total_seconds()), 0)
    for size, unit in _SPANS:
        if seconds >= size:
            n = seconds // size
            return f"{n} {unit}{'s' if unit == 'day' and n > 1 else ''}"
    return f"{seconds} s"


def ago(then: datetime | None) -> str:
    return f"{span(clock.now() - then)} ago" if then else ""


def ahead(then: datetime | None) -> str:
    """`in 12 s`; `now` for what has come."""
    if then is None:
        return ""
    left = then - clock.now()
    return f"in {span(left)}" if left >= timedelta(seconds=1) else "now"


def moment(then: datetime) -> str:
    """`3 Mar, 14:05`, in the force's time; the time alone where it is of today."""
    today = timezone.localtime(clock.now()).date()
    local = timezone.localtime(then)
    return f"{local:%H:%M}" if local.date() == today else dated(then)


def dated(then: datetime) -> str:
    """`3 Mar, 14:05`, also of today: for one end of a stretch of time."""
    local = timezone.localtime(then)
    return f"{local.day} {local:%b, %H:%M}"


LOOKS = {
    State.DUE: ("Waiting", "info", "clock"),
    State.SENDING: ("Being sent", "info", "up"),
    State.DELIVERED: ("Accepted", "good", "tick"),
    State.AWAITING: ("Taken, not yet decided", "info", "clock"),
    State.REJECTED: ("Rejected", "bad", "cross"),
    State.UNCERTAIN: ("Not known", "warn", "warn"),
    State.HELD: ("Held back", "warn", "lock"),
    State.EXPIRED: ("Too late", "bad", "clock"),
    State.POISONED: ("Set aside", "bad", "warn"),
    State.CANCELLED: ("Cancelled", "quiet", "dash"),
}
"""What a state is called, its tone and its icon."""

ADVICE = {
    State.REJECTED: "The system says the content is wrong. Its officer can correct it; where the"
    " mapping was at fault, map it anew.",
    State.UNCERTAIN: "It may have arrived. Ask that system's people for the key below, then say"
    " what they answered.",
    State.HELD: "Its marking is above what that system may hold, or no agreement lets it go there."
    " Nothing went out.",
    State.EXPIRED: "It did not get there in time, and its route says that late is worth nothing.",
    State.POISONED: "Three workers ended while they carried it. Have a developer look before it"
    " goes out again.",
}
"""What a person can do about it."""

TODOS = {
    Todo.CORRECT: "Correct a field",
    Todo.ASK: "Ask whether it arrived",
    Todo.AMEND: "Amend it there by hand",
    Todo.ERASE: "Erase it there by hand",
    Todo.LATE: "Not there in time",
    Todo.RESTRICT: "See who may read it there",
}


def look(state: str) -> dict[str, str]:
    label, tone, icon = LOOKS[State(state)]
    return {"label": label, "tone": tone, "icon": icon}
