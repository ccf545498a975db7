"""An exported answer as a paper: its marking on every page, and behind every value its source."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

Said = Mapping[str, Any]
Part = dict[str, Any]

_LOCAL = ZoneInfo("Europe/London")
_TITLE = "Answer to a question"


def paper(said: Said) -> Part:
    """The document that `connectors.actions.papers.pdf` sets, of what `exported.write` gives."""
    codes = ", ".join(said["handling"])
    return {
        "title": _TITLE,
        "reference": said["query"],
        "marking": f"{said['marking']}, handling {codes}" if codes else said["marking"],
        "version": "",
        "dated": said["exported_at"],
        "sections": [
            {"heading": "This copy", "rows": list(_about(said))},
            {"heading": "Warnings", "rows": _warnings(said["warnings"])},
            {"heading": "Systems asked", "rows": [_row(*each) for each in _systems(said)]},
            {"heading": "What they said", "groups": list(_records(said["statements"]))},
        ],
    }


def _row(label: str, value: object) -> Part:
    return {"label": label, "value": str(value)}


def _about(said: Said) -> Iterator[Part]:
    asked = "; ".join(f"{_named(name)}: {value}" for name, value in said["criteria"].items())
    yield _row(f"Asked, {said['kind']}", asked)
    yield _row("Asked for", said["purpose"])
    yield _row("Asked by", said["originator"])
    yield _row("Asked at", _at(said["asked_at"]))
    yield _row("Copy taken by", said["exported_by"])
    yield _row("Given to", said["recipient"])
    yield _row("Because", said["why"])


def _warnings(warnings: Iterable[Said]) -> list[Part]:
    found = [_warning(each) for each in warnings]
    return found or [_row("Warnings", "None from the systems that answered")]


def _warning(each: Said) -> Part:
    code = f" ({each['code']})" if each["code"] and each["code"] != each["label"] else ""
    since = f"of {each['on']}" if each["on"] else ""
    words = [each["advice"].rstrip("."), since, _source(each)]
    return _row((each["label"] or each["code"]) + code, ". ".join(filter(None, words)))


def _systems(said: Said) -> Iterator[tuple[str, str]]:
    """Those that did not answer too: a copy without them would read as if all had."""
    for each in said["systems"]:
        yield each["name"], each["label"]


def _records(statements: Iterable[Said]) -> Iterator[Part]:
    """Each record under its own heading, its values one a row."""
    for _, rows in groupby(statements, lambda one: (one["system"], one["ref"], one["type"])):
        values = list(rows)
        first = values[0]
        heading = " · ".join(filter(None, (first["system_name"], first["ref"], first["type"])))
        yield {"heading": heading, "rows": [_value(each) for each in values]}


def _value(each: Said) -> Part:
    value = each["value"]
    said = "yes" if value is True else "no" if value is False else value
    return _row(_named(each["name"]), f"{said} [{_source(each)}]")


def _source(each: Said) -> str:
    """System, reference, how old it is there, when it was fetched, and its handling code."""
    parts = (
        " ".join(filter(None, (each["system_name"], each["ref"]))),
        f"as of {_at(each['as_of'])}" if each["as_of"] else "age not told",
        f"retrieved {_at(each['retrieved_at'])}",
        f"handling {each['handling'] or 'not told'}",
    )
    return "; ".join(parts)


def _named(name: str) -> str:
    return (name[:1].upper() + name[1:]).replace("_", " ")


def _at(moment: str) -> str:
    """As officers write it; what is no moment stays as its system wrote it."""
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if len(moment) <= len("2026-11-23") or found.tzinfo is None:
        return f"{found:%-d %b %Y}"
    return f"{found.astimezone(_LOCAL):%-d %b %Y, %H:%M %Z}"
