"""A list of somebody else's, row by row: each whole, or with all that is wrong with it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from field_api.lib import clock
from field_api.watch.rules.faults import Fault, Wanted
from field_api.watch.rules.listing import KNOWN, Kind
from field_api.watch.rules.reading import rows

MOST = 2_000
"""Rows in one list."""

_TEXTS = ("kind", "category", "priority", "authority", "reason", "action", "marking", "reference")
_LISTS = ("warnings", "groups")
_KNOWN = frozenset(name for names in KNOWN.values() for name in names)
COLUMNS = (
    "reference", "kind", "category", "priority", "authority", "reason", "action", "warnings",
    "marking", "groups", "covert", "valid_from", "valid_until", "weed_date",
)  # fmt: skip
"""Besides these a column for each thing that is known, as `rules.KNOWN` names them."""

_YES, _NO = frozenset({"yes", "true", "1", "y"}), frozenset({"", "no", "false", "0", "n"})


class NoList(ValueError):
    """The file is no list at all."""


def read_file(text: str) -> list[Mapping[str, Any]]:
    """Rows of a CSV with a head, or of a JSON list of objects. Raises NoList."""
    if text.lstrip().startswith(("[", "{")):
        try:
            found = json.loads(text)
        except ValueError:
            raise NoList("It is no JSON.") from None
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise NoList("It is no list of objects.")
    else:
        found = list(rows(text))
        if not found or "kind" not in found[0]:
            raise NoList("It has no head with the names of its columns.")
    if len(found) > MOST:
        raise NoList(f"At most {MOST} rows at a time.")
    return list(found)


def wanted(
    row: Mapping[str, Any], *, source: str, now: datetime
) -> tuple[Wanted | None, list[Fault]]:
    """What a row asks for; None with what can't be read. What may not be listed is found later."""
    faults: list[Fault] = []
    texts = {name: _text(row, name, faults) for name in _TEXTS}
    if not texts["reference"]:
        faults.append(("/reference", "Needed: by it the row is known when it comes again."))
    known = _known(row, texts["kind"], faults)
    lists = {name: _list(row.get(name), name, faults) for name in _LISTS}
    covert = _covert(row.get("covert"), faults)
    begins = _moment(row, "valid_from", faults, now)
    ends = _moment(row, "valid_until", faults, None)
    weeded = _day(row, faults)
    if faults or begins is None or ends is None or weeded is None:
        return None, faults
    return (
        Wanted(
            known=known,
            covert=covert,
            source=source,
            valid_from=begins,
            valid_until=ends,
            weed_date=weeded,
            warnings=lists["warnings"],
            groups=lists["groups"],
            **texts,
        ),
        [],
    )


def _text(row: Mapping[str, Any], name: str, faults: list[Fault]) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or not _storable(value):
        faults.append((f"/{name}", "A text."))
        return ""
    return value.strip()


def _storable(text: str) -> bool:
    return all(c.isprintable() or c in "\n\t" for c in text)


def _known(row: Mapping[str, Any], kind: str, faults: list[Fault]) -> dict[str, str]:
    """A member `known`, or columns of their own, of which another kind's are passed over."""
    given = row.get("known")
    said = given if isinstance(given, Mapping) else {k: row[k] for k in _KNOWN & row.keys()}
    if not isinstance(given, Mapping) and kind in {one.value for one in Kind}:
        said = {name: said[name] for name in KNOWN[Kind(kind)] if name in said}
    found = {}
    for name, value in said.items():
        if not isinstance(name, str) or not isinstance(value, str) or not _storable(value):
            faults.append(("/known", "Texts by their names."))
        elif value.strip():
            found[name] = value.strip()
    return found


def _list(value: Any, name: str, faults: list[Fault]) -> Sequence[str]:
    if value is None:
        return []
    found = value.split() if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(o, str) and _storable(o) for o in found):
        faults.append((f"/{name}", "Words with blanks between them."))
        return []
    return found


def _covert(value: Any, faults: list[Fault]) -> bool:
    said = str(value if value is not None else "").strip().lower()
    if said not in _YES | _NO:
        # Taken for "no", what somebody meant to hide would be on every phone.
        faults.append(("/covert", "yes or no."))
    return said in _YES


def _moment(
    row: Mapping[str, Any], name: str, faults: list[Fault], missing: datetime | None
) -> datetime | None:
    value = row.get(name)
    if value in (None, "") and missing is not None:
        return missing
    try:
        text = str(value).strip()
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        return clock.parse(text)
    except ValueError:
        faults.append((f"/{name}", "A day as 2026-11-22, or a moment with its offset from UTC."))
        return None


def _day(row: Mapping[str, Any], faults: list[Fault]) -> date | None:
    try:
        return date.fromisoformat(str(row.get("weed_date", "")).strip())
    except ValueError:
        faults.append(("/weed_date", "A day as 2026-11-22."))
        return None
