"""The functions a mapping may call beside JMESPath's own. All of them make nothing of nothing."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from jmespath import functions

ValueMaps = Mapping[str, Mapping[str, Any]]

LONGEST_TEXT = 100_000
_LOCAL = ZoneInfo("Europe/London")
_DIRECTIVE = re.compile("%[YmdHMS]")
_PATTERN = re.compile("(?:%[YmdHMS]|[-/.:, TZ]){1,30}")
_TEXT: Any = {"types": ["string", "null"]}
_NUMBER: Any = {"types": ["number"]}
_SIMPLE: Any = {"types": ["string", "number", "boolean", "null"]}
_WORD: Any = {"types": ["string"]}
_TEXT_OR_NUMBER: Any = {"types": ["string", "number", "null"]}
_ANY: Any = {"types": [], "variadic": True}


class Told(Exception):
    """What a function has to say about an entry, for a person. Holds nothing of the entry."""


class Functions(functions.Functions):
    """`spend` is told how heavy everything is that goes in and comes out."""

    def __init__(self, maps: ValueMaps, spend: Callable[[object], None]) -> None:
        self._maps, self._spend = maps, spend

    def call_function(self, function_name: str, resolved_args: Iterable[Any]) -> Any:
        arguments = list(resolved_args)
        for argument in arguments:
            self._spend(argument)
        made = super().call_function(function_name, arguments)
        self._spend(made)
        return made

    @functions.signature(_TEXT)
    def _func_upper(self, text: str | None) -> str | None:
        return text and text.upper()

    @functions.signature(_TEXT)
    def _func_lower(self, text: str | None) -> str | None:
        return text and text.lower()

    @functions.signature(_TEXT)
    def _func_trim(self, text: str | None) -> str | None:
        return text and text.strip()

    @functions.signature(_TEXT, _NUMBER)
    def _func_truncate(self, text: str | None, longest: float) -> str | None:
        """At most so many characters; the last is `…` where something was cut."""
        most = _count(longest)
        if text is None or len(text) <= most:
            return text
        return f"{text[: most - 1]}…" if most else ""

    @functions.signature(_TEXT_OR_NUMBER, _NUMBER, _WORD)
    def _func_pad(self, text: Any, length: float, fill: str) -> str | None:
        """Filled up in front: `pad('7', `3`, '0')` is 007."""
        if len(fill) != 1:
            raise Told("pad fills with one character")
        return None if text is None else str(text).rjust(_count(length), fill)

    @functions.signature(_TEXT, _WORD)
    def _func_date(self, moment: str | None, pattern: str) -> str | None:
        """A date, or a time in UTC."""
        return _written(moment, pattern, UTC)

    @functions.signature(_TEXT, _WORD)
    def _func_local_date(self, moment: str | None, pattern: str) -> str | None:
        """The same, by the clock on the wall in the United Kingdom."""
        return _written(moment, pattern, _LOCAL)

    @functions.signature(_WORD, _SIMPLE)
    def _func_lookup(self, name: str, code: Any) -> Any:
        """Their code for ours. One that the map does not have is a fault and never left out."""
        if code is None:
            return None
        known = self._maps.get(name, {})
        key = code if isinstance(code, str) else json.dumps(code)
        if key not in known:
            raise Told(f"the value map {name} has no entry for this answer")
        return known[key]

    @functions.signature(_ANY)
    def _func_coalesce(self, *values: Any) -> Any:
        """The first that is neither null nor empty text."""
        return next((value for value in values if value is not None and value != ""), None)

    @functions.signature(_SIMPLE)
    def _func_to_string(self, value: Any) -> Any:
        """JMESPath's own, but of single values: an object as text is no field of anyone's."""
        return value if isinstance(value, str) else json.dumps(value)


TABLE: Mapping[str, Mapping[str, Any]] = Functions.FUNCTION_TABLE


def _count(number: float) -> int:
    if not 0 <= number <= LONGEST_TEXT:
        raise Told(f"a length is a number from 0 to {LONGEST_TEXT}")
    return int(number)


def _written(moment: str | None, pattern: str, zone: tzinfo) -> str | None:
    if not readable(pattern):
        raise Told("a date is written with %Y %m %d %H %M %S and - / . : , T Z")
    if moment is None:
        return None
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        raise Told("this is no date") from None
    if read.tzinfo is not None:
        read = read.astimezone(zone)
    parts = {"%Y": f"{read.year:04}"} | {
        f"%{letter}": f"{part:02}"
        for letter, part in zip(
            "mdHMS", (read.month, read.day, read.hour, read.minute, read.second), strict=True
        )
    }
    return _DIRECTIVE.sub(lambda found: parts[found[0]], pattern)


def readable(pattern: str) -> bool:
    return _PATTERN.fullmatch(pattern) is not None
