"""Taskings in the desk's words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from field_api.alerts.rules import Priority
from field_api.tasking.actions.desk import One
from field_api.tasking.models import Said, Tasking
from field_api.tasking.rules import Outcome, Step, Verb

DONE = {
    "make": _("Asked. It is on its way to every handset that can be reached"),
    "give": _("Given. It leaves the handsets of those who are no longer asked"),
    "close": _("Ended. It leaves every handset that can be reached now, the others when they can"),
    "end-listing": _("The entry of the watch list is ended"),
}
VERBS = {
    Verb.ARREST: _("Locate and arrest"),
    Verb.STOP: _("Stop and check"),
    Verb.WELFARE: _("Check on their welfare"),
    Verb.RECOVER: _("Find and recover"),
    Verb.ENQUIRE: _("Make an enquiry"),
}
OUTCOMES = {
    Outcome.ARRESTED: _("Arrested"),
    Outcome.LOCATED: _("Located"),
    Outcome.STOPPED: _("Stopped and checked"),
    Outcome.SAFE: _("Safe and well"),
    Outcome.RECOVERED: _("Recovered"),
    Outcome.DONE: _("Done"),
    Outcome.NOT_FOUND: _("Not found"),
}
PRIORITIES = {
    Priority.IMMEDIATE: _("Immediate"),
    Priority.HIGH: _("High"),
    Priority.ROUTINE: _("Routine"),
}
KNOWN = {
    "surname": _("Surname"),
    "given_names": _("Given names"),
    "dob": _("Date of birth"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "pnc_id": _("PNC ID"),
    "vrm": _("Registration mark"),
    "vin": _("VIN"),
    "make": _("Make"),
    "model": _("Model"),
    "colour": _("Colour"),
    "number": _("Number"),
}
"""What is known of who is sought, in the order in which it is read out."""
_STEPS = {
    None: (_("Not delivered"), "warn"),
    Step.DELIVERED: (_("Not seen"), "wait"),
    Step.SEEN: (_("Seen"), "info"),
    Step.ACCEPTED: (_("Going"), "good"),
    Step.DECLINED: (_("Declined"), "bad"),
    Step.OUTCOME: (_("Told what came of it"), "good"),
}
_SAID = {
    Step.SEEN: _("Seen"),
    Step.ACCEPTED: _("Going"),
    Step.DECLINED: _("Declined"),
    Step.WROTE: _("Wrote an entry"),
}
_CHIPS = {Priority.IMMEDIATE: "bad", Priority.HIGH: "warn", Priority.ROUTINE: "info"}


def of_tasking(row: Tasking) -> dict[str, Any]:
    """What a page says of a tasking besides itself."""
    priority = Priority(row.priority)
    ended = OUTCOMES[Outcome(row.closed_as)] if row.closed_as else _("Ended")
    return {
        "runs": row.is_running,
        "verb": VERBS[Verb(row.verb)],
        "chip": PRIORITIES[priority] if row.is_running else ended,
        "tone": _CHIPS[priority] if row.is_running else "good" if row.closed_as else "",
        "late": row.is_late,
    }


def of_officer(one: One) -> dict[str, Any]:
    step, tone = _STEPS[one.step]
    return {"one": one, "step": step, "tone": tone, "said": [*filter(None, map(_said, one.said))]}


def _said(said: Said) -> dict[str, Any] | None:
    """`came`: when we heard of it, where that was more than two minutes later."""
    step = Step(said.step)
    if step is Step.DELIVERED:
        return None
    at = said.device_at or said.received_at
    late = abs((said.received_at - at).total_seconds()) > 120
    words = OUTCOMES[Outcome(said.outcome)] if said.outcome else _SAID[step]
    came = said.received_at if late else None
    return {"what": words, "words": said.words, "at": at, "came": came}
