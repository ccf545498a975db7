"""What a system returned, read defensively: its shape is its own affair, our tables are ours."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from field_api.lib import clock


@dataclass(frozen=True, slots=True)
class Warning:
    """A warning marker as its system gave it; all text, `on` is a date."""

    code: str
    label: str = ""
    advice: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of one system. `values` is a field's name to its value or list of values."""

    system: str
    system_name: str
    ref: str
    type: str
    as_of: str = ""
    handling: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Warning, ...] = ()
    retrieved_at: str = ""

    def each(self) -> list[tuple[str, Any]]:
        """(field, value) for every value that says something; lists one by one."""
        pairs: list[tuple[str, Any]] = []
        for name, given in self.values.items():
            many = given if isinstance(given, list) else [given]
            pairs += [(name, value) for value in many if value not in (None, "", [], {})]
        return pairs

    def texts(self, name: str) -> list[str]:
        return [str(value) for field_name, value in self.each() if field_name == name]


def canonical(value: Any) -> str:
    """One text for one JSON value, to compare and to sort by."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read(raw: object, *, system: str, system_name: str) -> Record | None:
    """One record of an answer; None when it is not one we could show."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("values"), Mapping):
        return None
    body = storable(raw)
    return Record(
        system=system,
        system_name=system_name,
        ref=_text(body.get("ref"), 200),
        type=_text(body.get("type"), 20).lower(),
        as_of=moment(body.get("as_of")),
        handling=_text(body.get("handling"), 20),
        values=body["values"],
        warnings=warnings(body.get("warnings")),
    )


def warnings(raw: object) -> tuple[Warning, ...]:
    """Markers from a list of objects. One without a code is kept under its label, never dropped."""
    found = []
    for each in raw if isinstance(raw, list) else []:
        if not isinstance(each, Mapping):
            each = {"label": each}
        label = _text(each.get("label"), 120)
        code = _text(each.get("code"), 20).upper() or label.upper()
        if code:
            advice, on = _text(each.get("advice"), 500), _text(each.get("on"), 40)
            found.append(Warning(code, label or code, advice, on))
    return tuple(found)


def moment(value: object) -> str:
    """ISO 8601 in UTC, or "" for what is no moment: a wrong "as of" is worse than none."""
    try:
        # What has no offset, or is a date alone, could be off by a day: it is refused.
        return clock.iso(clock.parse(str(value)))
    except (ValueError, OverflowError):
        return ""


def storable(value: Any) -> Any:
    """`value` without what PostgreSQL's jsonb refuses: NUL, lone surrogates, NaN and infinities."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [storable(each) for each in value]
    return value


def _text(value: object, most: int) -> str:
    return "" if value is None else str(value).strip()[:most]
