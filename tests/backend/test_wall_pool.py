"""The second wall behind a pool: what one request was told never serves another."""

import threading

import pytest
from django.db import connection

from backend.postgresql.base import DatabaseWrapper
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.lib import wall
from tests import keeper, make
from tests.backend.test_wall import draft, seen


def pooled(most: int) -> DatabaseWrapper:
    """As the web processes connect, to the tests' database."""
    known = connection.settings_dict
    options = {**known["OPTIONS"], "pool": {"min_size": 1, "max_size": most, "timeout": 60}}
    mine = {**known, "OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    return DatabaseWrapper(mine, alias="of the wall")


class Hammer(threading.Thread):
    """One web thread: request after request of officers in turn, some of which break off."""

    def __init__(self, people: tuple[Officer, ...], most: int, first: int) -> None:
        super().__init__()
        self.people, self.most, self.first = people, most, first
        self.wrong: list[str] = []

    def run(self) -> None:
        self.line = pooled(self.most)
        try:
            for turn in range(self.first, self.first + 60):
                self.request(turn)
        except Exception as error:  # said by the thread that joins
            self.wrong.append(repr(error))

    def request(self, turn: int) -> None:
        officer = self.people[turn % len(self.people)]
        with wall.nothing():
            self.expect(set(), "before anybody is known")
            wall.admit(officer.pk)
            self.expect({officer.pk}, "admitted")
            if turn % 2 == 0:
                self.told_by_itself(self.people[(turn // 2) % len(self.people)])
                self.expect({officer.pk}, "after a statement that told of somebody")
            if turn % 3 == 0:
                self.line.close()  # as lending.give_back()
                self.expect({officer.pk}, "from another connection")
            if turn % 5 == 0:
                self.break_off(officer)
            if turn % 7 == 0:
                with wall.everyone():
                    self.expect({one.pk for one in self.people}, "a round for several")
                self.expect({officer.pk}, "after the round")
        self.line.close()

    def told_by_itself(self, officer: Officer) -> None:
        """As `identity.check_token` does for a request that reads; sometimes from the pool."""
        if officer is not self.people[0]:
            self.line.close()
        with self.line.telling_itself(), self.line.cursor() as cursor:
            column = wall.TELLING.format(officer="%s::bigint", day="%s::date")
            cursor.execute(f"SELECT {column}", [officer.pk, today()])
        self.line.was_told(wall.Reach(officer=officer.pk))

    def break_off(self, officer: Officer) -> None:
        self.line.set_autocommit(False)
        with wall.everyone():
            self.expect({one.pk for one in self.people}, "within a transaction")
        self.expect({officer.pk}, "still within it")
        self.line.rollback()
        self.line.set_autocommit(True)
        self.expect({officer.pk}, "after a rollback")

    def expect(self, officers: set[int], when: str) -> None:
        if (found := seen(self.line)) != officers:
            self.wrong.append(f"{when}: {found} for {officers}")


@pytest.mark.slow
@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_no_reach_leaks_through_the_pool(most: int) -> None:
    people = make.officer(), make.officer(posted=make.unit(of=make.force("35")))
    for one in people:
        draft(one)
    threads = [Hammer(people, most, first) for first in range(6)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert [word for thread in threads for word in thread.wrong] == []
        assert not any(thread.is_alive() for thread in threads)
    finally:
        pooled(most).close_pool()


@pytest.mark.django_db(transaction=True)
def test_a_checkout_asks_nothing_and_outlives_a_restart() -> None:
    line = pooled(1)
    try:
        line.ensure_connection()
        (pid,) = line.connection.execute("SELECT pg_backend_pid()").fetchone()
        line.close()
        with keeper.line() as operator:
            operator.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert seen(line) == set()
        line.close()
    finally:
        line.close_pool()
