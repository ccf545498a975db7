"""What a feed holds: versions of STIX objects, as the envelopes that were kept say."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from field_api.connectors.sandbox.storage import ACCEPTED, PENDING, REJECTED, Entry

PAGE = 100

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one object, and when it was added."""

    object: Object
    added: str

    @property
    def id(self) -> str:
        return str(self.object["id"])

    @property
    def at(self) -> str:
        return str(self.object.get("modified") or self.object.get("created") or self.added)

    def listed(self) -> Object:
        media_type = "application/stix+json;version=2.1"
        return {
            "id": self.id,
            "date_added": self.added,
            "version": self.at,
            "media_type": media_type,
        }


def versions(entries: Iterable[Entry], deleted: Iterable[tuple[str, str]]) -> Iterator[Version]:
    """In order of addition, each once."""
    seen: set[tuple[str, str]] = set(deleted)
    for entry in entries:
        if entry.erased_at or entry.state != ACCEPTED:
            continue
        for each in _parsed(entry.body):
            version = Version(each, entry.received_at)
            if (version.id, version.at) not in seen:
                seen.add((version.id, version.at))
                yield version


def status(entry: Entry, added: list[Object], failed: list[Object]) -> Object:
    details = [{"id": each["id"], "version": Version(each, "").at} for each in failed]
    pending, turned_down = entry.state == PENDING, entry.state == REJECTED
    if turned_down:
        message = "; ".join(fault["message"] for fault in entry.faults) or "turned down"
        details += [{"id": each["id"], "message": message} for each in added]
    return {
        "id": entry.reference,
        "request_timestamp": entry.received_at,
        "total_count": len(added) + len(failed),
        "status": "pending" if pending else "complete",
        "success_count": 0 if pending or turned_down else len(added),
        "pending_count": len(added) if pending else 0,
        "failure_count": len(details),
        "failures": details,
    }


def page(
    query: Mapping[str, str], held: Iterator[Version], shown: Callable[[Version], Object]
) -> Object:
    ids = query.get("match[id]", "").split(",")
    found = [
        version
        for version in held
        if ids in ([""], [version.id]) or version.id in ids
        if query.get("match[type]", version.object["type"]) == version.object["type"]
    ]
    if query.get("match[version]", "last") != "all":
        latest = {version.id: version.at for version in sorted(found, key=lambda each: each.at)}
        found = [version for version in found if latest[version.id] == version.at]
    found = [version for version in found if version.added > query.get("added_after", "")]
    start = int(query.get("next", "0"))
    these = found[start : start + min(int(query.get("limit", PAGE)), PAGE)]
    following = start + len(these)
    said: Object = {"objects": [shown(each) for each in these]} if these else {}
    if following < len(found):
        said |= {"more": True, "next": str(following)}
    return said


@lru_cache(maxsize=4096)
def _parsed(body: bytes) -> list[Object]:
    objects: list[Object] = json.loads(body)["objects"]
    return objects
