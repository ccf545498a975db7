"""Reading a collection that others write to, from where the last reading ended."""

from collections.abc import Iterator

from field_api.connectors.rules import NoAnswer
from field_api.connectors.rules.hearing import Heard
from field_api.connectors.wire.taxii import IDS_AT_ONCE, Collection, Document

MOST = 2_000
"""Entries of one reading: the next goes on."""


def heard(collection: Collection, after: str, ours: str, ends: float) -> Iterator[Heard]:
    """The last version of each indicator added after a time, some at a time. Raises NoAnswer.

    A server may add many at one moment, and `added_after` leaves that moment out: so all of one
    moment are in one portion.
    """
    portion: list[Document] = []
    for count, entry in enumerate(collection.added("indicator", after, ends=ends)):
        full = len(portion) >= IDS_AT_ONCE
        if full and _added(entry) != _added(portion[-1]):
            yield _fetched(collection, portion, ours, ends)
            portion = []
            if count >= MOST:
                return
        portion.append(entry)
    if portion:
        yield _fetched(collection, portion, ours, ends)


def _fetched(collection: Collection, portion: list[Document], ours: str, ends: float) -> Heard:
    names = list(dict.fromkeys(one["id"] for one in portion))
    objects = collection.objects(names, ends=ends)
    others = [one for one in objects if one.get("created_by_ref") != ours]
    return Heard(others, _added(portion[-1]))


def _added(entry: Document) -> str:
    when = entry.get("date_added")
    if not isinstance(when, str):
        raise NoAnswer("answered in a form we cannot read")
    return when
