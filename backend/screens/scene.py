"""What there is to see: a morning of the demonstration's people, worked as they would work it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import connections

from backend.handset import Handset, Item
from backend.runtime.signins import SignIn
from backend.runtime.stack import Running
from backend.story.bodies import body
from backend.story.tale import until
from field_api.alerts import actions as alerts
from field_api.alerts.actions import Issuing, Saying, Whom
from field_api.alerts.rules import Priority
from field_api.identity import actions as identity
from field_api.identity.models import Authenticator, Officer, Unit
from field_api.lib import clock, wall

PATROL, COLLEAGUE, SERGEANT, INSPECTOR, KEEPER, AUDITOR = range(6)
"""The demonstration's people, by their place in its list."""

_PATIENCE = 60.0
_BACK = {
    "reason_code": "missing-detail",
    "text": "Nearly there: one detail.",
    "comments": [{"pointer": "/items/0/narrative", "text": "Which nights, and since when?"}],
}


@dataclass
class Scene:
    """`waiting` is a report that waits for the sergeant, `answered` one that came back and waits
    again, `returned` one that waits for its author, `forked` one of which two versions stand."""

    house: Running
    waiting: str = ""
    answered: str = ""
    returned: str = ""
    delivered: str = ""
    forked: str = ""

    def person(self, place: int) -> SignIn:
        return self.house.sign_ins[place]

    def code(self, place: int) -> str:
        """One nobody has used: the database forgets the last, as half a minute would."""
        who = self.person(place)
        _aside(_forget_codes, who.login)
        return who.code()

    def alert(self) -> None:
        """Raised while somebody looks on."""
        _aside(_alerted, self.person(INSPECTOR).login)

    @contextmanager
    def handset(self, place: int) -> Iterator[Handset]:
        who = self.person(place)
        with Handset(self.house.base, name="Screens") as handset:
            handset.sign_in(who.login, who.password, self.code(place))
            yield handset


def _aside(act: Callable[[str], None], login: str) -> None:
    """Where Playwright's loop runs, Django takes every query for one from an async context."""

    def run() -> None:
        with wall.everyone():
            act(login)
        connections.close_all()

    with ThreadPoolExecutor(1) as aside:
        aside.submit(run).result()


def _forget_codes(login: str) -> None:
    Authenticator.objects.filter(user__login=login).update(
        last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None
    )


def played(house: Running) -> Scene:
    """Raises Failed where a system does not answer within a minute."""
    scene = Scene(house)
    with scene.handset(PATROL) as officer, scene.handset(SERGEANT) as sergeant:
        _written(scene, officer, sergeant)
        with scene.handset(PATROL) as second:
            _forked(scene, officer, second)
    with scene.handset(COLLEAGUE) as colleague:
        for mark in ("Second sighting.", "Third sighting."):
            colleague.write("intelligence-report", body("intelligence-report", mark))
        colleague.push()
    return scene


def _written(scene: Scene, officer: Handset, sergeant: Handset) -> None:
    report, again, back = (
        officer.write("intelligence-report", body("intelligence-report", mark))
        for mark in ("", "Seen twice.", "Seen at the mill.")
    )
    search = officer.write("stop-search", body("stop-search"))
    officer.push()
    scene.waiting, scene.answered, scene.returned, scene.delivered = (
        one["submission"] for one in (report, again, back, search)
    )
    for one in (again, back):
        seen = _document(sergeant, one)
        said = {"revision": seen["revision"], "hash": seen["hash"], **_BACK}
        sergeant.call("POST", f"submissions/{one['submission']}/send-back", said)
    better = body("intelligence-report", "Seen twice: on Friday and on Sunday, after dark.")
    officer.write("intelligence-report", better, **_after(again))
    officer.push()
    until(lambda: _document(officer, search)["state"] == "delivered", _PATIENCE, "not delivered")


def _forked(scene: Scene, first: Handset, second: Handset) -> None:
    note = first.write("note", body("note"))
    first.push()
    scene.forked = note["submission"]
    for phone, words in ((first, "The gate was locked."), (second, "The gate stood open.")):
        phone.write("note", body("note", words), **_after(note))
        phone.push()


def _after(item: Item) -> Item:
    return {"submission": item["submission"], "parents": (item["id"],)}


def _document(handset: Handset, item: Item) -> Item:
    return handset.call("GET", f"submissions/{item['submission']}")


def _alerted(login: str) -> None:
    inspector = Officer.objects.get(login=login)
    unit = Unit.objects.get(name="Response A")
    saying = Saying(
        what="Blue Transit FB26 DEM, stolen plant",
        words="Last seen on Sample Street, heading for the ring road.",
        advice="Stop and search. Two on board.",
        priority=Priority.HIGH,
        valid_until=clock.now() + timedelta(hours=8),
        marking="OFFICIAL",
    )
    issuing = Issuing(key=uuid4(), saying=saying, to=(Whom(unit=unit),))
    alerts.issue(issuing=issuing, by=inspector, leave=identity.Leave(b"", ""))
