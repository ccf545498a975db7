"""Identifiers minted here. Handsets mint their own; both are UUIDs."""

import os
import time
from uuid import UUID


def new() -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): time-ordered, so that fresh rows land at the end of an index."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)
