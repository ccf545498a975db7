"""Work that must hold up neither the sweeper nor the sending of hints."""

import logging
import threading
from collections.abc import Callable

from django.db import connections

log = logging.getLogger(__name__)


def apart(call: Callable[[], object]) -> Callable[[], None]:
    """What begins `call` in a thread of its own: for `otherwise`, when there is no broker and the
    call may wait for another machine.
    """

    def begin() -> None:
        threading.Thread(target=_run, args=(call,), name="apart", daemon=True).start()

    return begin


def _run(call: Callable[[], object]) -> None:
    try:
        call()
    except Exception as error:
        # The class only: the next round hints again.
        log.error("work in place of a hint failed", extra={"reason": type(error).__name__})
    finally:
        connections.close_all()
