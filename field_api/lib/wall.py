"""Whose content a statement may reach, told to PostgreSQL, which holds every query to it.

The first wall is `visible_to`, on the queries that doors read. This is the second, for the query in
which somebody forgets the first: on tables of content row security lets through only rows of the
forces that the present reach takes in (docs/wall.md, docs/decisions/0028). A web process reaches
nothing until an officer is known; workers and commands, which act for the house, reach everything.

The reach is the context's, so of one thread at a time. The database backend tells the connection of
it before the next statement whenever it is another than the connection was told. One statement may
tell it by itself: the one that finds out who asks (`TELLING`, `told_by_itself`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from field_api.lib import clock

TELLING = "set_config('fieldbook.reach', wall_reach_of({officer}, {day}), false)"
"""A column that tells the connection, of SQL that names an officer (bigint) and a day (date)."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What one officer reaches, or everyone's, or nothing (neither is set)."""

    officer: int = 0
    everyone: bool = False

    def telling(self) -> tuple[str, list[object]]:
        """The statement that tells a connection; it holds for that session until the next."""
        if self.officer:
            # Which forces that takes in, the database says: migration 0001 of `backend`.
            today = timezone.localdate(clock.now())
            asked = TELLING.format(officer="%s::bigint", day="%s::date")
            return f"SELECT {asked}", [self.officer, today]
        told = "*" if self.everyone else ""
        return "SELECT set_config('fieldbook.reach', %s, false)", [told]


NOTHING, EVERYONE = Reach(), Reach(everyone=True)

_REACH: ContextVar[Reach | None] = ContextVar("reach", default=None)


def reach() -> Reach:
    """That of this context, or what its process begins with."""
    return _REACH.get() or (NOTHING if settings.ROLE == "web" else EVERYONE)


def admit(officer: int) -> None:
    """From here to the end of the request: what the officer of this id may reach."""
    _REACH.set(Reach(officer=officer))


@contextmanager
def everyone() -> Iterator[None]:
    """For a write that is several officers' at once; never around what one of them reads."""
    with _within(EVERYONE):
        yield


@contextmanager
def nothing() -> Iterator[None]:
    """Within, nothing until an officer is admitted; afterwards as before."""
    with _within(NOTHING):
        yield


@contextmanager
def told_by_itself() -> Iterator[Callable[[int], None]]:
    """Around one statement with the column `TELLING`, which must read no table of content: the
    connection may bear any reach until it has run. Whom it told of is said to what this gives; is
    that not who is admitted afterwards, the connection is told anew before the next statement.
    """
    line: Any = connections[DEFAULT_DB_ALIAS]
    with line.telling_itself():
        yield lambda officer: line.was_told(Reach(officer=officer))


@contextmanager
def _within(reach: Reach) -> Iterator[None]:
    before = _REACH.set(reach)
    try:
        yield
    finally:
        _REACH.reset(before)
