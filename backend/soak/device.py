"""A handset that can be killed between any two steps, with a clock that jumps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from backend.handset import Answer, Handset, Item, Offline, Pace, Refused, Request, Store
from backend.handset.pulling import take
from backend.soak.network import Fate, Network
from backend.soak.people import Person, code_of
from backend.story.entering import leave
from field_api.lib import clock


class Killed(BaseException):
    """The device is switched off: nothing in the client may catch this."""


class Heart:
    """Counts steps; at the one it was armed for, the device dies."""

    def __init__(self) -> None:
        self.left = 0

    def beat(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed


class MortalStore(Store):
    """May die before a transaction, before its commit, and after it."""

    def __init__(self, path: Path, heart: Heart) -> None:
        super().__init__(path)
        self.heart = heart

    @contextmanager
    def change(self) -> Iterator[None]:
        self.heart.beat()
        with super().change():
            yield
            self.heart.beat()
        self.heart.beat()


class Device:
    """One handset of one officer, and what happened to it."""

    def __init__(self, person: Person, path: Path, network: Network) -> None:
        self.person, self.path, self.network = person, path, network
        self.heart, self.ahead = Heart(), timedelta(0)
        self.stopped = False  # revoked: it may push, and reads nothing
        self.pages: list[tuple[str, Item]] = []
        self.refusals: list[Refused] = []
        self.handset = self._opened()

    def _opened(self) -> Handset:
        self.heart.left = 0
        return Handset(
            transport=self._carry,
            store=MortalStore(self.path, self.heart),
            pace=Pace(sleep=lambda seconds: None),
            now=lambda: clock.iso(clock.now() + self.ahead),
        )

    def _carry(self, request: Request) -> Answer:
        self.heart.beat()
        answer = self.network.carry(self.person.login, request)
        self.heart.beat()
        return answer

    def sign_in(self) -> None:
        if self.stopped:
            return
        who = self.person
        try:
            # Known or not: after a restore the server may have forgotten this handset.
            self.handset.sign_in(who.login, who.password, code_of(who), enrolment=leave(who.login))
        except Refused as refused:
            self.stopped = refused.code == "device-revoked"
            if refused.status not in (401, 403):
                self._wonder(refused)

    def attempt(self, work: Callable[[Handset], object]) -> bool:
        """Whether it went through. What a person would do about a refusal is done."""
        try:
            work(self.handset)
            return True
        except Offline:
            pass
        except Killed:
            self.open_again()
        except Refused as refused:
            self._heed(refused)
        return False

    def _heed(self, refused: Refused) -> None:
        if refused.status == 401:
            self.attempt(lambda handset: self.sign_in())
        elif refused.code == "device-revoked":
            self.stopped = True
        else:
            self._wonder(refused)

    def _wonder(self, refused: Refused) -> None:
        """A refusal without cause is a fault. Half a request is a cause, and so is a code that was
        shown again because the network had doubled it or lost the answer (the handset asks again by
        itself, with a new proof): it counts once, and a person would show the next.
        """
        cut = self.network.last is Fate.REQUEST_CUT and refused.status == 400
        spent = self.network.met - {Fate.OK} and refused.code == "step-up-refused"
        if not (cut or spent or refused.undecided):
            self.refusals.append(refused)

    def open_again(self) -> None:
        """What is not on the disk is gone; what is must be enough."""
        self.handset.store.close()
        self.pages.clear()
        self.handset = self._opened()

    def ask_page(self) -> None:
        """Another window asks, and its answer is slow to come."""
        asked = self.handset.store.fact("cursor", "")
        try:
            page = self.handset.call("GET", f"sync/pull?cursor={asked}&limit=2")
        except Refused as refused:
            if refused.status != 410:
                raise
            return  # the window that pulls next begins anew
        self.pages.append((asked, page))

    def take_page(self, which: int) -> None:
        if self.pages:
            asked, page = self.pages.pop(which % len(self.pages))
            take(self.handset.store, asked, page)
