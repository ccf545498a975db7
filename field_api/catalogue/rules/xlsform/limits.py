"""How long, how many, how much: `constraint` as XLSForm has it, and the bounds of a field."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_SUBJECTS = {
    "text": r"string-length\(\s*\.\s*\)",
    "checks": r"count-selected\(\s*\.\s*\)",
    "number": r"\.",
}
_BOUNDS = {
    "text": ("minLength", "maxLength"),
    "checks": ("minItems", "maxItems"),
    "number": ("minimum", "maximum"),
}
_NUMBER = r"(-?\d+(?:\.\d+)?)"
# Fieldbook asks by itself about what lies in the future.
_FUTURE = re.compile(r"\.\s*<=?\s*(?:today|now)\(\s*\)")


def read(sort: str, constraint: str) -> tuple[dict[str, int | float], list[str]]:
    """(the bounds, the parts that are none); `sort` is text, checks, number or ""."""
    bounds: dict[str, int | float] = {}
    beyond = []
    for part in re.split(r"\s+and\s+", constraint.strip()) if constraint.strip() else ():
        found = _bound(sort, part.strip())
        if found:
            bounds[found[0]] = found[1]
        elif not _FUTURE.fullmatch(part.strip()):
            beyond.append(part.strip())
    return bounds, beyond


def _bound(sort: str, part: str) -> tuple[str, int | float] | None:
    subject = _SUBJECTS.get(sort)
    if not subject:
        return None
    found = re.fullmatch(rf"\(?\s*{subject}\s*(<=|>=|<|>|=)\s*{_NUMBER}\s*\)?", part)
    if not found or found[1] == "=":
        return None
    least, most = _BOUNDS[sort]
    value = number(found[2])
    # "less than 10" is exact for what is counted; of a measure the bound itself is let in.
    if len(found[1]) == 1 and isinstance(value, int):
        value += 1 if found[1] == ">" else -1
    return (least if found[1][0] == ">" else most), value


def number(text: str) -> int | float:
    """Raises ValueError."""
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else float(text)


def written(spec: Mapping[str, Any]) -> str:
    """The constraint of a field; "" where it has none."""
    sort = sort_of(spec["x-widget"])
    if not sort:
        return ""
    subject = {"text": "string-length(.)", "checks": "count-selected(.)", "number": "."}[sort]
    least, most = _BOUNDS[sort]
    said = [
        f"{subject} {sign} {plain(spec[key])}"
        for key, sign in ((least, ">="), (most, "<="))
        if key in spec
    ]
    return " and ".join(said)


def plain(value: float) -> str:
    """Without an exponent, which XPath does not know."""
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")


def sort_of(widget: str) -> str:
    if widget in ("text", "textarea"):
        return "text"
    return widget if widget in ("checks", "number") else ""
