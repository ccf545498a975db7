"""Raising alerts, taking them back, and what officers tell of them.

    with feed.work():
        alerts.raise_(saying=…, to=[Whom(unit=…)], by=officer, unit=…, cause=Cause("watch", …))

`raise_` is for the floors above, in the transaction of what raised it. `issue` is an officer's own
act, with the rights it takes.
"""

from field_api.alerts.actions.escalating import escalate
from field_api.alerts.actions.forgetting import forget_old
from field_api.alerts.actions.issuing import Issuing, foreseen, issue
from field_api.alerts.actions.raising import Cause, Saying, raise_
from field_api.alerts.actions.reaching import Reach, Whom, reach
from field_api.alerts.actions.reading import documents
from field_api.alerts.actions.recalling import recall
from field_api.alerts.actions.receiving import Heard, receive
from field_api.alerts.actions.telling import keep_up, tell_the_rest

__all__ = [
    "Cause",
    "Heard",
    "Issuing",
    "Reach",
    "Saying",
    "Whom",
    "documents",
    "escalate",
    "foreseen",
    "forget_old",
    "issue",
    "keep_up",
    "raise_",
    "reach",
    "recall",
    "receive",
    "tell_the_rest",
]
