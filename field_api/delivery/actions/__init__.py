"""Every write to the outbox: put in, claim, carry, settle, sweep, and what a person decides."""

from field_api.delivery.actions.drain import drain, nudge
from field_api.delivery.actions.lanes import claim
from field_api.delivery.actions.outbox import Parcel, enqueue, route
from field_api.delivery.actions.settle import settle
from field_api.delivery.actions.steer import skip, vouch
from field_api.delivery.actions.sweep import sweep

__all__ = [
    "Parcel",
    "claim",
    "drain",
    "enqueue",
    "nudge",
    "route",
    "settle",
    "skip",
    "sweep",
    "vouch",
]
