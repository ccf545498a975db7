"""Keeping a partner's map told: a line while there is something to say, made again if it breaks."""

import logging
import random
import threading

from django.db import DatabaseError, connection, connections

from field_api.lib import clock
from field_api.situation.actions import outside
from field_api.situation.actions.outside import Round
from field_api.situation.rules import cot
from field_api.situation.tak import Line, NotTold, Server

log = logging.getLogger(__name__)

EVERY = 2.0
FIRST, SLOWEST = 1.0, 60.0


def tell(line: Line, round: Round) -> None:
    """Raises NotTold and DatabaseError; then the same is due again."""
    outside.record(round)
    now = clock.now()
    gone = [cot.ended(key, now) for key in round.ended]
    line.tell([*gone, *(cot.shown(one, now) for one in round.shown)])
    outside.confirmed(round)


def once(server: Server, partner: str) -> Round:
    """One round by a line of its own, which is tried also where there is nothing to tell."""
    round = outside.due(partner)
    line = Line(server)
    try:
        tell(line, round)
    finally:
        line.close()
    return round


class Teller:
    """One partner and its server. No line is kept while nothing is to be told: other clients'
    events would fill it, which nobody here reads.
    """

    def __init__(self, server: Server, partner: str) -> None:
        self.server, self.partner = server, partner
        self._line: Line | None = None
        self._alone = False
        self._pause = FIRST

    def step(self) -> float:
        """One round; how many seconds to wait before the next. After a failure that is a second,
        then twice as long, up to a minute, give or take a quarter: a server that comes back is not
        met by everybody at once.
        """
        try:
            self._round()
        except (NotTold, DatabaseError) as error:
            reason = str(error) if isinstance(error, NotTold) else type(error).__name__
            log.warning("a partner's map was not told", extra={"reason": reason})
            self.close()
            if isinstance(error, DatabaseError):
                self._alone = False
                connections.close_all()
            wait = self._pause * random.uniform(0.75, 1.25)  # noqa: S311 no secret
            self._pause = min(self._pause * 2, SLOWEST)
            return wait
        self._pause = FIRST
        return EVERY

    def _round(self) -> None:
        self._alone = self._alone or alone(self.partner)
        round = outside.due(self.partner) if self._alone else None
        if round is None or not (round.shown or round.ended):
            return self.close()
        self._line = self._line or Line(self.server)
        return tell(self._line, round)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


def keep_telling(server: Server, partner: str, stop: threading.Event) -> None:
    """Until `stop` is set."""
    teller = Teller(server, partner)
    while not stop.wait(teller.step()):
        pass
    teller.close()


def alone(partner: str) -> bool:
    """Whether this session is the one that tells this partner, for as long as it lives. Were there
    two for a moment, they would show the same under the same uid.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 57))", [partner])
        return bool(cursor.fetchone()[0])
