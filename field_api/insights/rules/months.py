"""The month a return is of: as clocks on the wall count it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    month: int

    @classmethod
    def read(cls, text: str) -> "Month":
        """From `2026-11`. Raises ValueError."""
        found = _WRITTEN.fullmatch(text)
        if not found:
            raise ValueError("a month is written as 2026-11")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        local = moment.astimezone(LONDON)
        return cls(local.year, local.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def before(self) -> "Month":
        last = self.first - timedelta(days=1)
        return Month(last.year, last.month)

    @property
    def written(self) -> tuple[str, str]:
        """Days as ISO 8601 writes them, between which every moment of the month begins as text,
        whatever its offset from UTC: from the first, up to the second."""
        after = self.first + timedelta(days=33)
        return (self.first - timedelta(days=2)).isoformat(), after.isoformat()

    @property
    def around(self) -> tuple[datetime, datetime]:
        """Moments between which the whole month lies, with a day to spare on both sides."""
        spare = timedelta(days=1)
        first = datetime(self.year, self.month, 1, tzinfo=UTC)
        return first - spare, first + timedelta(days=32) + spare

    def holds(self, moment: datetime) -> bool:
        return Month.of(moment.astimezone(UTC)) == self
