"""Keeping the watch list, and comparing with it what comes in.

    with feed.work():
        ...
        watch.screen([Seen(Source.ENTRY, row, unit, at, held, marking, …)])

`screen` and `screen_query` are for the floors above, in the transaction that keeps what they keep.
"""

from field_api.watch.actions.judging import judge
from field_api.watch.actions.listing import amend, approve, end, extend, list_, may_list
from field_api.watch.actions.questions import screen_query
from field_api.watch.actions.screening import Seen, Where, of_body, screen

__all__ = [
    "Seen",
    "Where",
    "amend",
    "approve",
    "end",
    "extend",
    "judge",
    "list_",
    "may_list",
    "of_body",
    "screen",
    "screen_query",
]
