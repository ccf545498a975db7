"""Candidates and cards as documents: every value with its source, its age and its marking."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from field_api.catalogue import actions as catalogue
from field_api.intelligence.actions.finding import Candidate
from field_api.intelligence.actions.sight import Shown
from field_api.intelligence.rules import keys, saying
from field_api.lib import clock
from field_api.policy.rules import MARKINGS, higher

Document = dict[str, Any]
Titles = Mapping[str, str]

_LONGEST_VALUES = 6


def candidate(one: Candidate, titles: Titles) -> Document:
    """As POST /recognise answers it: docs/recognition.md."""
    values = attributes(one.shown, titles)
    newest = one.shown[0]
    return {
        "class": one.likeness.verdict.value,
        "reasons": list(one.likeness.reasons),
        "link": str(newest.mention.pk),
        "label": _label(one.shown, values),
        "marking": marking(one.shown),
        "records": len({each.record.pk for each in one.shown}),
        "last_at": _at(newest.record.occurred_at),
        "attributes": values,
    }


def label(shown: Sequence[Shown]) -> str:
    """By the newest value of each attribute."""
    return _label(shown, attributes(shown, {}))


def _label(shown: Sequence[Shown], values: Mapping[str, list[Document]]) -> str:
    newest = {name: said[0]["value"] for name, said in values.items()}
    return saying.label(shown[0].mention.type, newest)


def marking(shown: Iterable[Shown]) -> str:
    """The highest of all that is shown."""
    found = MARKINGS[0]
    for one in shown:
        for name in one.known.attributes:
            found = higher(found, _mark(one, name))
    return found


def attributes(shown: Sequence[Shown], titles: Titles) -> dict[str, list[Document]]:
    """By attribute the values given for it, newest first; what was said again, once."""
    found: dict[str, list[Document]] = {}
    said: set[tuple[str, str]] = set()
    for one in shown:
        for name, value in one.known.attributes.items():
            plain = keys.base(name)
            again = (plain, str(value).casefold())
            values = found.setdefault(plain, [])
            if again not in said and len(values) < _LONGEST_VALUES:
                said.add(again)
                values.append(_value(one, name, value, titles))
    return {name: found[name] for name in sorted(found, key=saying.place(shown[0].mention.type))}


def _value(one: Shown, name: str, value: Any, titles: Titles) -> Document:
    return {
        "value": value,
        "marking": _mark(one, name),
        "at": _at(one.record.occurred_at),
        "age_days": _days(one.record.occurred_at),
        "source": source(one, titles),
    }


def source(one: Shown, titles: Titles) -> Document:
    """The submission that says so."""
    record = one.record
    return {
        "submission": str(record.pk),
        "reference": record.reference,
        "kind": record.kind,
        "title": titles.get(record.kind, record.kind),
    }


def titles() -> Titles:
    """What people call each kind."""
    return {form.kind: form.title for form in catalogue.current_forms()}


def _mark(one: Shown, name: str) -> str:
    return str(one.mention.marks.get(name, one.record.marking))


def _at(moment: datetime | None) -> str | None:
    return clock.iso(moment) if moment else None


def _days(moment: datetime | None) -> int | None:
    return max(0, (clock.now() - moment).days) if moment else None
