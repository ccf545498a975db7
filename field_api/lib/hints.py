"""Wake-up calls to workers, sent from a thread of their own.

A hint carries ids only and may be lost, doubled or late without harm: the rows in PostgreSQL are
the truth and a sweeper finds them anyway. So no request ever waits for the broker, not even for
one that accepts connections and then says nothing.
"""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from celery import current_app
from django.db import connections
from kombu import Connection

log = logging.getLogger(__name__)

_BOUND = 10_000
# The broker's answer is waited for no longer: one that is silent counts as one that refused. Not a
# setting of the application, for a worker's own line is rightly silent while there is no work.
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class _Hint:
    task: str
    args: tuple[str | int, ...]
    queue: str
    expires: float
    otherwise: Callable[[], object] | None


_waiting: queue.Queue[_Hint] = queue.Queue(maxsize=_BOUND)
_starting = threading.Lock()
_sender: threading.Thread | None = None


def send(
    task: str,
    *args: str | int,
    queue: str,
    expires: float = 30.0,
    otherwise: Callable[[], object] | None = None,
) -> None:
    """Hint that `task` has work. `otherwise` runs in the sending thread when the broker refuses it.

    `expires` is in seconds. Past 10,000 hints waiting, further ones are dropped and counted in the
    log: that many can only mean a dead broker, and then the sweeper does the work.
    """
    _start_sender()
    try:
        _waiting.put_nowait(_Hint(task, args, queue, expires, otherwise))
    except Exception:
        log.warning("hint dropped", extra={"task": task})


def _start_sender() -> None:
    # Started on first use, not at import: a thread does not survive the server's fork.
    global _sender
    with _starting:
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_run, name="hints", daemon=True)
            _sender.start()


def _run() -> None:
    line = _line()
    while True:
        hint = _waiting.get()
        try:
            current_app.send_task(
                hint.task,
                args=hint.args,
                queue=hint.queue,
                expires=hint.expires,
                ignore_result=True,
                retry=False,
                connection=line,
            )
        except Exception as error:
            with suppress(Exception):
                line.release()
            line = _line()
            log.warning(
                "broker refused a hint",
                extra={"task": hint.task, "reason": _name(error)},
            )
            _otherwise(hint)
        finally:
            _waiting.task_done()


def _line() -> Connection:
    """A line to the broker, opened on first use. Both spellings of patience: Redis's and AMQP's."""
    names = ("socket_timeout", "read_timeout", "write_timeout")
    return current_app.connection_for_write(transport_options=dict.fromkeys(names, _PATIENCE))


def _otherwise(hint: _Hint) -> None:
    if hint.otherwise is None:
        return
    try:
        hint.otherwise()
    except Exception as error:
        log.error(
            "work in place of a hint failed",
            extra={"task": hint.task, "reason": _name(error)},
        )
    finally:
        # No request ends in this thread: kept, a connection would be missing from the pool, and
        # after a restart of PostgreSQL it would fail every hint from then on.
        connections.close_all()


def _name(error: Exception) -> str:
    # The class only: broker errors can print addresses with passwords in them.
    return type(error).__name__
