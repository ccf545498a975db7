"""Officers who push at once, each on a handset of their own, with all sealing done beforehand."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from backend.bench.load import Request
from backend.handset import Handset, Item
from backend.handset.sealing import Tip, new_payload, written
from backend.runtime.sandboxes import Sandbox
from backend.runtime.signins import SignIn
from backend.story import entering
from backend.story import seed as story
from backend.story.bodies import body
from field_api.delivery.models import Route
from field_api.identity import actions as identity
from field_api.identity.models import Authenticator, Unit
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.notebook.rules import read_head

OFFICERS = 4
KIND = "note"


def seed(boxes: Sequence[Sandbox]) -> list[SignIn]:
    """The demonstration's people and systems, and these officers, who are given back."""
    story.seed(boxes)
    # One delivery an entry, so that figures say what a delivery costs.
    Route.objects.filter(kind=KIND).exclude(system__code="records").update(active=False)
    unit = Unit.objects.get(name="Response A")
    return [_enrolled(unit, str(9001 + number)) for number in range(OFFICERS)]


def _enrolled(unit: Unit, collar: str) -> SignIn:
    password = secrets.token_urlsafe(16)
    officer, totp = identity.enrol_officer(
        force=unit.force,
        collar_number=collar,
        rank="PC",
        given_name="Bench",
        surname="Example",
        password=password,
        own=True,
    )
    identity.post(officer=officer, unit=unit, role=Role.OFFICER, starts_on=date(2020, 1, 1))
    return SignIn(officer.login, password, _base32(totp), officer.display_name, "pushes")


def _base32(totp: Authenticator) -> str:
    return base64.b32encode(totp.bin_key).decode()


def signed_in(base: str, sign_in: SignIn) -> Handset:
    handset = Handset(base, name="Bench handset")
    given = leave(sign_in)
    handset.sign_in(sign_in.login, sign_in.password, sign_in.code(), enrolment=given)
    return handset


def leave(sign_in: SignIn) -> tuple[str, str]:
    """An enrolment code and the asset tag that it is for. The six digits of now serve again:
    another subject may have signed in by them, and waiting for the next would measure nothing.
    """
    Authenticator.objects.filter(user__login=sign_in.login).update(last_t=-1)
    return entering.leave(sign_in.login)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Pushes of one officer, ready to go, and the entries each carries."""

    handset: Handset
    items: list[list[Item]]

    @property
    def requests(self) -> list[Request]:
        """Good for the ten minutes that their proofs are."""
        if self.handset.line.bound:
            self.handset.call("GET", "me")  # for the nonce of now
        return [self._request(items) for items in self.items]

    def _request(self, items: list[Item]) -> Request:
        device = {
            "id": str(self.handset.installation),
            "time": clock.iso(clock.now()),
            "minted_through": read_head(items[-1]["head"]).seq,
            "app": "bench",
        }
        body = orjson.dumps({"epoch": 1, "device": device, "items": items})
        proved = self.handset.line.headers("POST", "/api/v1/sync/push")
        headers = {**proved, "Content-Type": "application/json"}
        return Request("/api/v1/sync/push", body, headers)

    def sent(self, pushes: int) -> None:
        """So many went out; what was not sent is torn off, so that the chain goes on from there."""
        if pushes < len(self.items):
            first = read_head(self.items[pushes][0]["head"])
            _move(self.handset, Tip(first.seq - 1, first.prev_hash))


def sealed(handset: Handset, pushes: int, entries: int) -> Sealed:
    """`pushes` pushes of `entries` notes each, the next of this officer's chain."""
    items = [[_note(handset) for _ in range(entries)] for _ in range(pushes)]
    return Sealed(handset, items)


def _note(handset: Handset) -> Item:
    """Its place is taken, and no outbox holds it: the bench sends it by its own means."""
    payload = new_payload(KIND, body(KIND), at=handset.now())
    item, tip = handset.sealed(payload["id"], KIND, written(payload))
    _move(handset, tip)
    return item


def _move(handset: Handset, tip: Tip) -> None:
    with handset.store.change():
        handset.store.state(tip=[tip.seq, tip.hash])
