"""STIX 2.1 as we write it: a report with its indicators, a receipt beside it, and its withdrawal.

The report and its indicators are named after the submission, so that a later version of the one is
a later version of the other, as STIX has it. The receipt is a note named after the key of one
delivery, lists what was handed over and holds its hash: by it a lookup is answered, and a list of
notes is a list of deliveries. Only standard objects, so that any consumer can read them.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import orjson
from stix2 import parse, v21

from field_api.connectors.rules import Item, stix_markings

Object = dict[str, Any]

_SPACE = UUID("6d0f6a0e-5c0b-5f0e-9d56-0f7f6c1b6a52")
_SOURCE = "Fieldbook"
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_WITHDRAWN = "Withdrawn"
_KEPT = ("created_by_ref", "created", "modified", "object_marking_refs")

_PATTERNS: dict[str, str] = {
    "url": "url:value = {0}",
    "domain": "domain-name:value = {0}",
    "email": "email-addr:value = {0}",
    "ipv4": "ipv4-addr:value = {0}",
    "ipv6": "ipv6-addr:value = {0}",
    "md5": "file:hashes.MD5 = {0}",
    "sha1": "file:hashes.'SHA-1' = {0}",
    "sha256": "file:hashes.'SHA-256' = {0}",
    "handle": "user-account:account_login = {0}",
    # STIX has no object for these; the vocabulary of account types is open.
    "phone": "user-account:account_type = 'phone' AND user-account:user_id = {0}",
    "wallet": "user-account:account_type = 'cryptocurrency' AND user-account:user_id = {0}",
    "account": "user-account:account_type = 'bank' AND user-account:user_id = {0}",
}


def objects(document: dict[str, Any], producer: str) -> list[Object]:
    """The report of a mapped document, then its indicators, and for each that it was sighted once,
    by this report: who reads many reports adds them up. Raises KeyError, ValueError, TypeError for
    a document that has not what a report needs.

    `fieldbook_id`, `version`, `occurred_at`; `marking` (TLP:GREEN for OFFICIAL, TLP:AMBER for what
    is more or unknown); `reference`; `created` and `modified`, else `occurred_at`; `report`:
    {"name", "description", "types": [...], "observables": [{"type", "value", "name"}]} with types
    url, domain, email, ipv4, ipv6, md5, sha1, sha256, handle, phone, wallet, account. The version
    is added to `modified` in milliseconds: a version of an object is told by its `modified` alone.
    """
    told = document["report"]
    subject, shared = UUID(document["fieldbook_id"]), _shared(document, producer)
    found = [_indicator(one, subject, shared) for one in told.get("observables", [])]
    indicators = list({one["id"]: one for one in found}.values())
    name = f"report--{uuid5(_SPACE, str(subject))}"
    told_of = [each for one in indicators for each in (_sighting(one), _relation(one, name))]
    report = v21.Report(
        id=name,
        name=told["name"],
        description=told.get("description") or None,
        report_types=told.get("types") or ["indicator"],
        published=shared["modified"],
        object_refs=[one["id"] for one in (*indicators, *told_of)] or [shared["created_by_ref"]],
        external_references=_called(document.get("reference")),
        **shared,
    )
    return [_plain(report), *indicators, *told_of]


def identity(producer: str) -> Object:
    """Who writes the reports. The same in every process and for ever."""
    made = v21.Identity(
        id=identity_id(producer),
        name=producer,
        identity_class="organization",
        created=_BEGINNING,
        modified=_BEGINNING,
    )
    return _plain(made)


def identity_id(producer: str) -> str:
    return f"identity--{uuid5(_SPACE, producer)}"


def introduction(producer: str) -> list[Object]:
    """Who writes, and every marking they use: what no consumer may be expected to have."""
    return [identity(producer), *stix_markings.definitions(identity_id(producer)).values()]


def receipt_id(key: UUID) -> str:
    return f"note--{key}"


def receipt(item: Item, handed_over: list[Object]) -> Object:
    """The note of one delivery. `handed_over` begins with the report."""
    report = handed_over[0]
    reference = {
        "source_name": _SOURCE,
        "external_id": str(item.subject),
        "hashes": {"SHA-256": hashlib.sha256(item.payload).hexdigest()},
    }
    made = v21.Note(
        id=receipt_id(item.key),
        created=report["modified"],
        modified=report["modified"],
        created_by_ref=report["created_by_ref"],
        content=f"Version {item.version}, as handed over.",
        object_refs=[one["id"] for one in handed_over],
        external_references=[reference],
        object_marking_refs=report["object_marking_refs"],
    )
    return _plain(made)


def sha256(note: Object) -> str:
    """What a receipt says of the bytes that were frozen; empty if it says nothing."""
    for reference in note.get("external_references", []):
        if reference.get("source_name") == _SOURCE:
            return str(reference.get("hashes", {}).get("SHA-256", ""))
    return ""


def withdrawn(held: Object) -> Object:
    """The next version of a report, an indicator or a note: revoked, and without content. The same
    whenever it is asked for.
    """
    kept = ("type", "spec_version", "id", "created_by_ref", "created", "object_marking_refs")
    made = {name: held[name] for name in kept if name in held}
    modified = moment(held["modified"]) + timedelta(milliseconds=1)
    return {**made, "modified": written(modified), "revoked": True, **_EMPTIED[held["type"]](held)}


_EMPTIED: dict[str, Callable[[Object], Object]] = {
    "report": lambda held: {
        "name": _WITHDRAWN,
        "published": held["published"],
        "object_refs": held["object_refs"],
    },
    "indicator": lambda held: {
        "pattern": "[domain-name:value = 'withdrawn.invalid']",
        "pattern_type": "stix",
        "valid_from": held["valid_from"],
    },
    "note": lambda held: {"content": _WITHDRAWN, "object_refs": held["object_refs"]},
    "sighting": lambda held: {"sighting_of_ref": held["sighting_of_ref"]},
    "relationship": lambda held: {
        name: held[name] for name in ("relationship_type", "source_ref", "target_ref")
    },
}
WITHDRAWS = frozenset(_EMPTIED)


def moment(text: Any) -> datetime:
    """Raises ValueError, TypeError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without its offset")
    return found


def written(when: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as STIX and TAXII write it."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def same(ours: Object, theirs: Object) -> bool:
    """Whether a server holds what we sent. It may write times in its own way, and add to them."""
    return all(_equal(value, theirs.get(name)) for name, value in ours.items())


def faults(objects: list[Any]) -> Iterator[tuple[int, str]]:
    """What stix2 finds wrong, by place in the list."""
    for n, each in enumerate(objects):
        try:
            parse(each, allow_custom=False, version="2.1")
        except Exception as error:  # stix2 raises what its many parts raise
            yield n, f"is no STIX 2.1 object ({type(error).__name__})"


def _shared(document: dict[str, Any], producer: str) -> dict[str, Any]:
    created = moment(document.get("created") or document["occurred_at"])
    modified = max(created, moment(document.get("modified") or document["occurred_at"]))
    by = identity_id(producer)
    return {
        "created_by_ref": by,
        "created": created,
        "modified": modified + timedelta(milliseconds=int(document["version"])),
        "object_marking_refs": stix_markings.of(document.get("marking", ""), by),
    }


def _indicator(observable: dict[str, Any], subject: UUID, shared: dict[str, Any]) -> Object:
    kind, value = observable["type"], observable["value"]
    if kind not in _PATTERNS:
        raise ValueError(f"no such observable: {kind}")
    literal = "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
    made = v21.Indicator(
        id=f"indicator--{uuid5(_SPACE, f'{subject} {kind} {value}')}",
        name=observable.get("name") or kind,
        indicator_types=["unknown"],
        pattern=f"[{_PATTERNS[kind].format(literal)}]",
        pattern_type="stix",
        valid_from=shared["created"],
        **shared,
    )
    return _plain(made)


def _sighting(of: Object) -> Object:
    made = v21.Sighting(
        id=f"sighting--{uuid5(_SPACE, of['id'])}",
        sighting_of_ref=of["id"],
        where_sighted_refs=[of["created_by_ref"]],
        count=1,
        first_seen=of["created"],
        last_seen=of["created"],
        **_of(of),
    )
    return _plain(made)


def _relation(of: Object, report: str) -> Object:
    made = v21.Relationship(
        id=f"relationship--{uuid5(_SPACE, of['id'])}",
        relationship_type="related-to",
        source_ref=of["id"],
        target_ref=report,
        **_of(of),
    )
    return _plain(made)


def _of(one: Object) -> Object:
    return {name: one[name] for name in _KEPT if name in one}


def _called(reference: Any) -> list[Object] | None:
    return [{"source_name": _SOURCE, "external_id": str(reference)}] if reference else None


def _plain(made: Any) -> Object:
    plain: Object = orjson.loads(made.serialize())
    return plain


def _equal(ours: Any, theirs: Any) -> bool:
    if ours == theirs:
        return True
    try:
        return moment(ours) == moment(theirs)
    except (ValueError, TypeError):
        return False
