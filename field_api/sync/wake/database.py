"""One connection to PostgreSQL, opened when it is first needed and again after it broke."""

import asyncio
import logging
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import psycopg

_SHORTEST, _LONGEST = 0.2, 5.0
_PATIENCE = 10.0
_log = logging.getLogger(__name__)


class Away(Exception):
    """The database does not answer now. Reads try again, but not before a while has passed."""


class Database:
    """All queries of the process go through it, one after another; each is a transaction."""

    def __init__(self, where: Mapping[str, Any]) -> None:
        self._where = where
        self._line: psycopg.AsyncConnection[Any] | None = None
        self._one = asyncio.Lock()
        self._wait, self._not_before = 0.0, 0.0

    @property
    def answers(self) -> bool:
        return self._wait == 0.0

    async def read(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        """Raises Away."""
        async with self._one:
            if time.monotonic() < self._not_before:
                raise Away
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await self._read(query, values)
            except (psycopg.Error, OSError, TimeoutError) as error:
                await self._lost(error)
                raise Away from None

    async def _read(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        if self._line is None:
            self._line = await psycopg.AsyncConnection.connect(
                # A pooler between us and the server may not keep prepared statements.
                **self._where,
                autocommit=True,
                prepare_threshold=None,
            )
        cursor = self._line.cursor(binary=True)
        await cursor.execute(query, values)
        rows = await cursor.fetchall()
        if not self.answers:
            _log.info("the database answers again")
        self._wait = self._not_before = 0.0
        return rows

    async def _lost(self, error: Exception) -> None:
        if self.answers:
            _log.warning("the database does not answer", extra={"reason": type(error).__name__})
        await self.close()
        self._wait = min(max(self._wait * 2, _SHORTEST), _LONGEST)
        self._not_before = time.monotonic() + self._wait * random.uniform(0.5, 1)  # noqa: S311

    async def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(psycopg.Error, OSError):
                await line.close()
