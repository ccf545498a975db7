"""Who waits for whom when requests are written together."""

from collections.abc import Sequence
from threading import Event, Thread

from field_api.sync.actions.rounds import Rounds

LONG = 60  # seconds: where a test waits so long, something is broken


class Book:
    """Writes down which loads came together."""

    def __init__(self) -> None:
        self.written: list[list[str]] = []

    def write(self, loads: Sequence[str]) -> list[str]:
        self.written.append(list(loads))
        return [load.upper() for load in loads]


def test_who_is_on_the_way_is_waited_for() -> None:
    book, both = Book(), Event()
    rounds = Rounds(book.write, 10)
    answers: dict[str, str] = {}

    def late() -> None:
        with rounds.coming():
            both.set()
            answers["late"] = rounds.join("late", 1)

    other = Thread(target=late)
    with rounds.coming():
        other.start()
        assert both.wait(LONG)
        answers["first"] = rounds.join("first", 1)
    other.join(LONG)
    assert answers == {"first": "FIRST", "late": "LATE"}
    assert sorted(load for round_ in book.written for load in round_) == ["first", "late"]


def test_who_never_comes_holds_nobody_up() -> None:
    book, stays, leave = Book(), Event(), Event()
    rounds = Rounds(book.write, 10)

    def slow() -> None:
        with rounds.coming():
            stays.set()
            leave.wait(LONG)

    other = Thread(target=slow)
    other.start()
    assert stays.wait(LONG)
    assert rounds.join("first", 1) == "FIRST"
    leave.set()
    other.join(LONG)
    assert rounds.join("next", 1) == "NEXT"
    assert book.written == [["first"], ["next"]]


def test_a_request_that_fails_on_the_way_is_no_longer_waited_for() -> None:
    rounds = Rounds(Book().write, 10)
    try:
        with rounds.coming():
            raise ValueError
    except ValueError:
        pass
    assert rounds._coming == 0
    with rounds.coming():
        rounds.join("one", 1)
    assert rounds._coming == 0
