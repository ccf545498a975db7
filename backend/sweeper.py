"""The sweeper: a thread of every worker that finds what hints missed, about once a second.

It needs no broker and no beat, so there is no single process whose death stops deliveries; the
advisory lock inside each sweep keeps several workers from doing the same round.
"""

import itertools
import logging
import threading

from celery import Celery
from django.db import connections

log = logging.getLogger(__name__)

SECONDS = 1.0
# Each with the rounds it sits out. By name, and run here in place of being sent: this module is
# imported before any model may be.
ROUNDS = {
    "delivery.sweep": 1,
    "queries.close_overdue": 1,
    "intelligence.sweep": 1,
    "alerts.keep_up": 1,
    "watch.keep_up": 1,
    "alerts.escalate": 10,
    "alerts.readdress": 30,
    "tasking.look_after": 10,
    "tasking.keep_up": 30,
    "attachments.sweep": 10,
    "ledger.seal": 10,
    "oversight.watch": 10,
    "audit.sweep": 10,
    "identity.forget_proofs": 60,
    "identity.forget": 3600,
    "oversight.reconcile": 30,
    "sync.reconcile_readers": 60,
    "ledger.seal_missed": 600,
    "audit.remind": 3600,
    "retention.compute": 300,
    "intelligence.listen": 60,
    "intelligence.forget": 3600,
    "queries.erase": 3600,
    "queries.forget_answers": 30,
    "feed.forget": 3600,
    "delivery.forget": 3600,
    "drafts.forget": 3600,
    "alerts.forget": 3600,
    "watch.weed": 3600,
    "tasking.forget": 3600,
    "submissions.escalate": 60,
    "insights.sweep": 60,
    "insights.again": 3600,
    "policy.forget": 3600,
}


def start(app: Celery) -> threading.Event:
    """Begin sweeping. Set the event to stop."""
    stop = threading.Event()
    threading.Thread(target=_run, args=(app, stop), name="sweeper", daemon=True).start()
    return stop


def _run(app: Celery, stop: threading.Event) -> None:
    for turn in itertools.count():
        if stop.wait(SECONDS):
            return
        for name in (name for name, every in ROUNDS.items() if turn % every == 0):
            try:
                app.tasks[name]()
            except Exception as error:
                # The database may be away for a while; the next round tries again.
                log.warning("a sweep failed", extra={"task": name, "reason": type(error).__name__})
                connections.close_all()
