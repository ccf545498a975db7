"""What an officer sees of a query, and what makes it visible."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from field_api.queries import actions as queries
from field_api.queries.actions import answering
from field_api.queries.models import Leg, Query


def run(query: Query) -> None:
    for leg in query.legs.order_by("pk"):
        run_leg(leg)


def run_leg(leg: Leg) -> bool:
    """Ask one leg's system; False when it was not asked."""
    ours = answering.begin(leg.query_id, most=1, only=leg.pk)
    for each in ours:
        answering.finish(each)
    return bool(ours)


def legs(query: Query) -> dict[str, str]:
    return {leg["system"]: leg["state"] for leg in read(query)["legs"]}


def details(query: Query) -> dict[str, str]:
    return {leg["system"]: leg["detail"] for leg in read(query)["legs"]}


def read(query: Query) -> dict[str, Any]:
    return queries.document(query, query.asked_by)


def settled(query: Query, state: str) -> None:
    for _ in range(100):
        if legs(query)["records"] == state:
            return
        time.sleep(0.05)
    raise AssertionError(legs(query))


def at_once(act: Callable[[], Any], times: int) -> list[Any]:
    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(and_close, act) for _ in range(times)]]


def and_close(act: Callable[..., Any], *given: object) -> Any:
    try:
        return act(*given)
    finally:
        connections.close_all()
