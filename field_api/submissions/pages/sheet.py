"""Everything the page of one submission shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from field_api.catalogue.rules import Form, advised
from field_api.delivery.rules import State
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.submissions.actions import desk
from field_api.submissions.actions.desk import Need
from field_api.submissions.actions.forms import form_of
from field_api.submissions.grounds import GROUNDS
from field_api.submissions.pages.decision import Typed
from field_api.submissions.pages.rows import Margin, Part, Point, Row, points, remarks
from field_api.submissions.pages.versions import Versions, versions
from field_api.submissions.pages.words import moment, since
from field_api.submissions.rules import State as Journey
from field_api.submissions.sampling import LABELS

Document = dict[str, Any]

_DELIVERIES = {
    State.DUE: ("info", "clock"),
    State.SENDING: ("info", "up"),
    State.DELIVERED: ("good", "tick"),
    State.AWAITING: ("info", "clock"),
    State.REJECTED: ("bad", "cross"),
    State.UNCERTAIN: ("warn", "warn"),
    State.HELD: ("warn", "lock"),
    State.EXPIRED: ("bad", "clock"),
    State.POISONED: ("warn", "warn"),
    State.CANCELLED: ("quiet", "dash"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """`need` is None where nothing waits for a decision; `own` where the reader is the writer, who
    may not decide. `stray` are comments whose fields are gone. `points` are suggested to look at,
    while it waits. `advice` is to print or send.
    """

    need: Need | None
    own: bool
    parts: list[Part]
    stray: list[Row]
    points: list[Point]
    advice: str
    versions: Versions | None
    journey: list[Document]
    deliveries: list[Document]
    send_back: list[tuple[str, str]]
    reject: list[tuple[str, str]]
    waited: str
    overdue: str
    happened: datetime | None
    written: datetime | None
    received: datetime | None
    device_time: datetime | None
    came: datetime | None

    @property
    def decidable(self) -> bool:
        return self.need is not None and not self.own

    @property
    def speakable(self) -> bool:
        """Whether it can go back to its author with words."""
        return self.decidable and self.need != Need.ADMIT

    @property
    def rejectable(self) -> bool:
        """Whether it can still be kept from going anywhere."""
        return self.decidable and self.need != Need.CONFIRM


def sheet(doc: Document, officer: Officer, typed: Typed, query: Mapping[str, str]) -> Sheet:
    # Of what was erased there is nothing to lay out, to check or to compare.
    gone = doc["state"] == Journey.DISPOSED
    form = None if gone else form_of(doc["kind"], doc["version"] or 1)
    need = desk.needed(doc["state"], doc["review_state"])
    compared = None if gone else versions(doc, typed, query)
    margin = Margin(remarks(doc, form), typed.comments, compared.changed if compared else ())
    parts = margin.parts(form, doc["body"]) if form else []
    due = moment(doc["review_by"])
    return Sheet(
        need=need,
        own=doc["author"]["login"] == officer.login,
        parts=parts,
        stray=margin.stray(parts),
        points=points(doc, form) if need else [],
        advice=advised(form, doc["body"]) if form else "",
        versions=compared,
        journey=[_step(step, form) for step in doc["review"]],
        deliveries=[_delivery(one) for one in doc["deliveries"]],
        send_back=list(form.send_back.items()) if form else [],
        reject=list(form.reject.items()) if form else [],
        waited=since(clock.parse(doc["review"][-1]["at"])) if need and doc["review"] else "",
        overdue=since(due) if need and due and due < clock.now() else "",
        happened=moment(doc["occurred_at"]),
        written=moment(doc["written_at"]),
        received=moment(doc["received_at"]),
        device_time=moment(doc["clock"] and doc["clock"]["device_time"]),
        came=moment(doc["clock"] and doc["clock"]["received_at"]),
    )


def tone(state: str) -> dict[str, str]:
    """How a delivery in this state looks: {tone, icon}."""
    return dict(zip(("tone", "icon"), _DELIVERIES[State(state)], strict=True))


def _delivery(one: Document) -> Document:
    return {**one, **tone(one["state"]), "at": moment(one["at"])}


def _step(step: Document, form: Form | None) -> Document:
    reasons = {**form.send_back, **form.reject} if form else {**GROUNDS}
    return {
        **step,
        "at": moment(step["at"]),
        "policy": LABELS.get(step["policy"], ""),
        "reason": reasons.get(step["reason_code"], step["reason_code"]),
        "remarks": len(step["comments"]),
    }
