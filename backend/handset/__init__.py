"""The reference client of the sync door."""

from backend.handset.client import Handset, Item, Offline, Refused

__all__ = ["Handset", "Item", "Offline", "Refused"]
