"""What can happen. Each act takes numbers for what is chosen, and does nothing where there is
nothing to choose: any sequence of acts is a story."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from backend.handset import Answer, Item, Offline, Refused, Request
from backend.handset.sealing import new_payload
from backend.soak import people, snapshots
from backend.soak.device import Device
from backend.soak.network import Fate, Network
from backend.soak.people import KINDS, Person
from backend.story.bodies import body
from field_api.identity import actions as identity
from field_api.identity import models
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.submissions.actions.forms import form_of

UNKNOWN = "no-such-form"


class World:
    """Two officers, one of them with two devices, and a sergeant who covers both."""

    def __init__(self, folder: Path, client: type[Device] = Device) -> None:
        self.surprises: list[str] = []
        self.network = Network(self._watch)
        unit = people.unit()
        one, two = people.join(unit), people.join(unit)
        sergeant = people.join(unit, Role.SUPERVISOR)
        self.people = [one, two, sergeant]
        owners = [one, one, two, sergeant]
        self.devices = [
            client(who, folder / f"{number}-{uuid4().hex[:6]}.sqlite", self.network)
            for number, who in enumerate(owners)
        ]
        for device in self.devices:
            device.sign_in()
        self.sergeant = self.devices[-1]
        self.writers = self.devices[:-1]
        self.copy = ""
        self.restores = 0

    def close(self) -> None:
        for device in self.devices:
            device.handset.store.close()
            for path in device.path.parent.glob(f"{device.path.name}*"):
                path.unlink()
        if self.copy:
            snapshots.forget(self.copy)

    def _watch(self, login: str, request: Request, answer: Answer) -> None:
        """Nobody is told what another officer wrote, and the server never stumbles."""
        if answer.status >= 500:
            self.surprises.append(f"{request.method} {request.path}: {answer.status}")
        for other in self.people:
            if login not in (other.login, self.people[-1].login) and (
                other.word.encode() in answer.body
            ):
                self.surprises.append(f"{request.path} disclosed another officer's work")

    # --- officers -----------------------------------------------------------------------------

    def write(self, device: int, kind: int, flaw: int) -> None:
        """`flaw`: 0 to 3 none, 4 answers that break the form, 5 unreadable, 6 an unknown form."""
        it = self._writer(device)
        name = KINDS[kind % len(KINDS)]
        text = self._body(it, name)
        match flaw:
            case 4:
                it.attempt(lambda handset: handset.write(name, {"zz": it.person.word}))
            case 5:
                payload = new_payload(name, {}, at=it.handset.now())
                torn = json.dumps({**payload, "body": it.person.word})
                it.attempt(lambda handset: handset.keep({**payload, "submission": ""}, torn))
            case 6:
                it.attempt(lambda handset: handset.write(UNKNOWN, text))
            case _:
                it.attempt(lambda handset: handset.write(name, text))

    def edit(self, device: int, which: int, broken: bool) -> None:
        """Upon all that stands, as far as this device knows: a merge where two stand."""

        def revise(it: Device, submission: str, kind: str) -> None:
            text = {"zz": it.person.word} if broken else self._body(it, kind)
            it.attempt(lambda handset: handset.edit(submission, kind, text))

        self._revise(device, which, revise)

    def withdraw(self, device: int, which: int) -> None:
        self._revise(
            device,
            which,
            lambda it, submission, kind: it.attempt(lambda h: h.withdraw(submission, kind)),
        )

    def trespass(self, device: int, which: int) -> None:
        """An entry that claims to revise a colleague's submission."""
        it = self._writer(device)
        theirs = [one for other in self.writers if other.person != it.person for one in _own(other)]
        if theirs:
            submission, kind = theirs[which % len(theirs)]
            text = self._body(it, "note")
            it.attempt(lambda handset: handset.write(kind, text, submission=submission))

    def _revise(self, device: int, which: int, how: Callable[[Device, str, str], object]) -> None:
        it = self._writer(device)
        mine = _own(it)
        if mine:
            how(it, *mine[which % len(mine)])

    def _writer(self, device: int) -> Device:
        return self.writers[device % len(self.writers)]

    def _body(self, it: Device, kind: str) -> Item:
        return body(kind if kind in KINDS else "note", f"{it.person.word} {uuid4().hex[:6]}")

    # --- devices and the network --------------------------------------------------------------

    def sync(self, device: int, what: str, fates: list[tuple[Fate, int]]) -> None:
        """`what`: sync, push or pull."""
        self.network.fates.extend(fates)
        it = self.devices[device % len(self.devices)]
        it.attempt(lambda handset: getattr(handset, what)())
        self.network.fates.clear()

    def carry(self, device: int, other: int) -> None:
        """A colleague's handset brings what one can't."""
        bearer, owner = self._writer(device), self._writer(other)
        waiting = owner.handset.outbox
        bearer.attempt(lambda handset: handset.push(waiting))

    def ask_page(self, device: int) -> None:
        self._writer(device).attempt(lambda handset: self._writer(device).ask_page())

    def take_page(self, device: int, which: int) -> None:
        it = self._writer(device)
        it.attempt(lambda handset: it.take_page(which))

    def late(self, which: int) -> None:
        self.network.release(which)

    def kill(self, device: int, steps: int) -> None:
        """The device dies at that step of its next syncs."""
        it = self.devices[device % len(self.devices)]
        it.heart.left = steps
        it.attempt(lambda handset: handset.sync())
        it.heart.left = 0

    def jump(self, device: int, hours: int) -> None:
        self._writer(device).ahead = timedelta(hours=hours)

    # --- supervision and standing -------------------------------------------------------------

    def decide(self, which: int, how: str) -> None:
        """`how`: approve (or confirm), send-back, reject, admit."""
        self.sergeant.attempt(lambda handset: self._decide(which, how))

    def _decide(self, which: int, how: str) -> None:
        call = self.sergeant.handset.call
        waiting = call("GET", "submissions?queue=review")["submissions"]
        if not waiting:
            return
        document = waiting[which % len(waiting)]
        seen = {"revision": document["revision"], "hash": document["hash"]}
        if how in ("send-back", "reject"):
            form = form_of(document["kind"], document["version"])
            reasons = form and (form.send_back if how == "send-back" else form.reject)
            seen |= {"reason_code": next(iter(reasons or ["none"])), "text": "Look again."}
        # What stands need not be what this decision is for: no is an answer too.
        with suppress(Refused):
            call("POST", f"submissions/{document['id']}/{how}", seen)

    def stand_down(self, who: int) -> None:
        people.stand_down(self._person(who))

    def take_up(self, who: int) -> None:
        people.take_up(self._person(who))

    def expire(self, device: int) -> None:
        """Their shift is over: every token of this device has run out."""
        it = self.devices[device % len(self.devices)]
        tokens = models.Token.objects.filter(device__installation=it.handset.installation)
        gone = clock.now() - timedelta(minutes=1)
        tokens.update(created_at=gone - timedelta(hours=16), expires_at=gone)

    def revoke(self, device: int) -> None:
        it = self._writer(device)
        row = models.Device.objects.get(installation=it.handset.installation)
        identity.revoke_device(device=row, by=row.officer, reason="It was lost")

    def _person(self, who: int) -> Person:
        return self.people[who % len(self.people)]

    # --- the server's own misfortunes ---------------------------------------------------------

    def back_up(self) -> None:
        self.copy = snapshots.take()

    def restore(self) -> None:
        snapshots.put_back(self.copy)
        self.restores += 1


def _own(it: Device) -> list[tuple[str, str]]:
    """(submission, kind) of what this device knows of its officer's work, oldest first."""
    store = it.handset.store
    known: dict[str, str] = {}
    rows = store.rows("SELECT submission, item FROM entry WHERE submission <> '' ORDER BY seq")
    for submission, item in rows:
        known.setdefault(submission, json.loads(json.loads(item)["payload"])["kind"])
    for (kind, key), document in store.documents().items():
        if kind == "submission":
            known.setdefault(key, document["kind"])
    return list(known.items())


__all__ = ["Fate", "Offline", "World"]
