"""Half a million people who never were, as if entries had spoken of them and been read.

Names are made of syllables and shared as names are: the commonest surname by one in eighty, most by
a few. Rows go in by COPY, as a worker would have written them: `check` holds a sample to that.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from django.db import connection

from backend.bench.sync_rows import unchecked
from field_api.identity.models import Officer, Unit
from field_api.intelligence.rules import keys, names
from field_api.lib import clock

_NAMED = (
    "john",
    "sarah",
    "mohammed",
    "emma",
    "james",
    "olivia",
    "thomas",
    "maria",
    "david",
    "anna",
)
_SYLLABLES = (
    "ab el or ing ham ton ley wick ford stan bro car der fen gil har mar nor pet row sal tur wat"
).split()
_BORN = date(1936, 1, 1), 70 * 365


@dataclass(frozen=True, slots=True)
class Person:
    """One of them, as typed."""

    surname: str
    given: str
    dob: str
    phone: str

    @property
    def attributes(self) -> dict[str, str]:
        said = {"surname": self.surname, "given_names": self.given, "dob": self.dob}
        return {**said, "phone": self.phone} if self.phone else said


def people(count: int, seed: int = 7) -> Iterator[Person]:
    """The same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 nobody's secret
    surnames = [a + b + c for a, b, c in product(_SYLLABLES[:20], _SYLLABLES, _SYLLABLES[:9])]
    given = [*_NAMED, *(a + b for a, b in product(_SYLLABLES, _SYLLABLES))]
    chance.shuffle(surnames)
    lasts = chance.choices(surnames, _shares(len(surnames)), k=count)
    firsts = chance.choices(given, _shares(len(given)), k=count)
    for number, (last, first) in enumerate(zip(lasts, firsts, strict=True)):
        day = _BORN[0] + timedelta(days=chance.randrange(_BORN[1]))
        phone = f"07700 {900_000 + number % 100_000}" if chance.random() < 0.3 else ""
        yield Person(last.title(), first.title(), day.isoformat(), phone)


def _shares(count: int) -> list[float]:
    return [1 / (place + 12) for place in range(count)]


def crowd(some: Sequence[Person], author: Officer, unit: Unit) -> None:
    """Have each of them spoken of by an entry of its own, all in one unit."""
    tables = ("intelligence_mentionkey", "intelligence_mention", "intelligence_record")
    with unchecked() as cursor:
        definitions = _without_indexes(cursor, tables)
        _copy(cursor, "intelligence_record", _RECORDS, _records(some, author, unit))
        _copy(cursor, "intelligence_mention", _MENTIONS, _mentions(some))
        _copy(cursor, "intelligence_mentionkey", _KEYS, _keys(some))
        for statement in definitions:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def check(person: Person) -> None:
    """Raises RuntimeError where a worker would have written other keys."""
    both = (keys.exact("person", person.attributes), keys.blocks("person", person.attributes))
    theirs = {f"{key.kind}:{key.value}" for made in both for some in made.values() for key in some}
    if theirs != {held for _, held in _held(person)}:
        raise RuntimeError("the bench's people are not as a worker would have read them")


_RECORDS = """id, reference, force_id, unit_id, author_id, kind, marking, groups, state, revisions,
    to_read, tries, told_at, occurred_at"""
_MENTIONS = "id, record_id, revision, key, type, role, category, basis, attributes, marks, keys"
_KEYS = "mention_id, kind, held"


def _id(number: int, place: int) -> str:
    return str(UUID(int=(number << 80) | (7 << 76) | (1 << 63) | place))


def _records(some: Sequence[Person], author: Officer, unit: Unit) -> Iterator[tuple[Any, ...]]:
    now = clock.now()
    for number, _ in enumerate(some):
        at = now - timedelta(minutes=number % 500_000)
        whose = (f"B/{number}", unit.force_id, unit.pk, author.pk)
        yield (
            _id(number, 0), *whose, "stop-search", "OFFICIAL-SENSITIVE", [], "released",
            [_id(number, 1)], False, 0, at, at,
        )  # fmt: skip


def _mentions(some: Sequence[Person]) -> Iterator[tuple[Any, ...]]:
    for number, person in enumerate(some):
        exact = {"dob": [["named", _named(person)]]}
        if person.phone:
            exact["phone"] = [["phone", _phone(person)]]
        said = (json.dumps(person.attributes), "{}", json.dumps(exact))
        revision = _id(number, 1)
        yield (
            _id(number, 2), _id(number, 0), revision, "subject", "person", "subject", "other",
            "fact", *said,
        )  # fmt: skip


def _keys(some: Sequence[Person]) -> Iterator[tuple[str, str, str]]:
    for number, person in enumerate(some):
        for kind, held in _held(person):
            yield _id(number, 2), kind, held


def _held(person: Person) -> Iterator[tuple[str, str]]:
    last, first = person.surname.lower(), person.given.lower()
    sound = names.sound(last)
    yield keys.NAMED, f"named:{_named(person)}"
    yield keys.CALLED, f"called:{last}|{first}"
    for other in sorted({names.sound(name) for name in names.longs(first)}):
        yield keys.SOUNDS, f"sounds:{sound}|{other}"
    yield keys.ABOUT, f"about:{sound}|{person.dob[:4]}"
    yield keys.BORN, f"born:{person.dob}"
    if person.phone:
        yield "phone", f"phone:{_phone(person)}"


def _named(person: Person) -> str:
    return f"{person.surname.lower()}|{person.given.lower()}|{person.dob}"


def _phone(person: Person) -> str:
    return "+44" + person.phone.replace(" ", "")[1:]


def _copy(cursor: Any, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """By way of a table of its own: none behind row security takes a COPY."""
    cursor.execute(
        f"CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"  # noqa: S608
    )
    with cursor.copy("COPY copied FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM copied")  # noqa: S608
    cursor.execute("DROP TABLE copied")


def _without_indexes(cursor: Any, tables: Sequence[str]) -> list[str]:
    """Drop what is slow to keep row by row; the statements that make it again."""
    cursor.execute(
        """SELECT i.indexname, i.indexdef FROM pg_indexes i
        WHERE i.tablename = ANY (%s) AND NOT EXISTS (
          SELECT FROM pg_constraint c WHERE c.conname = i.indexname)""",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]
