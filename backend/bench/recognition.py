"""How long it takes to say whether somebody is known, among half a million people."""

import time
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from django.db import connections

from backend.bench import crowd
from backend.bench.crowd import Person
from backend.bench.figures import Bench, Figure, share
from backend.bench.validation import microseconds
from field_api.catalogue import shipped
from field_api.catalogue.rules import compiled, entities
from field_api.identity import actions as identity
from field_api.identity.models import Officer, Unit
from field_api.identity.rules import Role
from field_api.intelligence import actions as intelligence
from field_api.intelligence.actions import Asked
from field_api.lib import wall

_PEOPLE = 2500  # times --n: 500,000


def figures(bench: Bench) -> Iterator[Figure]:
    """Milliseconds from the question to the answer, the look in the ledger on the disk by then; and
    microseconds to read whom and what the largest body speaks of.

    Each question is of one person, typed in one of six ways; who asks may read all of them, and
    row security stands as it does for a request.
    """
    yield _extraction(bench)
    everybody = bench.n * _PEOPLE
    bench.say(f"  making {everybody:,} people")
    some = list(crowd.people(everybody))
    for person in some[:: everybody // 500]:
        crowd.check(person)
    reader, unit = _people()
    author = Officer.objects.filter(given_name="Bench").latest("pk")
    crowd.crowd(some, author, unit)
    asked = [_typed(some[place * 997 % len(some)], place) for place in range(max(60, bench.n))]
    bench.say(f"  recognising {len(asked)} of them")
    with wall.nothing():
        wall.admit(reader.pk)
        took, found = _timed(reader, asked)
    connections.close_all()
    if found < len(asked) * 0.75:
        raise RuntimeError("who is known was not recognised")
    n, among = len(took), f"among {everybody:,} people"
    yield Figure("recognition.p50", share(took, 0.50), "ms", n, 100, f"aim, {among}")
    yield Figure("recognition.p95", share(took, 0.95), "ms", n, 100, f"aim, {among}")


def _timed(reader: Officer, asked: Sequence[Asked]) -> tuple[list[float], int]:
    """The times in order of length, and how many were answered with somebody."""
    intelligence.recognise(officer=reader, asked=asked[:1])  # plans are made once
    took, found = [], 0
    for one in asked:
        begun = time.perf_counter()
        (answer,) = intelligence.recognise(officer=reader, asked=[one])
        took.append((time.perf_counter() - begun) * 1e3)
        found += bool(answer["candidates"])
    return sorted(took), found


def _typed(person: Person, way: int) -> Asked:
    """As it is, with a slip, the wrong way round, without a birth, by telephone alone, unknown."""
    said = person.attributes
    match way % 6:
        case 1:
            said["surname"] = person.surname[:-2] + person.surname[-1]
        case 2:
            said["surname"], said["given_names"] = said["given_names"], said["surname"]
        case 3:
            del said["dob"]
            said["phone"] = "07700 900123"
        case 4 if person.phone:
            said = {"phone": person.phone}
        case 5:
            said = {"surname": "Zzyzx", "given_names": "Nobody", "dob": person.dob}
    return Asked("subject", "person", said)


def _people() -> tuple[Officer, Unit]:
    """One of the bench's officers, who from now on reads intelligence in their unit."""
    unit = Unit.objects.get(name="Response A")
    reader = Officer.objects.filter(given_name="Bench", postings__unit=unit).earliest("pk")
    identity.post(officer=reader, unit=unit, role=Role.INTEL, starts_on=date(2020, 1, 1))
    return reader, unit


def _extraction(bench: Bench) -> Figure:
    newest = {document["kind"]: document for document in shipped.documents()}
    took = {}
    for document in newest.values():
        form, body = compiled(document), shipped.example(document["kind"], "valid")
        took[document["kind"]] = microseconds(partial(entities, form, body), bench)
    kind = max(took, key=lambda name: took[name])
    value, n = took[kind]
    return Figure(f"extraction.{kind}", value, "us", n, None, "the slowest of all forms")
