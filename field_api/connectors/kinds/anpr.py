"""Where a vehicle was last seen, from a force's own store of number plate reads.

The shape is ours, for there is no public one. National ANPR has no interface for such questions: it
sends its hits, and is never asked for an officer. How far back is asked depends on who allows it.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from field_api.connectors.rules import (
    Answer,
    Capability,
    ConfigRefused,
    Declined,
    Faulted,
    NoAnswer,
)
from field_api.connectors.rules.asking import Asking
from field_api.connectors.wire import failures, tls
from field_api.connectors.wire.addresses import path, place
from field_api.connectors.wire.answers import Reply, members
from field_api.connectors.wire.failures import FAILURES
from field_api.connectors.wire.line import Headers, Line
from field_api.connectors.wire.only_asked import OnlyAsked

_SETTINGS = tls.SETTINGS | {"base_url", "networks", "reads_path", "health_path", "tiers"}
TIERS = {"": 7, "inspector": 90, "superintendent": 365}
"""Days back, by the rank of whoever allows it; "" for an officer alone. A force sets its own."""
_LONGEST_DAYS = 366
_SHOWN = 5


class Anpr(OnlyAsked):
    """`config`: `base_url`, `networks`, certificates; `reads_path`, `health_path`; `tiers`, days by
    rank. The secret is a bearer token. Raises ConfigRefused.
    """

    capabilities = frozenset({Capability.QUERIES})

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        if unknown := set(config) - _SETTINGS:
            raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
        where = place(config.get("base_url"), config.get("networks"))
        self._line = Line(where, tls.context(config) if where.scheme == "https" else None)
        self._path = path(config, "reads_path", "/v1/reads") or ""
        self._health = path(config, "health_path", "/health") or "/"
        self._tiers = _tiers(config.get("tiers", TIERS))
        self._headers: Headers = {
            "Authorization": f"Bearer {secret}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }

    def __repr__(self) -> str:
        return f"Anpr({self._line.place.authority})"

    def probe(self, deadline: float) -> bool:
        try:
            reply = self._line.ask("GET", self._health, headers=self._headers, deadline=deadline)
        except FAILURES:
            return False
        return 200 <= reply.status < 300 and bool(members(reply))

    def query(
        self, kind: str, criteria: dict[str, Any], asking: Asking, *, deadline: float
    ) -> Answer:
        mark = str(criteria.get("vrm", ""))
        if kind != "vehicle" or not mark:
            raise Faulted("is asked about a vehicle, by its registration")
        question = orjson.dumps(self._question(mark, asking, datetime.now(UTC)))
        ends = time.monotonic() + deadline
        try:
            reply = self._line.ask(
                "POST",
                self._path,
                headers=self._headers,
                content=question,
                deadline=ends - time.monotonic(),
            )
        except FAILURES as failure:
            raise failures.no_answer(failure) from failure
        return _answer(reply, mark)

    def _question(self, mark: str, asking: Asking, now: datetime) -> dict[str, Any]:
        rank = asking.authority_rank.lower()
        days = self._tiers.get(rank, self._tiers[""])
        question: dict[str, Any] = {
            "vrm": mark,
            "from": (now - timedelta(days=days)).isoformat(),
            "to": now.isoformat(),
            "purpose": asking.purpose,
            "reason_code": asking.reason_code,
            "originator": asking.originator,
        }
        if rank in self._tiers and rank:
            question["authority"] = {"rank": rank, "by": asking.authority}
        return question


def _tiers(found: Any) -> Mapping[str, int]:
    fits = isinstance(found, dict) and all(
        isinstance(rank, str) and type(days) is int and 0 < days <= _LONGEST_DAYS
        for rank, days in found.items()
    )
    if not fits or "" not in found:
        raise ConfigRefused('tiers are days by rank, at most a year, with "" for an officer alone')
    return {rank.lower(): days for rank, days in found.items()}


def _answer(reply: Reply, mark: str) -> Answer:
    told = members(reply)
    if reply.status == 403 and told.get("error") == "authority":
        raise Declined("wants a higher authority")
    if reply.status == 422:
        raise Faulted("answered 422")
    if reply.status != 200:
        raise NoAnswer(f"answered {reply.status}")
    reads = told.get("reads")
    if not isinstance(reads, list) or not all(_is_read(one) for one in reads):
        raise NoAnswer("answered in a form we cannot read")
    newest = sorted(reads, key=lambda one: datetime.fromisoformat(one["read_at"]), reverse=True)
    return Answer([_seen(newest, mark)] if newest else [])


def _seen(newest: list[dict[str, Any]], mark: str) -> dict[str, Any]:
    """One record of the vehicle: where it was last, and the few reads before."""
    last = newest[0]
    values = {name: last[name] for name in ("place", "camera", "direction", "lat", "lon", "read_at")
              if last.get(name) is not None}  # fmt: skip
    before = [f"{one['read_at']}, {one['place']}" for one in newest[1:_SHOWN]]
    return {
        "ref": str(last["id"]),
        "type": "vehicle",
        "as_of": last["read_at"],
        "values": {"vrm": mark, **_last(values), "reads": len(newest), "seen_before": before},
        "warnings": [],
    }


def _last(values: dict[str, Any]) -> dict[str, Any]:
    """`last_seen` and what goes with it. A place beside a vehicle would be read as its home."""
    return {"last_seen" if name == "read_at" else f"last_{name}": values[name] for name in values}


def _is_read(one: Any) -> bool:
    try:
        at = datetime.fromisoformat(one["read_at"])
    except (TypeError, KeyError, ValueError):
        return False
    return bool(at.tzinfo and isinstance(one.get("place"), str) and one.get("id"))


CONNECTOR = Anpr
