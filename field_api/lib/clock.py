"""The server's clock. Device clocks are recorded beside it, never mixed with it."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """`2026-11-22T14:05:09.123456Z`: the one spelling of a moment on every wire."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    """A datetime in UTC from ISO 8601. Raises ValueError when it is not one, has no offset, or in
    UTC falls outside the years 1 to 9999: PostgreSQL would keep it, and nobody could read it back.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its offset from UTC")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment lies within the years 1 to 9999") from None
