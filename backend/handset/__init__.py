"""The reference client of the sync door, made to be read by whoever builds another.

`client` is the whole of it; `store` what must survive a kill, `sealing` what makes an entry
evidence, `proving` what makes a request this handset's, `pushing`, `pulling` and `restoring` the
three exchanges, `witness` what keeps the server to its own record, `wire` what an answer means.
"""

from backend.handset.client import Handset, Overtaken, Unsent
from backend.handset.pace import Pace
from backend.handset.store import Store
from backend.handset.wire import Answer, Item, Offline, OverHttp, Refused, Request, Transport

__all__ = [
    "Answer",
    "Handset",
    "Item",
    "Offline",
    "OverHttp",
    "Overtaken",
    "Pace",
    "Refused",
    "Request",
    "Store",
    "Transport",
    "Unsent",
]
