"""A small world in which every table that people read has a row, each holding a word that nobody
else may ever be answered with; and the people who try.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from field_api.alerts import actions as alerts
from field_api.alerts.actions import Saying, Whom
from field_api.alerts.rules import Priority
from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.identity import actions as identity
from field_api.identity.models import Device, Officer, Token
from field_api.identity.rules import TOKEN_LIFE, Role
from field_api.lib import clock
from field_api.policy.models import Clearance
from field_api.queries import actions as queries
from field_api.queries.rules.asking import Kind
from field_api.submissions.actions import erase, holds
from field_api.submissions.models import Submission
from field_api.sync.models import DeadLetter
from field_api.tasking import actions as tasking
from field_api.tasking.actions import Ground, Wanted
from field_api.tasking.rules import Verb
from tests import handset, make, written
from tests.attachments import phone as photos
from tests.attachments.conftest import in_folder
from tests.handset import Handset
from tests.submissions import journeys
from tests.submissions.erasing import WHY
from tests.watch import listed

OPEN_WORD, MARKED_WORD, PHONE_WORD = "zzopencanary", "zzmarkedcanary", "zzphonecanary"
"""What stands in an entry marked OFFICIAL; in what is marked OFFICIAL-SENSITIVE or is nobody's but
its owner's; and what names an officer's handset, which whoever answers for them may know."""
WORDS = (OPEN_WORD, MARKED_WORD, PHONE_WORD)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who tries, by a handset and by a browser, and the words that may not reach them."""

    name: str
    api: APIClient
    browser: Client
    forbidden: tuple[str, ...] = WORDS
    officer: Officer | None = None

    def sign_in_again(self) -> None:
        """Some doors sign whoever has no business there out; what stands behind the next would then
        be tried by a stranger.
        """
        session = self.browser.cookies.get(settings.SESSION_COOKIE_NAME)
        if self.officer is not None and session is not None and not session.value:
            self.browser.cookies = make.at_desk(self.officer).cookies


@dataclass
class World:
    """`ids` are what addresses are made of, by the name a route gives them."""

    author: Officer
    phone: Handset
    entries: dict[str, Submission]
    ids: dict[str, list[str]] = field(default_factory=dict)


def made(folder: Path, told: Any) -> World:
    """The world of Response in Northamptonshire. `told` is pytest-django's `settings`."""
    in_folder(told, folder)
    written.forms()
    written.systems()
    phone = handset.of()
    author = phone.officer
    world = World(author, phone, _written(phone))
    _around(world)
    world.ids = _ids(world)
    return world


def _written(phone: Handset) -> dict[str, Submission]:
    marked = {"surname": MARKED_WORD, "given_names": "Sam", "dob": "2004-05-06"}
    narrative = written.body(written.INTEL)
    narrative["items"][0]["narrative"] = MARKED_WORD
    return {
        "note": journeys.send(phone, written.NOTE, body=written.body(text=OPEN_WORD)),
        "search": journeys.send(phone, written.SEARCH, body=written.body(written.SEARCH, **marked)),
        "intel": journeys.send(phone, written.INTEL, body=narrative),
    }


def _around(world: World) -> None:
    author, note = world.author, world.entries["note"]
    inspector = make.officer(role=Role.INSPECTOR)
    sergeant = make.supervisor()
    device = world.phone.device
    Device.objects.filter(pk=device.pk).update(name=PHONE_WORD)
    shown = journeys.seen(note)
    leave = make.leave(inspector, "propose-erasure", note.pk, shown.hash)
    erase.propose(submission=note.pk, officer=inspector, seen=shown, why=WHY, leave=leave)
    search = world.entries["search"]
    holds.hold(submission=search.pk, officer=inspector, need="inquiry", text=MARKED_WORD)
    queries.ask(
        id=uuid4(),
        officer=author,
        kind=Kind.PERSON,
        criteria={"surname": MARKED_WORD, "forenames": "Sam"},
        purpose=MARKED_WORD,
        reason_code="1",
        place=MARKED_WORD,
        linked=None,
        deadline_ms=1000,
    )
    alerts.raise_(saying=_heard(), to=[Whom(officer=author)], by=inspector, unit=make.unit())
    tasking.make(wanted=_asked(author), ground=Ground(), by=inspector)
    _sought(inspector)
    DeadLetter.objects.create(
        digest=b"d" * 32, device=device, code="handed-in", body=MARKED_WORD.encode()
    )
    identity.issue_code(officer=author, asset_tag=PHONE_WORD, by=sergeant)
    camera = photos.Phone(author)
    camera.upload(photos.photo(), filename=f"{MARKED_WORD}.jpg")


def _heard() -> Saying:
    """What the author alone is to know."""
    return Saying(
        what=MARKED_WORD,
        words=MARKED_WORD,
        advice=MARKED_WORD,
        priority=Priority.HIGH,
        valid_until=clock.now() + timedelta(hours=1),
        marking="OFFICIAL-SENSITIVE",
    )


def _asked(author: Officer) -> Wanted:
    """What the author alone is to do."""
    return Wanted(
        key=uuid4(),
        verb=Verb.ARREST,
        what=MARKED_WORD,
        words=MARKED_WORD,
        advice=MARKED_WORD,
        place=MARKED_WORD,
        sought={"type": "person", "attributes": {"surname": MARKED_WORD}},
        priority=Priority.HIGH,
        marking="OFFICIAL-SENSITIVE",
        to=[Whom(officer=author)],
    )


def _sought(inspector: Officer) -> None:
    """Covert: what its owner alone is to know."""
    words = dict.fromkeys(("authority", "reason", "action"), MARKED_WORD)
    known = {"vrm": listed.VRM, "make": MARKED_WORD}
    group = listed.read_in("quiet", inspector)
    listed.listing(inspector, known=known, covert=True, groups=[group], **words)


def _ids(world: World) -> dict[str, list[str]]:
    from_rows = {
        "submission": [str(one.pk) for one in world.entries.values()],
        "delivery": [str(one) for one in Delivery.objects.values_list("pk", flat=True)[:1]],
        "key": [str(world.phone.device.pk)],
        "name": [(b"d" * 32).hex()],
        "system": ["records"],
        "table": ["days"],
        "code": [System.objects.get(code="records").code],
    }
    return from_rows | _looked_up()


def _looked_up() -> dict[str, list[str]]:
    tables = {
        "alert": "alerts_alert",
        "attachment": "attachments_attachment",
        "file": "attachments_attachment",
        "hold": "submissions_hold",
        "listing": "watch_listing",
        "query": "queries_query",
        "tasking": "tasking_tasking",
    }
    return {name: list(_keys(table)) for name, table in tables.items()}


def _keys(table: str) -> Iterator[str]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id::text FROM "{table}" LIMIT 1')
        yield from (str(key) for (key,) in cursor.fetchall())


def people(world: World) -> list[Person]:
    """Who may see nothing of it, and one who may see what is not marked."""
    roads = make.unit("Roads")
    away = make.unit("Away Response", of=make.force("35"))
    other_sergeant = make.supervisor(posted=roads)
    cleared = make.supervisor()
    low = Clearance(officer=cleared, marking="OFFICIAL", given_by=other_sergeant)
    low.given_at = clock.now()
    low.save()
    return [
        Person("stranger", make.api(), Client()),
        Person("no-code", make.api(), _without_code(make.supervisor())),
        *_stale(world),
        _of("colleague", make.officer()),
        _of("other-unit", make.officer(posted=roads)),
        _of("other-unit-sergeant", other_sergeant),
        _of("other-unit-inspector", make.officer(posted=roads, role=Role.INSPECTOR)),
        _of("other-force", make.officer(posted=away)),
        _of("other-force-sergeant", make.supervisor(posted=away)),
        _of("other-force-inspector", make.officer(posted=away, role=Role.INSPECTOR)),
        _of("other-force-admin", make.officer(posted=away, role=Role.FORCE_ADMIN)),
        _of("other-force-intel", make.officer(posted=away, role=Role.INTEL)),
        _of("not-posted", _left()),
        _of("lower-clearance", cleared, (MARKED_WORD,)),
    ]


def _of(name: str, who: Officer, forbidden: tuple[str, ...] = WORDS) -> Person:
    return Person(name, make.signed_in(who), make.at_desk(who), forbidden, who)


def _stale(world: World) -> Iterator[Person]:
    """The author, by what no longer proves it: they may hand in, and read nothing."""
    author = world.author
    expired = make.api(make.token(world.phone.device, age=TOKEN_LIFE + timedelta(hours=1)))
    yield Person("expired", expired, Client())
    out = make.device(author)
    plain = make.token(out)
    Token.objects.filter(device=out).update(revoked_at=clock.now())
    yield Person("signed-out", make.api(plain), Client())
    revoked = make.device(author)
    plain = make.token(revoked)
    Device.objects.filter(pk=revoked.pk).update(
        revoked_at=clock.now(), revoked_by=author, lost_at=clock.now()
    )
    yield Person("lost-handset", make.api(plain), Client())
    sergeant = make.supervisor()
    idle = make.at_desk(sergeant)
    session = idle.session
    session["desk_seen_at"] = 0.0
    session.save()
    yield Person("idle", make.api(), idle)


def _without_code(who: Officer) -> Client:
    """A browser whose session is signed in and never showed a one-time code."""
    browser = Client()
    browser.force_login(who)
    return browser


def _left() -> Officer:
    who = make.supervisor()
    who.postings.update(ends_on=timezone.localdate(clock.now()))
    return who
