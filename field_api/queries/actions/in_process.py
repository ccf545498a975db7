"""Legs run in threads of this process: a worker's as a matter of course, a web process's when no
worker took them up.

A question must outlive the broker and every worker, and one system that hangs must keep no other
from being asked. So a leg has a thread of its own, which holds no pooled connection while the
system thinks. A leg for which there is no thread is claimed by nobody: the reader's next look
offers it again.
"""

import logging
import os
import threading
from uuid import UUID

from django.conf import settings
from django.db import connections

from field_api.lib import wall
from field_api.queries.actions import answering
from field_api.queries.models import Leg

log = logging.getLogger(__name__)

# Of a worker as many as five systems that hang may hold, each with its `questions_in_flight`.
MOST_THREADS = 12 if settings.ROLE == "web" else 160
_IN_ONE_GO = 12  # legs of one question

_free = threading.BoundedSemaphore(MOST_THREADS)


def run(query_id: UUID, *, patience: float = 0.0) -> None:
    """Run here, now, those of its legs that nobody runs, as far as there are threads. Returns when
    they have begun. `patience`: seconds to wait for the first thread.
    """
    # A web process's threads begin with the reach of nobody, and would find no leg. They are run
    # for the house, as by a worker.
    with wall.everyone():
        while threads := _reserved(patience):
            ours = _begin(query_id, threads)
            if len(ours) < threads:
                return


def _reserved(patience: float) -> int:
    got = 0
    while got < _IN_ONE_GO and _free.acquire(timeout=0.0 if got else patience):
        got += 1
    return got


def _begin(query_id: UUID, threads: int) -> list[Leg]:
    """Each of the threads is used, or free again."""
    ours: list[Leg] = []
    try:
        ours = answering.begin(query_id, most=threads)
    finally:
        for _ in range(threads - len(ours)):
            _free.release()
    for leg in ours:
        # Daemons: a system that hangs must not keep a process from ending. The leg times out.
        threading.Thread(target=_finish, name="leg", args=[leg, _free], daemon=True).start()
    return ours


def _finish(leg: Leg, free: threading.BoundedSemaphore) -> None:
    try:
        with wall.everyone():
            answering.finish(leg)
    except Exception:
        log.exception("leg failed", extra={"leg": leg.pk})
    finally:
        connections.close_all()
        free.release()


def _anew() -> None:
    # Threads do not survive a fork, so what they held in the parent would be held for ever.
    global _free
    _free = threading.BoundedSemaphore(MOST_THREADS)


os.register_at_fork(after_in_child=_anew)
