"""Many at once for one thing."""

import threading
from collections import Counter
from collections.abc import Callable

from django.db import connection

from field_api.lib.problems import Problem


def race(call: Callable[[int], object], at_once: int) -> Counter[str]:
    """Run `call` in threads that start together, each with its number; count "won" and the codes of
    problems. Each has a database connection of its own, and closes it."""
    start, ends = threading.Barrier(at_once), Counter[str]()

    def one(number: int) -> None:
        try:
            start.wait(60)
            call(number)
            ends["won"] += 1
        except Problem as problem:
            ends[problem.code] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return ends
