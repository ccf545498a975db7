"""Misuse planted among ordinary look-ups: all of it noticed, and next to nothing else."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from field_api.audit.actions import comparing, loading, looking, sweeping
from field_api.audit.models import Duty, Finding, Look, Watched
from field_api.audit.rules.words import Noticed
from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.queries.models import Hit, Leg, Query
from tests import make
from tests.audit.rows import NOON, PERSON, days, event, question, taken_in

pytestmark = pytest.mark.django_db

SEED = 20261123
OFFICERS, PER_DAY, DAYS = 7, 3, 12
HOME = "NN1 1AA"


def details(officer: Officer, surname: str, given: str, born: str, vrm: str) -> list[str]:
    said = {
        "born": f"{surname}|{born}",
        "named": f"{surname}|{given}",
        "surname": surname,
        "vrm": vrm,
        "phone": "+44 7700 900 123",
        "postcode": HOME,
    }
    return [f"{officer.login},{what},{value}\n" for what, value in said.items()]


def load(lines: Iterable[str]) -> int:
    return loading.details(["login,what,value\n", *lines])


def answered(query: str, officer: Officer, at: datetime, **body: str) -> Event:
    """One record that the system of records returned to a question, kept, and its event."""
    system = System.objects.filter(code="records").first() or make.system()
    row = Query.objects.create(
        id=query.removeprefix("query:"),
        asked_by=officer,
        asked_at=at,
        deadline_at=at + timedelta(seconds=4),
        kind="vehicle",
        criteria={"vrm": "AB12CDE"},
        purpose="Stopped",
        reason_code="1",
        originator="1001 SAMPLE 01SC",
        content_hash="0" * 64,
    )
    leg = Leg.objects.create(
        query=row, system=system, state="answered", started_at=at, started_by="w", count=1,
        finished_at=at,
    )  # fmt: skip
    Hit.objects.create(leg=leg, position=0, ref="RMS-1", retrieved_at=at, body=body)
    said = {"system": "records", "records": ["RMS-1"], "late": False}
    return event(officer, query, at, details=said, recipient=officer.actor)


def noticed() -> list[tuple[str, str]]:
    rows = Finding.objects.select_related("officer").order_by("what", "officer__login")
    return sorted((row.officer.login, row.what) for row in rows)


def known(officers: list[Officer]) -> None:
    """The details of each, and the turns of the sixth: from eleven to seven."""
    load(
        line
        for number, officer in enumerate(officers)
        for line in details(
            officer,
            f"Officer{chr(65 + number)}",
            "Sam",
            f"1980-01-{number + 1:02}",
            f"PO{number + 10}ICE",
        )
    )
    for day in range(DAYS + 1):
        start = NOON - days(day) - timedelta(hours=1)
        end = start + timedelta(hours=8)
        Duty.objects.create(officer=officers[5], starts_at=start, ends_at=end)


def ordinary(officers: list[Officer]) -> list[Event]:
    """One to four questions a day of each officer, most for an entry, about other cars."""
    chance = random.Random(SEED)
    return [
        question(
            officer,
            NOON - days(day) + timedelta(minutes=chance.randrange(360)),
            criteria={"vrm": f"{chance.choice('ABCDEFG')}{chance.randrange(100, 10_000)}TST"},
            linked="0e37df36-f698-11e6-8dd4-cb9ced3df976" if chance.random() < 0.8 else "",
        )
        for day in range(1, DAYS + 1)
        for officer in officers
        for _ in range(chance.randrange(1, PER_DAY + 2))
    ]


def planted(officers: list[Officer]) -> list[Event]:
    one, two, three, four, five, six, *_ = officers
    street, family = question(four, NOON), question(five, NOON)
    return [
        question(one, criteria={"vrm": "po10 ice"}),  # their own car
        question(two, criteria={"surname": "OFFICERA", "dob": "1980-01-01"}),  # a colleague
        street,
        answered(street.subject, four, NOON, name="EXAMPLE, Ada", address="2 Sample St, nn11aa"),
        family,
        answered(family.subject, five, NOON, surname="OfficerE", address=f"3 Sample St {HOME}"),
        question(six, NOON + timedelta(hours=9)),  # outside the turn on file
        *(question(three, NOON - days(back), criteria=PERSON) for back in (9, 6, 3, 0)),
        *(
            question(two, NOON + timedelta(minutes=each), criteria={"vrm": f"MANY{each}"})
            for each in range(40)
        ),
    ]


def test_seeded_misuse_is_found_and_nothing_else() -> None:
    officers = [make.officer() for _ in range(OFFICERS)]
    known(officers)
    taken_in(*ordinary(officers))
    assert noticed() == []
    misuse = planted(officers)
    expected = ["self", "colleague", "repeated", "address", "family", "off_duty"]
    found = [(officer.login, what) for officer, what in zip(officers, expected, strict=False)]
    found += [(officers[1].login, what.value) for what in (Noticed.VOLUME, Noticed.UNLINKED)]
    for _ in range(2):  # a round that is made again notices nothing anew
        taken_in(*misuse)
        sweeping.notice(comparing.compare(NOON.date()))
        assert noticed() == sorted(found)


def test_no_detail_is_kept_in_plain_text() -> None:
    officer = make.officer()
    assert load(details(officer, "Sample", "Alex", "1990-02-03", "XX00 XXX")) == 6
    kept = b"".join(bytes(row.hash) for row in Watched.objects.all())
    assert len(kept) == 6 * 32
    for plain in (b"sample", b"1990", b"XX00", b"7700", b"NN1"):
        assert plain.lower() not in kept.lower()
    told = Event.objects.get(subject="audit:watched")
    assert told.details == {"what": "details", "officers": 1, "rows": 6}


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({"surname": "Sample", "dob": "1990-02-03"}, ["self"]),
        ({"surname": "Sample", "dob": "1990-02-03", "given_names": "Other"}, ["self"]),
        ({"surname": "Sample", "dob": "1990-02-04", "given_names": "Alex"}, []),
        ({"surname": "SAMPLÉ", "given_names": "alex james"}, ["self"]),
        ({"surname": "Sample", "given_names": "James"}, []),
        ({"surname": "Sample"}, []),
        ({"vrm": "XX00XXX"}, ["self"]),
        ({"vrm": "XX00XXY"}, []),
    ],
    ids=["born", "born-named", "other-birth", "named", "other-name", "surname", "car", "other-car"],
)
def test_a_surname_alone_fits_nobody(criteria: dict[str, str], expected: list[str]) -> None:
    officer = make.officer()
    load(details(officer, "Sample", "Alex", "1990-02-03", "XX00 XXX"))
    taken_in(question(officer, criteria=criteria))
    assert [what for _, what in noticed()] == expected


def test_a_colleague_of_another_force_is_a_stranger() -> None:
    officer, stranger = make.officer(), make.officer(posted=make.unit(of=make.force("35")))
    load(details(stranger, "Sample", "Alex", "1990-02-03", "XX00 XXX"))
    taken_in(question(officer, criteria={"vrm": "XX00XXX"}))
    assert noticed() == []


def test_oneself_at_home_is_noticed_once() -> None:
    officer = make.officer()
    load(details(officer, "Sample", "Alex", "1990-02-03", "XX00 XXX"))
    asked = question(officer, criteria={"vrm": "XX00XXX"})
    taken_in(asked)
    taken_in(answered(asked.subject, officer, NOON, surname="Sample", address=f"1 Road, {HOME}"))
    assert noticed() == [(officer.login, "self")]


def test_a_busy_day_of_everybody_is_nobodys() -> None:
    officers = [make.officer() for _ in range(3)]
    places = looking.places([officer.pk for officer in officers], NOON.date())
    Look.objects.bulk_create(
        Look(
            event=number,
            at=NOON - days(number % 29),
            officer=officers[number % 3],
            unit_id=places[officers[number % 3].pk].unit,
            role=places[officers[number % 3].pk].role,
            at_what="vehicle",
            subject="query:1",
            about=b"1",
            linked=True,
        )
        for number in range(29 * 3 * 20)
    )
    assert comparing.compare(NOON.date()) == []
    Look.objects.filter(officer=officers[0], at__date=NOON.date()).update(linked=False)
    (one,) = comparing.compare(NOON.date())
    assert (one.what, one.officer_id, one.numbers) == ("unlinked", officers[0].pk, {"count": 20})


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("34-9999,vrm,XX00XXX\n", "line 2: login"),
        ("{login},plate,XX00XXX\n", "line 2: what"),
        ("{login},vrm, - \n", "line 2: value"),
        ("{login},vrm\n", "line 2: as many cells as columns"),
    ],
    ids=["nobody", "unknown", "nothing", "short"],
)
def test_a_file_is_taken_whole_or_not(line: str, where: str) -> None:
    officer = make.officer()
    load(details(officer, "Sample", "Alex", "1990-02-03", "XX00 XXX"))
    with pytest.raises(loading.Unreadable, match=where) as refused:
        load([line.format(login=officer.login)])
    assert "XX00" not in str(refused.value)
    assert Watched.objects.count() == 6
