"""Who works, with what, over which network; and what must never be seen on it."""

from pathlib import Path
from uuid import uuid4

from backend.handset import Answer, Request
from backend.soak import people, snapshots
from backend.soak.device import Device
from backend.soak.network import Network
from backend.soak.people import Person
from field_api.identity.rules import Role


class World:
    """Two officers, one of them with two devices, and a sergeant who covers both."""

    def __init__(self, folder: Path) -> None:
        self.surprises: list[str] = []
        self.network = Network(self._watch)
        unit = people.unit()
        one, two = people.join(unit), people.join(unit)
        sergeant = people.join(unit, Role.SUPERVISOR)
        self.people = [one, two, sergeant]
        owners = [one, one, two, sergeant]
        self.devices = [
            Device(who, folder / f"{number}-{uuid4().hex[:6]}.sqlite", self.network)
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

    def writer(self, which: int) -> Device:
        return self.writers[which % len(self.writers)]

    def device(self, which: int) -> Device:
        return self.devices[which % len(self.devices)]

    def person(self, which: int) -> Person:
        return self.people[which % len(self.people)]
