"""Random work of a small force, pushed, decided, sent on and read; the same by one seed."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from field_api.connectors.rules import FieldFault
from field_api.delivery.actions import tasks
from field_api.delivery.models import Attempt, Delivery
from field_api.delivery.rules import Todo
from field_api.identity.models import Officer
from field_api.intelligence import actions as intelligence
from field_api.lib import ids
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Words
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.catalogue import bodies
from tests.handset import Handset
from tests.submissions import desk, journeys

KINDS = (written.NOTE, written.SEARCH, written.INTEL)
_NAMES = ("Sample", "Example", "Specimen")
_STATES = ("delivered", "delivered", "delivered", "rejected", "uncertain", "due", "cancelled")
_OUTCOMES = (("delivered", 200), ("rejected", 422), ("rejected", 400), ("taken", 202))


class Work:
    """What is done is drawn from `seed`; `entries` are the submissions so far."""

    def __init__(self, seed: int) -> None:
        written.forms()
        written.systems()
        self.draw = random.Random(seed)
        units = [make.unit("Response"), make.unit("Neighbourhood")]
        self.phones = [handset.of(make.officer(posted=unit)) for unit in units for _ in range(2)]
        self.sergeants = {unit.pk: make.supervisor(posted=unit) for unit in units}
        self.entries: list[tuple[Handset, Submission]] = []

    def go_on(self, count: int) -> None:
        for _ in range(count):
            self._one()
        while intelligence.read():
            pass

    def decide_late(self) -> None:
        """A decision about each of some that arrived before."""
        for phone, entry in self.entries[:: self.draw.randint(1, 3)]:
            self._decide(phone, Submission.objects.get(pk=entry.pk))

    def _one(self) -> None:
        phone, kind = self.draw.choice(self.phones), self.draw.choice(KINDS)
        entry = journeys.send(phone, kind, body=self._body(kind), **self._made())
        self.entries.append((phone, entry))
        last = journeys.last(phone)
        if self.draw.random() < 0.2:  # put right by the officer, before anybody looked
            self._corrected(phone, entry, last)
        if self.draw.random() < 0.6:
            self._decide(phone, Submission.objects.get(pk=entry.pk))
        for one in Delivery.objects.filter(subject=entry.pk, state="due").order_by("id"):
            self._settle(one)
        back = timedelta(days=self.draw.randint(0, 2), seconds=self.draw.randint(0, 5000))
        Submission.objects.filter(pk=entry.pk).update(created_at=F("created_at") - back)

    def _body(self, kind: str) -> dict[str, Any]:
        body = desk.example(kind)
        form = bodies.form(kind)
        required = set(form.schema.get("required", ()))
        for name in sorted(body.keys() - required):
            if self.draw.random() < 0.3:
                del body[name]
        if kind == written.SEARCH and "surname" in body:
            body["surname"] = self.draw.choice(_NAMES)
        return body

    def _made(self) -> dict[str, Any]:
        if self.draw.random() < 0.3:
            return {}
        names = ("typed", "chosen", "reused", "filled")
        return {"made": {name: self.draw.randint(0, 30) for name in names}}

    def _corrected(self, phone: Handset, entry: Submission, last: str) -> None:
        body = self._body(entry.kind)
        journeys.send(
            phone, entry.kind, body=body, submission=entry.pk, parents=(last,), **self._made()
        )

    def _decide(self, phone: Handset, entry: Submission) -> None:
        if (entry.state, entry.review_state) not in (
            ("needs_review", "waiting"),
            ("released", "waiting"),
        ):
            return
        sergeant = self.sergeants[entry.unit_id]
        how = self.draw.choice(("approve", "approve", "send_back", "reject"))
        if how == "reject" and entry.state != "needs_review":
            how = "send_back"
        if how == "approve":
            journeys.decide(how, entry, sergeant)
        elif how == "reject":
            journeys.decide(how, entry, sergeant, words=self._words(entry, how))
        else:
            seen, words = journeys.seen(entry), self._words(entry, how)
            submissions.send_back(submission=entry.pk, officer=sergeant, seen=seen, words=words)

    def _words(self, entry: Submission, how: str) -> Words:
        form = bodies.form(entry.kind)
        reasons: Sequence[str] = list(form.send_back if how == "send_back" else form.reject)
        places = ["/persons/0/surname", "/persons/1/surname", "/grounds", "/text", ""]
        comments = [
            {"pointer": self.draw.choice(places), "text": "Say more."}
            for _ in range(self.draw.randint(0, 3))
        ]
        return Words(self.draw.choice(reasons), "Please look again.", comments)

    def _settle(self, one: Delivery) -> None:
        state = self.draw.choice(_STATES)
        after = timedelta(milliseconds=self.draw.randint(50, 400_000))
        faults = [{"pointer": "/persons/0/surname", "text": "not known"}]
        refused = state == "rejected" and self.draw.random() < 0.6
        if state != "due":
            Delivery.objects.filter(pk=one.pk).update(
                state=state, settled_at=Now() + after, faults=faults if refused else []
            )
        if self.draw.random() < 0.8:
            outcome, status = self.draw.choice(_OUTCOMES)
            Attempt.objects.create(
                delivery=one,
                lease_token=ids.new(),
                step="send",
                outcome=outcome,
                status=status,
                duration_ms=40,
            )
        if refused:
            found = [FieldFault("/persons/0/surname", "not known")]
            tasks.raise_for(delivery=one, todo=Todo.CORRECT, faults=found)


def reviewer(of: Work) -> Officer:
    """Somebody who covers all of its units."""
    made: Officer = next(iter(of.sergeants.values()))
    return made
