"""Legs run by the web process itself, when no worker is there to run them.

A question must outlive the broker and every worker. The threads are few and nothing waits in line
for one: a leg that finds them all busy is offered again by the reader's next look.
"""

import logging
import os
import threading
from collections.abc import Iterable

from django.db import connections

from field_api.queries.actions import answering

log = logging.getLogger(__name__)

MOST_THREADS = 8

_free = threading.BoundedSemaphore(MOST_THREADS)


def start_all(leg_ids: Iterable[int]) -> None:
    """Run these legs here, now, as far as there are threads. Harmless where another runs them."""
    for leg_id in leg_ids:
        if not _free.acquire(blocking=False):
            return
        # Daemons: a system that hangs must not keep a process from ending. The leg times out.
        threading.Thread(target=_run, name="leg", args=[leg_id, _free], daemon=True).start()


def _run(leg_id: int, free: threading.BoundedSemaphore) -> None:
    try:
        answering.run_leg(leg_id)
    except Exception:
        log.exception("leg failed", extra={"leg": leg_id})
    finally:
        connections.close_all()
        free.release()


def _anew() -> None:
    # Threads do not survive a fork, so what they held in the parent would be held for ever.
    global _free
    _free = threading.BoundedSemaphore(MOST_THREADS)


os.register_at_fork(after_in_child=_anew)
