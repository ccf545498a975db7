"""Alerts in the desk's words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from field_api.alerts.actions.desk import One
from field_api.alerts.models import Alert, Receipt
from field_api.alerts.rules import Outcome, Priority, Step

DONE = {
    "issue": _("Issued. It is on its way to every handset that can be reached"),
    "recall": _(
        "Recalled. It leaves every handset that can be reached now, the others when they can"
    ),
}
PRIORITIES = {
    Priority.IMMEDIATE: _("Immediate"),
    Priority.HIGH: _("High"),
    Priority.ROUTINE: _("Routine"),
}
PRIORITIES_AT_LENGTH = {
    Priority.IMMEDIATE: _("Immediate: over whatever they do, until they have seen it"),
    Priority.HIGH: _("High: at the top of every screen until they have seen it"),
    Priority.ROUTINE: _("Routine: in their list"),
}
OUTCOMES = {
    Outcome.ATTENDING: _("Attending"),
    Outcome.DONE: _("Done"),
    Outcome.NO_TRACE: _("No trace"),
    Outcome.CANNOT: _("Cannot"),
}
_STEPS = {
    Step.DELIVERED: _("Delivered"),
    Step.SEEN: _("Seen"),
    Step.ACTED: _("Acted"),
    None: _("Not delivered"),
}
_TONES = {Step.DELIVERED: "wait", Step.SEEN: "info", Step.ACTED: "good", None: "warn"}
_CHIPS = {Priority.IMMEDIATE: "bad", Priority.HIGH: "warn", Priority.ROUTINE: "info"}


def of_alert(row: Alert) -> dict[str, Any]:
    """What a page says of an alert besides itself."""
    priority = Priority(row.priority)
    return {
        "runs": row.is_running,
        "priority": PRIORITIES[priority],
        "tone": _CHIPS[priority] if row.is_running else "",
        "over": "" if row.is_running else _("Recalled") if row.recalled_at else _("Run out"),
    }


def of_officer(one: One) -> dict[str, Any]:
    return {
        "one": one,
        "step": _STEPS[one.step],
        "tone": _TONES[one.step],
        "at": one.when(one.step) if one.step else None,
        "late": one.step in (None, Step.DELIVERED) and one.addressed.escalated_at is not None,
        "said": [_said(receipt) for receipt in one.receipts if receipt.step == Step.ACTED],
    }


def _said(receipt: Receipt) -> dict[str, Any]:
    """`came`: when we heard of it, where that was more than two minutes later."""
    at = receipt.device_at or receipt.received_at
    late = abs((receipt.received_at - at).total_seconds()) > 120
    return {
        "outcome": OUTCOMES[Outcome(receipt.outcome)],
        "words": receipt.words,
        "at": at,
        "came": receipt.received_at if late else None,
    }
