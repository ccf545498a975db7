"""Asking officers to do something, and hearing what came of it.

ground = tasking.ground(source="hit", row=hit.pk, by=sergeant)
row, reach = tasking.make(wanted=Wanted(…, to=[Whom(unit=…)]), ground=ground, by=sergeant)
"""

from field_api.tasking.actions.ending import close
from field_api.tasking.actions.forgetting import forget_old
from field_api.tasking.actions.giving import keep_up
from field_api.tasking.actions.grounds import Ground, ground
from field_api.tasking.actions.looking import look_after
from field_api.tasking.actions.making import Wanted, give, make
from field_api.tasking.actions.reading import documents
from field_api.tasking.actions.receiving import Told, receive

__all__ = [
    "Ground",
    "Told",
    "Wanted",
    "close",
    "documents",
    "forget_old",
    "give",
    "ground",
    "keep_up",
    "look_after",
    "make",
    "receive",
]
