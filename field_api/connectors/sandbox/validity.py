"""What makes one sandbox system different from another, and how it finds fault with an entry."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any


def as_object(body: bytes) -> dict[str, Any] | None:
    """What a JSON object says; None for anything else."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


@dataclass(frozen=True, slots=True)
class Part:
    """One system that can be played. `check` gives (JSON pointer, message) for each fault; `door`
    is the file in `doors` by which entries come in, "" for the HTTP API itself; `asked` the one in
    `asked` by which questions do, "" for the API's own search. `shows` reads what
    is held for its page, None if it cannot be laid out; `paper` gives the PDF in it, if any.
    """

    name: str
    title: str
    about: str
    prefix: str
    honours_keys: bool
    searches: frozenset[str]
    check: Callable[[dict[str, Any]], list[tuple[str, str]]]
    door: str = ""
    asked: str = ""
    shows: Callable[[bytes], dict[str, Any] | None] = as_object
    paper: Callable[[bytes], bytes | None] = lambda body: None


def takes_nothing(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The check of a system that is only asked."""
    return [("", "takes no entries: it is only asked")]


@dataclass(slots=True)
class Check:
    """Collects faults in one document, all of them: an officer should correct once, not field by
    field.
    """

    document: dict[str, Any]
    faults: list[tuple[str, str]] = field(default_factory=list)

    def fault(self, pointer: str, message: str) -> None:
        self.faults.append((pointer, message))

    def at(self, pointer: str) -> Any:
        """The value at a pointer without escapes, or None where there is nothing."""
        value: Any = self.document
        for step in pointer.split("/")[1:]:
            if isinstance(value, list):
                value = value[int(step)]
            else:
                value = value.get(step) if isinstance(value, dict) else None
        return value

    def text(self, pointer: str, *, shortest: int = 0, longest: int) -> None:
        value = self.at(pointer)
        if value is not None and not isinstance(value, str):
            self.fault(pointer, "is not text")
            return
        length = len((value or "").strip())
        if length < shortest:
            wanted = f"at least {shortest} characters" if shortest > 1 else "some text"
            self.fault(pointer, f"needs {wanted}")
        elif length > longest:
            self.fault(pointer, f"is {length} characters long; at most {longest} fit")

    def one_of(self, pointer: str, values: Collection[str], *, needed: bool = False) -> None:
        value = self.at(pointer)
        if value in (None, ""):
            if needed:
                self.fault(pointer, "is needed")
        elif not isinstance(value, str) or value not in values:
            self.fault(pointer, f"{value!r} is not a value we know")

    def moment(self, pointer: str) -> None:
        value = self.at(pointer)
        if value is not None and _moment(value) is None:
            self.fault(pointer, "is not a date and time with its offset")

    def past_day(self, pointer: str) -> None:
        value = self.at(pointer)
        if value in (None, ""):
            return
        day = _day(value)
        if day is None:
            self.fault(pointer, "is not a date like 1990-12-31")
        elif day > datetime.now(UTC).date():
            self.fault(pointer, "is in the future")

    def each(self, pointer: str) -> Iterator[str]:
        """The pointers of the members of a list; a fault if there is something else."""
        value = self.at(pointer)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(pointer, "is not a list of objects")
            return
        for n in range(len(value)):
            yield f"{pointer}/{n}"


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
