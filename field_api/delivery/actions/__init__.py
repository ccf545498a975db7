"""Every write to the outbox: put in, claim, carry, settle, sweep."""

from field_api.delivery.actions.drain import drain, nudge, sweep
from field_api.delivery.actions.lanes import claim, settle
from field_api.delivery.actions.outbox import Parcel, enqueue, route

__all__ = ["Parcel", "claim", "drain", "enqueue", "nudge", "route", "settle", "sweep"]
