"""One object of a request, read member by member: every fault named at its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fault:
    """`pointer` is an RFC 6901 JSON pointer into the request's body."""

    pointer: str
    code: str
    detail: str


class Refused(ValueError):
    """The question can't be asked as it stands."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer} {fault.code}" for fault in faults))
        self.faults = tuple(faults)


class Page:
    """One object of the request, read member by member; all pages share one list of faults."""

    def __init__(
        self, body: Mapping[str, Any], pointer: str, faults: list[Fault] | None = None
    ) -> None:
        self.body, self.pointer = body, pointer
        self.faults: list[Fault] = [] if faults is None else faults

    def given(self, name: str) -> bool:
        return self.body.get(name) not in (None, "")

    def fault(self, name: str, code: str, detail: str) -> None:
        self.faults.append(Fault(f"{self.pointer}/{name}", code, detail))

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self.body.get(name)
        if isinstance(value, Mapping):
            return value
        self.fault(name, "not-an-object", "Send an object of search terms.")
        return {}

    def text(self, name: str, *, least: int, most: int) -> str:
        value = self.body.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str) or not _storable(value):
            self.fault(name, "not-text", "Send plain text.")
            return ""
        value = " ".join(value.split())
        if not value and least:
            self.fault(name, "required", "This can't be left empty.")
        elif not least <= len(value) <= most:
            self.fault(name, "length", f"Between {least} and {most} characters.")
        return value

    def one_of(self, name: str, known: set[str]) -> str:
        value = self.body.get(name)
        if isinstance(value, str) and value in known:
            return value
        self.fault(name, "unknown", f"One of {', '.join(sorted(known))}.")
        return ""

    def identifier(self, name: str) -> UUID | None:
        try:
            return UUID(str(self.body.get(name)))
        except ValueError:
            self.fault(name, "not-a-uuid", "Send a UUID.")
            return None

    def whole(self, name: str, bounds: tuple[int, int], default: int) -> int:
        value = self.body.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool):
            if bounds[0] <= value <= bounds[1]:
                return value
        self.fault(name, "range", f"A whole number from {bounds[0]} to {bounds[1]}.")
        return default

    def nothing_else(self, known: set[str]) -> None:
        for name in sorted(map(str, set(self.body) - known)):
            place = re.sub("[~/]", lambda found: {"~": "~0", "/": "~1"}[found[0]], name)
            self.fault(place, "not-known", "This member has no meaning here.")


def _storable(text: str) -> bool:
    """PostgreSQL keeps neither NUL nor half of a surrogate pair."""
    return "\0" not in text and not re.search("[\ud800-\udfff]", text)
